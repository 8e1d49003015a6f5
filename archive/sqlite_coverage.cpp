#include "archive/sqlite_coverage.h"

#include <algorithm>

#include "archive/sqlite_facts.h"
#include "archive/sqlite_schema.h"

namespace archive {
namespace {

using namespace records;

constexpr const char* done = "field-coverage";

bool is_complete(Database& database) {
    Query found(database, "select 1 from setting where name = ?");
    return found.with(done).next();
}

std::vector<FieldShare> shares_of(Database& database, std::int64_t reading) {
    Query rows(database,
               "select field, filled, of from field_coverage where reading = ? order by field");
    rows.with(reading);
    std::vector<FieldShare> shares;
    while (rows.next())
        shares.push_back({std::string(rows.text(0)), static_cast<int>(rows.number(1)),
                          static_cast<int>(rows.number(2))});
    return shares;
}

Archive::FieldCoverage coverage_at(Database& database, const Query& row) {
    Archive::FieldCoverage coverage;
    coverage.id = row.number(1);
    coverage.source = row.text(2);
    coverage.generation = row.text(3);
    coverage.observed = instant_at(row.maybe_number(4));
    coverage.outcome = outcome_from(row.text(5)).value_or(Outcome::unsupported);
    coverage.shares = shares_of(database, row.number(0));
    return coverage;
}

// One statement for each index that is to be used.
constexpr const char* of_all =
    "select r.id, r.response, r.source, r.generation, r.seen, r.outcome from reading r where ?1 = "
    "'' and ?2 = ?2 and ?3 = ?3 and (?4 is null or r.outcome = ?4) and exists (select 1 from "
    "field_coverage where reading = r.id) and r.id = (select id from reading where response = "
    "r.response order by recorded desc, id desc limit 1) order by r.response desc limit ?5";
constexpr const char* of_layout =
    "select r.id, r.response, r.source, r.generation, r.seen, r.outcome from reading r where "
    "r.source = ?1 and r.generation = ?2 and (?3 = '' or ?3 = (select url from response where id = "
    "r.response)) and (?4 is null or r.outcome = ?4) and exists (select 1 from field_coverage "
    "where "
    "reading = r.id) and r.id = (select id from reading where response = r.response order by "
    "recorded desc, id desc limit 1) order by r.response desc limit ?5";

}  // namespace

void insert_field_coverage(Database& database, std::int64_t reading, const Reading& said) {
    for (const FieldShare& share : field_shares(said.records))
        Query(database,
              "insert into field_coverage (reading, field, filled, of) values (?, ?, ?, ?)")
            .with(reading)
            .with(share.field)
            .with(std::int64_t{share.filled})
            .with(std::int64_t{share.of})
            .run();
}

void complete_field_coverage(Database& database, Faces& faces) {
    if (is_complete(database)) return;
    Transaction transaction(database);
    database.run("delete from field_coverage");
    Query readings(database, "select id from reading where outcome = 'rows' order by id");
    while (readings.next()) {
        const std::int64_t reading = readings.number(0);
        insert_field_coverage(database, reading, reading_at(database, faces, reading));
    }
    Query(database, "insert into setting (name, value) values (?, 'kept')").with(done).run();
    transaction.commit();
}

std::vector<Archive::FieldCoverage> field_coverage_of(Database& database,
                                                      const Archive::FieldFilter& filter) {
    if (!has_field_coverage(database)) return {};
    Query rows(database, filter.source.empty() ? of_all : of_layout);
    rows.with(filter.source)
        .with(filter.generation)
        .with(filter.url)
        .with(filter.outcome ? std::optional(to_text(*filter.outcome)) : std::nullopt)
        .with(filter.at_most == 0 ? std::int64_t{-1} : static_cast<std::int64_t>(filter.at_most));
    std::vector<Archive::FieldCoverage> all;
    while (rows.next()) all.push_back(coverage_at(database, rows));
    std::ranges::reverse(all);
    return all;
}

}  // namespace archive
