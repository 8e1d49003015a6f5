#pragma once

#include <string_view>

#include "parsers/json.h"
#include "records/page.h"
#include "records/reading.h"

namespace parsers {

// Sensor Tower's public JSON: figures in parsers/sensortower_figures.cpp, the kinds of answer and
// their charts in parsers/sensortower.cpp.

/// Which days a figure is for.
enum class Span { last_calendar_month, last_30_days };

/// The period that ends before `date`: the previous calendar month, or the 30 days before.
std::optional<records::Period> period_before(std::optional<records::Instant> date, Span);

/// What the figures of one object of an answer share.
struct FigureContext {
    records::Reading& reading;
    std::optional<records::Instant> date;  // of the page, else of the fetch
    Json app;
    std::string where;  // path of the object, for issues and evidence
};

/// Figures as objects for people: {"downloads": 10000, "string": "10k", ...} and
/// {"prefix": "< $", "revenue": 1000, "string": "< $5k"}. Revenue is in dollars. Below the smallest
/// step the number is not the bound: only the string tells it.
void add_humanized(FigureContext&, Span);

/// Figures of an app's details: {"unit": "unit", "value": n} and {"unit": "cent", "value": n}.
void add_details(FigureContext&);

}  // namespace parsers
