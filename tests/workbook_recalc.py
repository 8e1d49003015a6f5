#!/usr/bin/env python3
"""Compares every formula of a workbook with what LibreOffice computes for it.

    workbook_recalc.py WORKBOOK.xlsx     exit 0: all equal; 1: some differ; 2: it could not be done

LibreOffice reads the values that a file carries unless it is told to compute them: a copy without
those values is made first. Only the standard library is used.
"""
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
import zipfile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def sheets(book):
    """The titles of the sheets, and their parts of the file, in order."""
    relations = xml.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    parts = {one.get("Id"): one.get("Target") for one in relations}
    for sheet in xml.fromstring(book.read("xl/workbook.xml")).iter(MAIN + "sheet"):
        target = parts[sheet.get(RELATION)].removeprefix("/xl/")
        yield sheet.get("name"), "xl/" + target


def shared_strings(book):
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    root = xml.fromstring(book.read("xl/sharedStrings.xml"))
    return ["".join(text.text or "" for text in item.iter(MAIN + "t")) for item in root.iter(MAIN + "si")]


def cells(path, formulas_only):
    """Value by (sheet, address): of the formulas, or of every cell."""
    found = {}
    with zipfile.ZipFile(path) as book:
        strings = shared_strings(book)
        for title, part in sheets(book):
            for cell in xml.fromstring(book.read(part)).iter(MAIN + "c"):
                if formulas_only and cell.find(MAIN + "f") is None:
                    continue
                value = cell.findtext(MAIN + "v")
                if cell.get("t") == "s" and value is not None:
                    value = strings[int(value)]
                found[title, cell.get("r")] = value
    return found


def without_values(source, target):
    """Copies a workbook, leaving out the values that its formulas carry."""
    value = re.compile(rb"(</f>)<v>[^<]*</v>")
    with zipfile.ZipFile(source) as book, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in book.namelist():
            content = book.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = value.sub(rb"\1", content)
            copy.writestr(name, content)


def recalculate(workbook, folder):
    bare = folder / "bare.xlsx"
    without_values(workbook, bare)
    out = folder / "out"
    subprocess.run(
        ["soffice", "-env:UserInstallation=" + (folder / "profile").as_uri(), "--headless",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(bare)],
        check=True, timeout=300, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return out / "bare.xlsx"


def equal(ours, theirs):
    try:
        return abs(float(ours) - float(theirs)) <= 1e-9 * max(1.0, abs(float(ours)))
    except (TypeError, ValueError):
        return ours == theirs


def main():
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    ours = cells(sys.argv[1], formulas_only=True)
    with tempfile.TemporaryDirectory() as folder:
        theirs = cells(recalculate(sys.argv[1], pathlib.Path(folder)), formulas_only=False)
    wrong = [(place, value, theirs.get(place)) for place, value in ours.items()
             if not equal(value, theirs.get(place))]
    for (sheet, address), value, other in wrong[:20]:
        print(f"{sheet}!{address}: the file says {value!r}, LibreOffice computes {other!r}")
    print(f"{len(ours)} formulas, {len(wrong)} differ")
    if not ours:
        print("no formula was found: nothing was compared")
    return 1 if wrong or not ours else 0


if __name__ == "__main__":
    sys.exit(main())
