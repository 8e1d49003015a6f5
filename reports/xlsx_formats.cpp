#include "reports/xlsx_formats.h"

namespace reports {
namespace {

const char* number_format(Kind kind) {
    switch (kind) {
        case Kind::percent: return "0.0%";
        case Kind::signed_count: return "+#,##0;-#,##0;0";
        case Kind::rank_move: return "\"▲ \"#,##0;\"▼ \"#,##0;\"–\"";
        case Kind::rating: return "0.00";
        case Kind::amount: return "#,##0.00";
        case Kind::depth: return "#,##0;-#,##0;\"0 (empty chart)\"";
        case Kind::day: return "yyyy-mm-dd";
        case Kind::moment: return "yyyy-mm-dd hh:mm";
        case Kind::text:
        case Kind::prose:
        case Kind::fine:
        case Kind::code:
        case Kind::reference: return "General";
        default: return "#,##0";
    }
}

bool is_text(Kind kind) {
    return kind == Kind::text || kind == Kind::prose || kind == Kind::fine ||
           kind == Kind::reference;
}

std::uint8_t alignment(Kind kind) {
    if (is_text(kind)) return LXW_ALIGN_LEFT;
    return kind == Kind::code ? LXW_ALIGN_CENTER : LXW_ALIGN_RIGHT;
}

lxw_format* value(lxw_format* format, Look look) {
    if (look == Look::total) {
        format_set_bold(format);
        format_set_top(format, LXW_BORDER_MEDIUM);
    } else if (look == Look::missing) {
        format_set_font_size(format, 8);
        format_set_font_color(format, grey);
    } else if (look == Look::link) {
        format_set_font_color(format, blue);
        format_set_underline(format, LXW_UNDERLINE_SINGLE);
    } else if (look == Look::figure) {
        format_set_bold(format);
        format_set_font_size(format, 16);
    }
    return format;
}

lxw_format* header(lxw_format* format, Look look, bool text) {
    format_set_bold(format);
    format_set_bg_color(format, look == Look::group ? 0x34495E : 0x22313F);
    format_set_font_color(format, LXW_COLOR_WHITE);
    if (look == Look::group)
        format_set_align(format, LXW_ALIGN_LEFT);
    else
        format_set_text_wrap(format);
    if (look == Look::header && text) format_set_indent(format, 1);
    return format;
}

lxw_format* line(lxw_format* format, Look look) {
    format_set_font_size(format, look == Look::title ? 18 : look == Look::heading ? 12 : 10);
    if (look == Look::title || look == Look::heading || look == Look::banner)
        format_set_bold(format);
    if (look == Look::title || look == Look::heading) format_set_font_color(format, blue);
    if (look == Look::note) format_set_font_color(format, grey);
    if (look == Look::banner) format_set_font_color(format, orange);
    return format;
}

}  // namespace

lxw_format* Formats::of(Kind kind, Look look) {
    lxw_format*& format = formats_[{kind, look}];
    if (!format) format = make(kind, look);
    return format;
}

lxw_format* Formats::coloured(lxw_color_t text, lxw_color_t fill) {
    lxw_format* format = workbook_add_format(book_);
    format_set_font_color(format, text);
    if (fill != LXW_COLOR_UNSET) format_set_bg_color(format, fill);
    return format;
}

lxw_format* Formats::make(Kind kind, Look look) {
    lxw_format* format = workbook_add_format(book_);
    format_set_font_name(format, "Arial");
    format_set_font_size(format, 10);
    format_set_font_color(format, ink);
    if (look >= Look::title) return line(format, look);
    format_set_align(
        format, look == Look::figure ? static_cast<std::uint8_t>(LXW_ALIGN_LEFT) : alignment(kind));
    format_set_align(format,
                     look == Look::header ? LXW_ALIGN_VERTICAL_BOTTOM : LXW_ALIGN_VERTICAL_TOP);
    if (look == Look::header || look == Look::group) return header(format, look, is_text(kind));
    format_set_bottom(format, LXW_BORDER_THIN);
    format_set_bottom_color(format, line_grey);
    format_set_num_format(format, number_format(kind));
    if (kind == Kind::prose || kind == Kind::fine || look == Look::missing)
        format_set_text_wrap(format);
    if (kind == Kind::fine) format_set_font_size(format, 8);
    if (is_text(kind) || look == Look::figure) format_set_indent(format, 1);
    return value(format, look);
}

}  // namespace reports
