#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace archive {

/// What SQLite could not do. Caught where the archive answers its caller.
struct DatabaseError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Bytes that are no text.
struct Blob {
    std::string_view bytes;
};

/// A connection to an SQLite file: the one place that knows SQLite's C interface. Statements are
/// prepared once and kept.
class Database {
public:
    enum class Access : std::uint8_t { read, write };
    /// Who writes the file: one process at a time, which a lock keeps alone (write-ahead log), or
    /// several (rollback journal: SQLite before 3.51.3 may damage a write-ahead log that two
    /// write).
    enum class Writers : std::uint8_t { one, several };
    Database(const std::string& file, Access, Writers = Writers::one);
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database();

    void run(const char* statements);
    std::int64_t last_id() const;
    int version();  // of the schema: SQLite's user_version
    void set_version(int);
    /// Refuses a file in which the pages of a table do not fit together: "pragma quick_check(app)".
    void require_sound(const char* check_of_table);

private:
    friend class Query;
    sqlite3_stmt* take(const char* statement);
    void give_back(const char* statement, sqlite3_stmt*);
    void check(int code) const;
    [[noreturn]] void fail(const std::string& why) const;

    std::string file_;
    const char* remedy_;  // for a damaged file
    sqlite3* connection_ = nullptr;
    std::map<std::string_view, std::vector<sqlite3_stmt*>> idle_;  // keys are literals
};

/// A statement and its values, in the order of its question marks; then its rows.
class Query {
public:
    Query(Database& database, const char* statement);
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;
    ~Query();

    Query& with(std::int64_t);
    Query& with(std::string_view);
    Query& with(Blob);
    Query& with(std::nullopt_t);
    Query& with(const char* text) { return with(std::string_view(text)); }
    template <class Value>
    Query& with(const std::optional<Value>& value) {
        return value ? with(*value) : with(std::nullopt);
    }

    bool next();  // whether there is another row
    void run();   // for statements without rows

    bool is_null(int column) const;
    std::int64_t number(int column) const;
    std::string_view text(int column) const;  // or a blob's bytes; valid until next()
    std::optional<std::int64_t> maybe_number(int column) const;

private:
    Database& database_;
    const char* statement_text_;
    sqlite3_stmt* statement_;
    int bound_ = 0;
};

/// A transaction: undone unless it was committed.
class Transaction {
public:
    explicit Transaction(Database& database, const char* begin = "begin immediate");
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();
    void commit();

private:
    Database& database_;
    bool open_ = true;
};

}  // namespace archive
