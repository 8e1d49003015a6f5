#include <array>
#include <filesystem>

#include "archive/guarded.h"
#include "archive/sqlite_history.h"

namespace archive {
namespace {

// Moments are seconds since 1970 in UTC; states are written as the public output writes them.
constexpr const char* runs = R"(
create table job (
    name text primary key,
    reached integer not null            -- the newest nominal instant that was decided upon
) without rowid;

create table slot (
    id integer primary key,
    job text not null,
    nominal integer not null,
    due integer not null,
    local text not null,
    state text not null,
    why text not null,
    attempts integer not null default 0,
    failures integer not null default 0,
    ended integer,
    retry_at integer,
    unique (job, nominal)
);
create index slot_by_time on slot (nominal);
create index slot_by_state on slot (state) where state in ('waiting', 'running');

create table run (
    id integer primary key autoincrement,
    slot integer not null references slot,
    attempt integer not null,
    begun integer not null,
    pid integer not null,
    mark text not null,                 -- of the process: its number alone is used again
    version text not null,
    configuration text not null,
    cause text not null,
    most integer not null,              -- attempts of its slot
    retry_after integer not null,       -- seconds
    ended integer,                      -- null: it runs, or died without a word
    state text not null default '',
    why text not null default '',
    requests integer not null default 0,
    rows integer not null default 0,
    bytes integer not null default 0,
    output text not null default '',
    output_digest text not null default '',
    revision integer not null default 0
);
create index run_by_slot on run (slot, id);
create index run_by_time on run (begun);
create index run_open on run (id) where ended is null;

create view run_facts as
    select r.id, s.job, s.nominal, r.begun, r.pid, r.version, r.configuration, r.cause, r.attempt,
           r.ended, r.state, r.why, r.requests, r.rows, r.bytes, r.output, r.output_digest,
           r.revision
    from run r join slot s on s.id = r.slot;

create table yield (
    run integer not null references run,
    source text not null,
    storefront text not null,
    asked integer not null,
    fetched integer not null,
    empty integer not null,
    blocked integer not null,
    drift integer not null,
    failed integer not null,
    rows integer not null,
    primary key (run, source, storefront)
) without rowid;

create table output (                   -- of workbooks; it outlives its run
    id integer primary key,
    run integer not null,
    week integer not null,              -- its Monday, days since 1970
    revision integer not null,
    as_of integer not null,
    previous integer,
    file text not null,
    digest text not null
);
create index output_by_week on output (week, id);

create table job_total (
    job text not null,
    state text not null,
    runs integer not null default 0,
    slots integer not null default 0,
    requests integer not null default 0,
    rows integer not null default 0,
    bytes integer not null default 0,
    seconds integer not null default 0,
    primary key (job, state)
) without rowid;

create table source_total (
    source text not null,
    storefront text not null,
    asked integer not null default 0,
    fetched integer not null default 0,
    empty integer not null default 0,
    blocked integer not null default 0,
    drift integer not null default 0,
    failed integer not null default 0,
    rows integer not null default 0,
    newest integer,                     -- nominal instant whose run got something
    primary key (source, storefront)
) without rowid;
)";

/// Step n makes version n+1 of version n. Steps are only added.
constexpr std::array steps = {runs};
constexpr int newest_version = static_cast<int>(steps.size());

std::string file_of(const std::string& place) { return place + "/runs.sqlite"; }

void refuse_newer(int version, const std::string& file) {
    if (version > newest_version)
        throw DatabaseError(file + ": its schema has version " + std::to_string(version) +
                            ", written by a newer dramascope; this one knows versions up to " +
                            std::to_string(newest_version) + ". Use the newer program.");
}

/// Two processes may come at the same time: the second finds the work of the first.
void migrate(Database& database, const std::string& file) {
    refuse_newer(database.version(), file);
    if (database.version() == newest_version) return;
    Transaction transaction(database);
    for (int version = database.version(); version < newest_version; ++version) {
        database.run(steps.at(static_cast<std::size_t>(version)));
        database.set_version(version + 1);
    }
    transaction.commit();
}

void make_folder(const std::string& place) {
    std::error_code error;
    std::filesystem::create_directories(place, error);
    if (error)
        throw DatabaseError(place + ": this folder cannot be made (" + error.message() +
                            "); choose another with --archive");
}

constexpr auto several = Database::Writers::several;

}  // namespace

records::Result<History> open_history(const std::string& place) {
    return guarded([&] {
        make_folder(place);
        const std::string file = file_of(place);
        auto database = std::make_unique<Database>(file, Database::Access::write, several);
        migrate(*database, file);
        return History(std::move(database));
    });
}

records::Result<std::optional<History>> open_history_to_read(const std::string& place) {
    return guarded([&]() -> std::optional<History> {
        const std::string file = file_of(place);
        if (!std::filesystem::exists(file)) return std::nullopt;
        auto database = std::make_unique<Database>(file, Database::Access::read, several);
        refuse_newer(database->version(), file);
        if (database->version() == 0) return std::nullopt;
        return History(std::move(database));
    });
}

}  // namespace archive
