"""The workbook of workbook.cpp, written by XlsxWriter: workbook.py SHEETS ROWS CHARTS FILE [constant]."""

import sys

import xlsxwriter

COLUMNS = 12


def cell(sheet, row, column):
    seed = sheet * 7919 + row * 104729 + column * 1299709
    if column < 4:
        return "Short drama app %d" % ((seed & 0xFFFFFF) % 500)
    return (seed & 0xFFFFFF) % 1000000 / (1 if column < 8 else 100)


def main(sheets, rows, charts, path, constant):
    book = xlsxwriter.Workbook(path, {"constant_memory": constant})
    header = book.add_format({"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF"})
    formats = [None] * 4 + [book.add_format({"num_format": "#,##0"})] * 4 + [book.add_format({"num_format": "#,##0.00"})] * 4
    for number in range(sheets):
        sheet = book.add_worksheet("Sheet %d" % (number + 1))
        sheet.set_column(0, COLUMNS - 1, 16)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, rows, COLUMNS - 1)
        for column in range(COLUMNS):
            sheet.write_string(0, column, "Column %d" % (column + 1), header)
        for row in range(rows):
            for column in range(COLUMNS):
                value = cell(number, row, column)
                if column < 4:
                    sheet.write_string(row + 1, column, value)
                else:
                    sheet.write_number(row + 1, column, value, formats[column])
        for place, _ in enumerate(range(number, charts, sheets)):
            chart = book.add_chart({"type": "line"})
            chart.set_title({"name": "Column 5"})
            chart.add_series({"name": [sheet.name, 0, 4], "categories": [sheet.name, 1, 0, 50, 0], "values": [sheet.name, 1, 4, 50, 4]})
            sheet.insert_chart(rows + 2, place * 8, chart)
    book.close()


main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], "constant" in sys.argv[5:])
