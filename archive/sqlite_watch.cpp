#include "archive/sqlite_watch.h"

#include "archive/payload.h"

namespace archive {
namespace {

std::string setting(Database& database, const char* name) {
    Query found(database, "select value from setting where name = ?");
    found.with(name);
    return found.next() ? std::string(found.text(0)) : std::string();
}

void remember(Database& database, const char* name, const std::string& value) {
    Query(database, "insert or replace into setting (name, value) values (?, ?)")
        .with(name)
        .with(value)
        .run();
}

void make_watched_ranks(Database& database, const Watch& watch) {
    const auto faces = watched_faces(database, watch);
    database.run("delete from watched_rank");
    Query charts(database, "select key, entries from chart order by key");
    while (charts.next()) {
        std::vector<WatchedRow> rows;
        for (const auto& [face, rank] : entries_from(charts.text(1)))
            if (const auto found = faces.find(face); found != faces.end())
                rows.push_back({rank, found->second.watched, found->second.app});
        insert_watched(database, watch, charts.number(0), rows);
    }
}

}  // namespace

void insert_watched(Database& database, const Watch& watch, std::int64_t chart,
                    std::span<const WatchedRow> rows) {
    for (const WatchedRow& row : rows)
        Query(database,
              "insert or ignore into watched_rank (chart, rank, name, app) values (?, ?, ?, ?)")
            .with(chart)
            .with(std::int64_t{row.rank})
            .with(watch.apps()[row.watched].name)
            .with(row.app)
            .run();
}

std::unordered_map<std::int64_t, std::size_t> watched_apps(Database& database, const Watch& watch) {
    std::unordered_map<std::int64_t, std::size_t> apps;
    for (const auto& [id, place] : watch.by_id()) {
        if (id.id.empty()) continue;
        Query found(database, "select key from app where marketplace = ? and id = ?");
        found.with(to_text(id.marketplace)).with(id.id);
        while (found.next()) apps.emplace(found.number(0), place);
    }
    for (const auto& [bundle, place] : watch.by_bundle()) {
        Query found(database,
                    "select key from app where bundle = ? and bundle <> '' and marketplace = "
                    "'apple'");
        found.with(bundle);
        while (found.next()) apps.emplace(found.number(0), place);
    }
    return apps;
}

std::unordered_map<std::uint32_t, WatchedFace> watched_faces(Database& database,
                                                             const Watch& watch) {
    std::unordered_map<std::uint32_t, WatchedFace> faces;
    for (const auto& [app, place] : watched_apps(database, watch)) {
        Query found(database, "select key from face where app = ?");
        found.with(app);
        while (found.next())
            faces.emplace(static_cast<std::uint32_t>(found.number(0)), WatchedFace{place, app});
    }
    return faces;
}

void refresh_watched_ranks(Database& database, const Watch& watch) {
    const std::string fingerprint = watch.fingerprint();
    if (setting(database, "watch-list") == fingerprint) return;
    Transaction transaction(database);
    make_watched_ranks(database, watch);
    remember(database, "watch-list", fingerprint);
    transaction.commit();
}

}  // namespace archive
