#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// What people read on a terminal.
namespace app {

/// Text from outside that is safe to print: control characters, which could command a terminal, and
/// bytes that are not UTF-8 become "?"; more than 300 bytes end in "...".
std::string printable(std::string_view);

/// "1 page", "2 pages".
std::string counted(std::size_t count, std::string_view noun);

/// What stands in a table: a text, empty where nothing is known, or a count.
using Cell = std::variant<std::string, std::size_t>;

/// A table with aligned columns, or the same rows as JSON Lines.
class Table {
public:
    explicit Table(std::vector<std::string> headings) : headings_(std::move(headings)) {}

    void add(std::vector<Cell> cells) { rows_.push_back(std::move(cells)); }
    bool empty() const { return rows_.empty(); }
    void print(std::ostream&, bool json) const;

private:
    std::vector<std::string> headings_;
    std::vector<std::vector<Cell>> rows_;
};

/// A line that tells how far the work is, rewritten in place. Only on a terminal.
class Progress {
public:
    Progress(std::ostream& err, bool terminal, std::size_t files)
        : err_(err), shown_(terminal), files_(files) {}
    ~Progress() { clear(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void file_done();
    void page_done();
    /// Empties the line, so that a message can be printed.
    void clear();

private:
    void show();

    std::ostream& err_;
    bool shown_;
    std::size_t files_;
    std::size_t files_done_ = 0;
    std::size_t pages_done_ = 0;
};

}  // namespace app
