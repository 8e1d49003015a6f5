#include "archive/sqlite_facts.h"

#include <algorithm>
#include <limits>
#include <map>

#include "archive/payload.h"
#include "archive/sqlite_coverage.h"
#include "archive/sqlite_watch.h"

namespace archive {
namespace {

using namespace records;

std::optional<std::string> code_of(const std::optional<Country>& country) {
    return country ? std::optional(storefront_code(*country)) : std::nullopt;
}

/// Where a fact belongs: its reading, and its place among the reading's records.
struct Slot {
    Database& database;
    Faces& faces;
    const Watch& watch;
    const Reading& reading;
    std::int64_t key;
    std::int64_t place;

    std::optional<std::int64_t> seen(std::optional<Instant> observed) const {
        return seconds(observed ? observed : reading.observed_at);
    }
};

void insert(const Slot& slot, const ChartSnapshot& chart) {
    std::vector<RankedFace> entries;
    std::vector<WatchedRow> watched;
    entries.reserve(chart.entries.size());
    for (const ChartEntry& entry : chart.entries) {
        const auto face = slot.faces.face_of(chart.marketplace, entry);
        entries.push_back({face.key, entry.rank});
        if (const auto app = slot.watch.find(chart.marketplace, entry.app_id, entry.bundle_id))
            watched.push_back({entry.rank, *app, face.app});
    }
    int depth = 0;
    for (const ChartEntry& entry : chart.entries) depth = std::max(depth, entry.rank);
    Query(slot.database,
          "insert into chart (reading, place, marketplace, country, chart, genre, observed, seen, "
          "depth, entries) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .with(slot.key)
        .with(slot.place)
        .with(to_text(chart.marketplace))
        .with(code_of(chart.country))
        .with(to_text(chart.chart))
        .with(chart.genre)
        .with(seconds(chart.observed_at))
        .with(slot.seen(chart.observed_at))
        .with(std::int64_t{depth})
        .with(Blob{entries_blob(entries)})
        .run();
    insert_watched(slot.database, slot.watch, slot.database.last_id(), watched);
}

void insert(const Slot& slot, const AppListing& listing) {
    const auto country = listing.country ? listing.country : slot.reading.country;
    Query(slot.database,
          "insert into listing (reading, place, app, country, seen, payload) values "
          "(?, ?, ?, ?, ?, ?)")
        .with(slot.key)
        .with(slot.place)
        .with(slot.faces.app_of(listing.marketplace, listing.app_id, listing.bundle_id))
        .with(code_of(country).value_or(""))
        .with(slot.seen(listing.observed_at))
        .with(Blob{payload(listing)})
        .run();
}

void insert(const Slot& slot, const PublishedFigure& figure) {
    Query(slot.database, "insert into figure (reading, place, seen, payload) values (?, ?, ?, ?)")
        .with(slot.key)
        .with(slot.place)
        .with(slot.seen(figure.observed_at))
        .with(Blob{payload(figure)})
        .run();
}

void insert(const Slot& slot, const FxRates& fx) {
    Query(slot.database,
          "insert into fx (reading, place, date, base, payload) values (?, ?, ?, ?, ?)")
        .with(slot.key)
        .with(slot.place)
        .with(to_text(fx.date))
        .with(fx.base->code)
        .with(Blob{payload(fx)})
        .run();
}

std::int64_t insert_reading(Database& database, ResponseId response, const Reading& reading,
                            Instant recorded) {
    Query(database,
          "insert into reading (response, recorded, source, generation, version, outcome, country, "
          "observed, seen) values (?, ?, ?, ?, ?, ?, ?, ?8, "
          "coalesce(?8, (select fetched from response where id = ?1)))")
        .with(response)
        .with(seconds(recorded))
        .with(reading.source)
        .with(reading.generation)
        .with(std::int64_t{reading.parser_version})
        .with(to_text(reading.outcome))
        .with(code_of(reading.country))
        .with(seconds(reading.observed_at))
        .run();
    return database.last_id();
}

std::optional<Country> country_at(const Query& row, int column) {
    return row.is_null(column) ? std::nullopt : country_from(row.text(column));
}

ChartSnapshot chart_at(const Query& row, Faces& faces) {
    ChartSnapshot chart;
    chart.marketplace = marketplace_from(row.text(1)).value_or(Marketplace::apple);
    chart.country = country_at(row, 2);
    chart.chart = chart_from(row.text(3)).value_or(Chart::top_free);
    chart.genre = row.text(4);
    chart.observed_at = instant_at(row.maybe_number(5));
    for (const auto& [face, rank] : entries_from(row.text(6))) {
        chart.entries.push_back(faces.entry_of(face));
        chart.entries.back().rank = rank;
    }
    return chart;
}

using ByPlace = std::map<std::int64_t, Record>;

template <class From>
void load_payloads(Database& database, const char* statement, std::int64_t reading, From from,
                   ByPlace& records) {
    Query rows(database, statement);
    rows.with(reading);
    while (rows.next()) records.emplace(rows.number(0), from(rows.text(1)));
}

std::vector<Record> records_of(Database& database, Faces& faces, std::int64_t reading) {
    ByPlace places;
    Query charts(database,
                 "select place, marketplace, country, chart, genre, observed, entries from chart "
                 "where reading = ?");
    charts.with(reading);
    while (charts.next()) places.emplace(charts.number(0), chart_at(charts, faces));
    load_payloads(database, "select place, payload from listing where reading = ?", reading,
                  listing_from, places);
    load_payloads(database, "select place, payload from figure where reading = ?", reading,
                  figure_from, places);
    load_payloads(database, "select place, payload from fx where reading = ?", reading, fx_from,
                  places);
    std::vector<Record> records;
    for (auto& [place, record] : places) records.push_back(std::move(record));
    return records;
}

}  // namespace

void add_reading(Database& database, Faces& faces, const Watch& watch, ResponseId response,
                 const Reading& reading, Instant recorded) {
    const std::int64_t key = insert_reading(database, response, reading, recorded);
    std::int64_t place = 0;
    for (const Record& record : reading.records)
        std::visit(
            [&](const auto& fact) {
                insert({database, faces, watch, reading, key, place++}, fact);
            },
            record);
    place = 0;
    for (const Issue& issue : reading.issues)
        Query(database, "insert into issue (reading, place, location, what) values (?, ?, ?, ?)")
            .with(key)
            .with(place++)
            .with(issue.where)
            .with(issue.what)
            .run();
    insert_field_coverage(database, key, reading);
}

std::int64_t up_to(std::optional<Instant> as_of) {
    return as_of ? seconds(*as_of) : std::numeric_limits<std::int64_t>::max();
}

std::optional<std::int64_t> latest_reading(Database& database, ResponseId response,
                                           std::optional<Instant> as_of) {
    Query found(database,
                "select id from reading where response = ? and recorded <= ? order by recorded "
                "desc, id desc limit 1");
    found.with(response).with(up_to(as_of));
    return found.next() ? std::optional(found.number(0)) : std::nullopt;
}

std::vector<Issue> issues_of(Database& database, std::int64_t reading) {
    std::vector<Issue> issues;
    Query rows(database, "select location, what from issue where reading = ? order by place");
    rows.with(reading);
    while (rows.next()) issues.push_back({std::string(rows.text(0)), std::string(rows.text(1))});
    return issues;
}

Reading reading_at(Database& database, Faces& faces, std::int64_t key) {
    Query row(database,
              "select source, generation, version, outcome, country, observed from reading where "
              "id = ?");
    row.with(key);
    if (!row.next()) throw DatabaseError("archive.sqlite: a reading is missing");
    Reading reading;
    reading.source = row.text(0);
    reading.generation = row.text(1);
    reading.parser_version = static_cast<int>(row.number(2));
    reading.outcome = outcome_from(row.text(3)).value_or(Outcome::unsupported);
    reading.country = country_at(row, 4);
    reading.observed_at = instant_at(row.maybe_number(5));
    reading.records = records_of(database, faces, key);
    reading.issues = issues_of(database, key);
    return reading;
}

bool same(const Reading& one, const Reading& other) {
    return one.source == other.source && one.generation == other.generation &&
           one.parser_version == other.parser_version && one.outcome == other.outcome &&
           one.country == other.country && one.observed_at == other.observed_at &&
           one.records == other.records && one.issues == other.issues;
}

}  // namespace archive
