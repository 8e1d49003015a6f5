#pragma once

#include <xlsxwriter.h>

#include <map>
#include <utility>

#include "reports/workbook.h"

namespace reports {

/// Blue is better or more, orange worse or less: told apart by people who see colours differently.
inline constexpr lxw_color_t blue = 0x0072B2;
inline constexpr lxw_color_t orange = 0xD55E00;
inline constexpr lxw_color_t pale_blue = 0xCFE5F3;
inline constexpr lxw_color_t pale_orange = 0xFBE0CC;
inline constexpr lxw_color_t ink = 0x1F2933;
inline constexpr lxw_color_t grey = 0x6B7280;
inline constexpr lxw_color_t line_grey = 0xD9DEE3;

/// What a cell is beside its kind.
enum class Look {
    plain,
    total,
    missing,
    link,
    header,
    group,
    figure,
    title,
    subtitle,
    heading,
    note,
    banner
};

/// The formats of a workbook, each made once.
class Formats {
public:
    explicit Formats(lxw_workbook* book) : book_(book) {}

    lxw_format* of(Kind, Look);

    /// A format that colours a cell on a condition.
    lxw_format* coloured(lxw_color_t text, lxw_color_t fill);

private:
    lxw_format* make(Kind, Look);

    lxw_workbook* book_;
    std::map<std::pair<Kind, Look>, lxw_format*> formats_;
};

}  // namespace reports
