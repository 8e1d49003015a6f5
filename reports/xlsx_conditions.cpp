#include "reports/xlsx_conditions.h"

#include <string>

namespace reports {
namespace {

/// The cells of one column of a table, to be coloured.
class Painter {
public:
    Painter(lxw_worksheet* out, Formats& formats, const Table& table, int column)
        : out_(out), formats_(formats), table_(table), column_(column) {}

    lxw_error paint() {
        const Column& column = table_.columns[static_cast<std::size_t>(column_)];
        switch (column.rule) {
            case Rule::none: break;
            case Rule::heat: scale(0x7FBCE0, 0xFFFFFF, 1, 100); break;
            case Rule::coverage:
                scale(pale_orange, pale_blue, 0, column.kind == Kind::percent ? 1 : 7);
                break;
            case Rule::bar: bar(); break;
            case Rule::move:
                between(0.000001, 1e9, blue);
                between(-1e9, -0.000001, orange);
                break;
            case Rule::status:
                containing("PASS", blue, pale_blue);
                containing("FAIL", LXW_COLOR_WHITE, orange);
                containing("LOOK", ink, pale_orange);
                break;
        }
        return error_;
    }

private:
    void add(lxw_conditional_format& rule) {
        const int last = table_.last() - (table_.total ? 1 : 0);
        if (last < table_.first() || error_ != LXW_NO_ERROR) return;
        error_ = worksheet_conditional_format_range(
            out_, static_cast<lxw_row_t>(table_.first()), static_cast<lxw_col_t>(column_),
            static_cast<lxw_row_t>(last), static_cast<lxw_col_t>(column_), &rule);
    }

    /// Words compare as larger than every number: both ends are needed to leave them out.
    void between(double low, double high, lxw_color_t text) {
        lxw_conditional_format rule{};
        rule.type = LXW_CONDITIONAL_TYPE_CELL;
        rule.criteria = LXW_CONDITIONAL_CRITERIA_BETWEEN;
        rule.min_value = low;
        rule.max_value = high;
        rule.format = formats_.coloured(text, LXW_COLOR_UNSET);
        add(rule);
    }

    void containing(std::string text, lxw_color_t letters, lxw_color_t fill) {
        lxw_conditional_format rule{};
        rule.type = LXW_CONDITIONAL_TYPE_TEXT;
        rule.criteria = LXW_CONDITIONAL_CRITERIA_TEXT_CONTAINING;
        rule.value_string = text.data();
        rule.format = formats_.coloured(letters, fill);
        add(rule);
    }

    void scale(lxw_color_t low_color, lxw_color_t high_color, double low, double high) {
        lxw_conditional_format rule{};
        rule.type = LXW_CONDITIONAL_2_COLOR_SCALE;
        rule.min_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER;
        rule.max_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER;
        rule.min_value = low;
        rule.max_value = high;
        rule.min_color = low_color;
        rule.max_color = high_color;
        add(rule);
    }

    void bar() {
        lxw_conditional_format rule{};
        rule.type = LXW_CONDITIONAL_DATA_BAR;
        rule.bar_color = 0x9CC9E6;
        rule.bar_solid = LXW_TRUE;
        rule.data_bar_2010 = LXW_TRUE;
        rule.bar_no_border = LXW_TRUE;
        add(rule);
    }

    lxw_worksheet* out_;
    Formats& formats_;
    const Table& table_;
    int column_;
    lxw_error error_ = LXW_NO_ERROR;
};

}  // namespace

lxw_error colour_column(lxw_worksheet* out, Formats& formats, const Table& table, int column) {
    return Painter(out, formats, table, column).paint();
}

}  // namespace reports
