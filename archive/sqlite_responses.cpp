#include "archive/sqlite_responses.h"

#include "archive/sqlite_facts.h"

namespace archive {

using namespace records;

namespace {

/// The first reading with rows behind the last one that was refused.
std::optional<Recovery> recovery_of(Database& database, const ResponseFacts& facts,
                                    std::int64_t reading) {
    Query refused(database,
                  "select recorded, id from reading where response = ? and (recorded, id) < (?, ?) "
                  "and outcome in ('drift', 'blocked', 'unsupported') order by recorded desc, id "
                  "desc limit 1");
    refused.with(facts.id).with(seconds(facts.recorded)).with(reading);
    if (!refused.next()) return std::nullopt;
    Query read(database,
               "select recorded, version from reading where response = ? and (recorded, id) > (?, "
               "?) and outcome = 'rows' order by recorded, id limit 1");
    read.with(facts.id).with(refused.number(0)).with(refused.number(1));
    if (!read.next()) return std::nullopt;
    return Recovery{instant_at(read.number(0)), static_cast<int>(read.number(1))};
}

}  // namespace

ResponseFacts response_facts(Database& database, std::int64_t reading) {
    Query row(database,
              "select r.id, r.url, r.place, r.digest, r.segment, r.offset, r.bytes, g.seen, "
              "g.recorded, g.source, g.generation, g.version, g.outcome, g.country from reading g "
              "join response r on r.id = g.response where g.id = ?");
    row.with(reading);
    if (!row.next()) throw DatabaseError("archive.sqlite: a reading is missing");
    ResponseFacts facts;
    facts.id = row.number(0);
    facts.url = row.text(1);
    facts.place = row.text(2);
    facts.digest = row.text(3);
    facts.segment = "warc/" + std::string(row.text(4));
    facts.offset = row.number(5);
    facts.bytes = row.number(6);
    facts.observed = instant_at(row.maybe_number(7));
    facts.recorded = instant_at(row.number(8));
    facts.source = row.text(9);
    facts.generation = row.text(10);
    facts.parser_version = static_cast<int>(row.number(11));
    facts.outcome = outcome_from(row.text(12)).value_or(Outcome::unsupported);
    if (!row.is_null(13)) facts.country = country_from(row.text(13));
    facts.issues = issues_of(database, reading);
    if (facts.outcome == Outcome::rows) facts.recovered = recovery_of(database, facts, reading);
    return facts;
}

std::vector<std::int64_t> readings_of(Database& database, const Archive::Filter& filter) {
    Query rows(database,
               "select r.id from reading r where r.id = (select id from reading where response = "
               "r.response and recorded <= ?1 order by recorded desc, id desc limit 1) and (?2 = "
               "'' or r.source = ?2) and (?3 = '' or r.outcome = ?3) order by r.response");
    rows.with(up_to(filter.as_of))
        .with(filter.source)
        .with(filter.outcome ? to_text(*filter.outcome) : std::string_view());
    std::vector<std::int64_t> readings;
    while (rows.next()) readings.push_back(rows.number(0));
    return readings;
}

}  // namespace archive
