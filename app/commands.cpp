#include "app/commands.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "app/builtin.h"
#include "app/terminal.h"

namespace app {
namespace {

constexpr std::streamsize longest_watchlist = 16 << 20;

records::Result<std::string> read_text(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    std::string text(static_cast<std::size_t>(longest_watchlist), '\0');
    stream.read(text.data(), longest_watchlist);
    if (!stream.is_open() || stream.bad() || stream.gcount() == 0) {
        return records::fail(file +
                             ": cannot be read, or is empty; expected a watch-list as in "
                             "schedules/watchlist.toml; check the path");
    }
    text.resize(static_cast<std::size_t>(stream.gcount()));
    return text;
}

}  // namespace

std::string watchlist_name(const Arguments& arguments) {
    return arguments.watchlist.empty() ? "built-in watch-list" : arguments.watchlist;
}

records::Result<schedules::Watchlist> watchlist_with_issues(const Arguments& arguments) {
    if (arguments.watchlist.empty()) {
        return schedules::read_watchlist(builtin_watchlist, watchlist_name(arguments));
    }
    return read_text(arguments.watchlist).and_then([&](const std::string& text) {
        return schedules::read_watchlist(text, arguments.watchlist);
    });
}

records::Result<schedules::Watchlist> watchlist(const Arguments& arguments) {
    auto list = watchlist_with_issues(arguments);
    if (!list) return list;
    const auto fatal = std::ranges::find(list->issues, true, &schedules::WatchlistIssue::fatal);
    if (fatal == list->issues.end()) return list;
    return records::fail(watchlist_name(arguments) + ":" + std::to_string(fatal->line) + ": " +
                         fatal->what + "; `dramascope check` lists all that is wrong");
}

int fail(Session& session, const std::string& what) {
    session.err << "dramascope: " << printable(what) << '\n';
    return Code::failed;
}

}  // namespace app
