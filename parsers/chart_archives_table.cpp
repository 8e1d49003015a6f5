#include <charconv>

#include "parsers/chart_archives.h"

namespace parsers {

namespace {

constexpr std::string_view heading = "rank\tapp_id\tname\tartist";

/// Cuts the next piece off a text: up to a mark, which is dropped.
std::string_view cut(std::string_view& text, char mark) {
    const std::string_view piece = text.substr(0, text.find(mark));
    text.remove_prefix(std::min(text.size(), piece.size() + 1));
    return piece;
}

std::optional<records::ChartEntry> entry_in(std::string_view line) {
    const std::string_view number = cut(line, '\t');
    int rank = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), rank);
    if (error != std::errc{} || end != number.data() + number.size() || rank < 1 || rank > 10'000)
        return std::nullopt;
    const std::string id(cut(line, '\t')), name(cut(line, '\t')), artist(cut(line, '\t'));
    return records::ChartEntry{rank, id, "", name, artist, std::nullopt};
}

void read_lines(std::string_view text, records::Reading& reading, ChartRows& rows,
                const ChartRows::Key& key) {
    cut(text, '\n');  // the heading
    for (int number = 2; !text.empty(); ++number) {
        std::string_view line = cut(text, '\n');
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty()) continue;
        if (const auto entry = entry_in(line))
            rows.add(key, *entry);
        else
            reading.issues.push_back(
                {"line " + std::to_string(number), "expected a rank, then id, name and artist"});
    }
}

}  // namespace

bool is_rank_table(std::string_view body) { return body.starts_with(heading); }

records::Reading read_rank_table(const records::Page& page) {
    records::Reading reading;
    reading.country = page.asked.country;
    reading.observed_at = page.fetched_at;
    const bool told = page.asked.country && page.asked.chart && !page.asked.genre.empty();
    if (!told) {
        reading.outcome = records::Outcome::unsupported;
        reading.issues.push_back({"line 1",
                                  "the table does not say of which storefront, chart and "
                                  "genre it is: tell them with --storefront, --chart and "
                                  "--genre"});
        return reading;
    }
    ChartRows rows(reading);
    read_lines(page.body, reading, rows,
               {records::Marketplace::apple, std::string((*page.asked.country)->code),
                *page.asked.chart, page.asked.genre});
    rows.finish(page.fetched_at);
    if (reading.records.empty())
        reading.issues.push_back({"line 2", "the table holds no row with a rank"});
    return reading;
}

}  // namespace parsers
