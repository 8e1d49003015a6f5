#include "archive/sqlite_schema.h"

#include <array>

namespace archive {
namespace {

// Moments are seconds since 1970 in UTC; countries, charts and marketplaces are written as the
// public output writes them. `seen` is when a fact was true as far as anybody said: the fact's own
// moment, else its page's.
constexpr const char* facts = R"(
create table response (
    id integer primary key,
    identity blob not null unique,      -- of URL or place, moment, hints and bytes
    url text not null,
    place text not null,
    digest text not null,               -- of the bytes as received
    segment text not null,
    offset integer not null,
    length integer not null,            -- of the gzip member
    bytes integer not null,             -- of the body as received
    fetched integer,
    original integer references response  -- a revisit: who holds the bytes
);
create index response_by_digest on response (digest) where original is null;
create index response_by_place on response (segment, offset);

create table reading (
    id integer primary key,
    response integer not null references response,
    recorded integer not null,
    source text not null,
    generation text not null,
    version integer not null,
    outcome text not null,
    country text,
    observed integer,
    seen integer
);
create index reading_by_response on reading (response, recorded, id);
create index reading_by_time on reading (seen);

create table issue (
    reading integer not null references reading,
    place integer not null,
    location text not null,
    what text not null,
    primary key (reading, place)
) without rowid;

create table app (
    key integer primary key,
    marketplace text not null,
    id text not null,
    bundle text not null,
    unique (marketplace, id, bundle)
);
create index app_by_bundle on app (bundle) where bundle <> '';

create table face (                     -- how an app looked in a chart
    key integer primary key,
    app integer not null references app,
    name text not null,
    publisher text not null,
    price integer,                      -- minor units
    currency text
);
create index face_by_app on face (app, name);

create table chart (
    key integer primary key,
    reading integer not null references reading,
    place integer not null,             -- among the records of the reading
    marketplace text not null,
    country text,
    chart text not null,
    genre text not null,
    observed integer,
    seen integer,
    depth integer not null,             -- the last rank
    entries blob not null,
    unique (reading, place)
);
create index chart_by_time on chart (seen);

create table listing (
    key integer primary key,
    reading integer not null references reading,
    place integer not null,
    app integer not null references app,
    country text not null,              -- '' : unknown
    seen integer,
    payload blob not null,
    unique (reading, place)
);
create index listing_by_app on listing (app, country, seen);

create table figure (
    key integer primary key,
    reading integer not null references reading,
    place integer not null,
    seen integer,
    payload blob not null,
    unique (reading, place)
);

create table fx (
    key integer primary key,
    reading integer not null references reading,
    place integer not null,
    date text not null,
    base text not null,
    payload blob not null,
    unique (reading, place)
);
create index fx_by_date on fx (base, date);
)";

// What can be made again from the facts, for people with a SQL shell.
constexpr const char* watched = R"(
create table setting (name text primary key, value text not null) without rowid;
create table watched_rank (
    chart integer not null references chart,
    rank integer not null,
    name text not null,                 -- of the watch-list
    app integer not null references app,
    primary key (chart, rank, app)
) without rowid;
create index watched_rank_by_name on watched_rank (name);

create view latest_reading as
    select * from reading r where r.id = (
        select id from reading where response = r.response order by recorded desc, id desc limit 1);
create view watched_ranks as
    select w.name, c.marketplace, coalesce(c.country, r.country) as country, c.chart, c.genre, w.rank, c.depth,
           datetime(c.seen, 'unixepoch') as observed, datetime(r.recorded, 'unixepoch') as recorded,
           r.response, r.source
    from watched_rank w join chart c on c.key = w.chart join latest_reading r on r.id = c.reading;
)";

// Crawls: what was planned, and how it ended; and how the pages came that we fetched ourselves.
constexpr const char* crawls = R"(
create table crawl (
    id integer primary key,
    name text not null,
    begun integer not null,
    closed integer                      -- null: it is to be gone on with
);
create index crawl_by_name on crawl (name);

create table task (                     -- a planned request
    id integer primary key,
    crawl integer not null references crawl,
    place integer not null,             -- in the plan
    method text not null,
    url text not null,
    content_type text not null,
    body blob not null,
    asked text not null,                -- as in a WARC record: "source=…&country=us"
    ending text,                        -- null: it is open
    why text not null default '',
    ended integer,
    response integer references response,  -- that it ended with
    unique (crawl, place)
);
create index task_open on task (crawl, place) where ending is null;

create table exchange (                 -- how a response came over the network
    response integer primary key references response,
    task integer,                       -- null: of none that the journal knows
    ending text not null,               -- of the task; '' : it went on
    status integer not null,
    cut text not null,                  -- why the payload is not whole; '' : it is
    request integer not null,           -- length of the request's record, right before; 0: none
    request_key blob                    -- digest of method, URL, body; null: unknown
);
create index exchange_by_task on exchange (task);
create index exchange_by_request on exchange (request_key, response);

create table lane (                     -- what is remembered of how a host is asked
    name text primary key,
    not_before integer,
    why text not null,
    failures integer not null,
    budget_day integer,                 -- days since 1970
    sent integer not null
) without rowid;

create table robots (                   -- robots.txt files: the last served, and what came since
    origin text not null,
    served integer not null,
    fetched integer not null,
    status integer not null,
    body blob not null,
    max_age integer,                    -- seconds
    primary key (origin, served)
) without rowid;
)";

// How far the fields of a reading's records are filled. What is drift is no longer a watched rank.
constexpr const char* fields = R"(
create table field_coverage (
    reading integer not null references reading,
    field text not null,                -- "chart.publisher"
    filled integer not null,            -- rows of the reading in which it is
    of integer not null,                -- rows of the reading
    primary key (reading, field)
) without rowid;
create index reading_by_layout on reading (source, generation, response);

drop view watched_ranks;
create view watched_ranks as
    select w.name, c.marketplace, coalesce(c.country, r.country) as country, c.chart, c.genre, w.rank, c.depth,
           datetime(c.seen, 'unixepoch') as observed, datetime(r.recorded, 'unixepoch') as recorded,
           r.response, r.source
    from watched_rank w join chart c on c.key = w.chart join latest_reading r on r.id = c.reading
    where r.outcome = 'rows';
)";

// The revisit records of an import look for their originals by URL, one after the other.
constexpr const char* urls = R"(
create index response_by_url on response (url) where original is null;
)";

/// Step n makes version n+1 of version n. Steps are only added.
constexpr std::array steps = {facts, watched, crawls, fields, urls};
constexpr int newest = static_cast<int>(steps.size());

// What an archive is steered by. All of it would take long, and the others are only added to; nor
// can SQLite 3.40 check a table without rowid whose key is in another order than its columns.
constexpr std::array checks = {"pragma quick_check(response)", "pragma quick_check(reading)",
                               "pragma quick_check(crawl)",    "pragma quick_check(task)",
                               "pragma quick_check(exchange)", "pragma quick_check(lane)",
                               "pragma quick_check(robots)"};

void refuse_newer(int version, const std::string& name) {
    if (version > newest)
        throw DatabaseError(name + ": its schema has version " + std::to_string(version) +
                            ", written by a newer dramascope; this one knows versions up to " +
                            std::to_string(newest) + ". Use the newer program.");
}

}  // namespace

void migrate(Database& database, const std::string& name) {
    refuse_newer(database.version(), name);
    for (int version = database.version(); version < newest; ++version) {
        Transaction transaction(database);
        database.run(steps.at(static_cast<std::size_t>(version)));
        database.set_version(version + 1);
        transaction.commit();
    }
    for (const char* check : checks) database.require_sound(check);
}

bool has_journal(Database& database) { return database.version() >= 3; }

bool has_field_coverage(Database& database) { return database.version() >= 4; }

void require_readable(Database& database, const std::string& name) {
    refuse_newer(database.version(), name);
    if (database.version() < 1)
        throw DatabaseError(name + ": holds no archive of dramascope; import pages first");
}

}  // namespace archive
