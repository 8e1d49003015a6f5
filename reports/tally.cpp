#include "reports/tally.h"

#include <cmath>

namespace reports {

Tally& Tally::operator+=(const Tally& other) {
    value += other.value;
    collected = collected || other.collected;
    known = known || other.known;
    unsure = unsure || other.unsure;
    return *this;
}

std::string Tally::why_not() const {
    if (shown()) return "";
    return unsure ? "not known" : collected ? (known ? "" : "no id") : "not collected";
}

Cell Tally::cell() const { return shown() ? Cell(value) : Cell(Missing{why_not()}); }

Cell Tally::cell_or(const Cell& otherwise) const {
    return shown() ? Cell(std::round(value) + 0.0) : otherwise;
}

}  // namespace reports
