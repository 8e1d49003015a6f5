#include "archive/sqlite_database.h"

#include <sqlite3.h>

#include <filesystem>

namespace archive {
namespace {

constexpr int patience_ms = 10000;
constexpr const char* remedy_of_archive =
    "; the database is damaged: restore it, or move it away: the next import makes it again from "
    "the WARC files";
constexpr const char* remedy_of_shared =
    "; the database is damaged: restore it, or move it away: the next run begins a new one";

std::string uri_of(const std::string& file, bool unchanging) {
    std::string uri = "file:";
    for (const char letter : file) {
        if (letter == '?')
            uri += "%3f";
        else if (letter == '#')
            uri += "%23";
        else if (letter == '%')
            uri += "%25";
        else
            uri += letter;
    }
    return unchanging ? uri + "?immutable=1" : uri;
}

bool folder_can_be_written(const std::string& file) {
    const auto folder = std::filesystem::path(file).parent_path();
    std::error_code error;
    const auto rights = std::filesystem::status(folder.empty() ? "." : folder, error).permissions();
    return !error && (rights & std::filesystem::perms::owner_write) != std::filesystem::perms::none;
}

}  // namespace

/// Reading a WAL database wants files beside it. Where they cannot be made and no writer left any
/// (an archive on a read-only disk), the file is read as one that nobody changes.
Database::Database(const std::string& file, Access access, Writers writers)
    : file_(file), remedy_(writers == Writers::several ? remedy_of_shared : remedy_of_archive) {
    const bool reads = access == Access::read;
    const bool unchanging =
        reads && !folder_can_be_written(file) && !std::filesystem::exists(file + "-wal");
    const int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX |
                      (reads ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    const int code =
        sqlite3_open_v2(uri_of(file, unchanging).c_str(), &connection_, flags, nullptr);
    if (code != SQLITE_OK) {
        const std::string why = connection_ ? sqlite3_errmsg(connection_) : "out of memory";
        sqlite3_close(connection_);
        throw DatabaseError(file + ": cannot be opened: " + why);
    }
    try {
        check(sqlite3_busy_timeout(connection_, patience_ms));
        run("pragma trusted_schema = off; pragma foreign_keys = on; pragma cell_size_check = on");
        if (!reads)
            run(writers == Writers::several
                    ? "pragma journal_mode = delete; pragma synchronous = full"
                    : "pragma journal_mode = wal; pragma synchronous = full");
    } catch (...) {
        sqlite3_close(connection_);
        throw;
    }
}

Database::~Database() {
    for (auto& [text, statements] : idle_)
        for (sqlite3_stmt* statement : statements) sqlite3_finalize(statement);
    sqlite3_close(connection_);
}

void Database::fail(const std::string& why) const { throw DatabaseError(file_ + ": " + why); }

void Database::check(int code) const {
    if (code == SQLITE_OK) return;
    const bool damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
    fail(std::string(sqlite3_errmsg(connection_)) + (damaged ? remedy_ : ""));
}

void Database::require_sound(const char* check_of_table) {
    Query query(*this, check_of_table);
    if (query.next() && query.text(0) != "ok") fail(std::string(query.text(0)) + remedy_);
}

void Database::run(const char* statements) {
    check(sqlite3_exec(connection_, statements, nullptr, nullptr, nullptr));
}

std::int64_t Database::last_id() const { return sqlite3_last_insert_rowid(connection_); }

int Database::version() {
    Query query(*this, "pragma user_version");
    return query.next() ? static_cast<int>(query.number(0)) : 0;
}

void Database::set_version(int version) {
    run(("pragma user_version = " + std::to_string(version)).c_str());
}

sqlite3_stmt* Database::take(const char* text) {
    auto& idle = idle_[text];
    if (!idle.empty()) {
        sqlite3_stmt* statement = idle.back();
        idle.pop_back();
        return statement;
    }
    sqlite3_stmt* statement = nullptr;
    check(
        sqlite3_prepare_v3(connection_, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
    return statement;
}

void Database::give_back(const char* text, sqlite3_stmt* statement) {
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    idle_[text].push_back(statement);
}

Query::Query(Database& database, const char* statement)
    : database_(database), statement_text_(statement), statement_(database.take(statement)) {}

Query::~Query() { database_.give_back(statement_text_, statement_); }

Query& Query::with(std::int64_t number) {
    database_.check(sqlite3_bind_int64(statement_, ++bound_, number));
    return *this;
}

Query& Query::with(std::string_view text) {
    const char* bytes = text.data() ? text.data() : "";
    database_.check(sqlite3_bind_text64(statement_, ++bound_, bytes, text.size(), SQLITE_TRANSIENT,
                                        SQLITE_UTF8));
    return *this;
}

Query& Query::with(Blob blob) {
    const char* bytes = blob.bytes.data() ? blob.bytes.data() : "";
    database_.check(
        sqlite3_bind_blob64(statement_, ++bound_, bytes, blob.bytes.size(), SQLITE_TRANSIENT));
    return *this;
}

Query& Query::with(std::nullopt_t) {
    database_.check(sqlite3_bind_null(statement_, ++bound_));
    return *this;
}

bool Query::next() {
    const int code = sqlite3_step(statement_);
    if (code != SQLITE_ROW && code != SQLITE_DONE) database_.check(code);
    return code == SQLITE_ROW;
}

void Query::run() {
    while (next()) {
    }
}

bool Query::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Query::number(int column) const { return sqlite3_column_int64(statement_, column); }

std::string_view Query::text(int column) const {
    const void* bytes = sqlite3_column_blob(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    return bytes ? std::string_view(static_cast<const char*>(bytes), static_cast<std::size_t>(size))
                 : std::string_view();
}

std::optional<std::int64_t> Query::maybe_number(int column) const {
    return is_null(column) ? std::nullopt : std::optional(number(column));
}

Transaction::Transaction(Database& database, const char* begin) : database_(database) {
    database.run(begin);
}

/// SQLite has rolled back by itself after some errors (disk full); a second time is harmless.
Transaction::~Transaction() {
    try {
        if (open_) database_.run("rollback");
    } catch (const DatabaseError&) {
        return;
    }
}

void Transaction::commit() {
    database_.run("commit");
    open_ = false;
}

}  // namespace archive
