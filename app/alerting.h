#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "records/result.h"
#include "records/time.h"

/// Which alerts there are to tell: a pure function of what is wrong now, of what was told before,
/// and of the time.
namespace app {

/// Something that is wrong now.
struct Finding {
    std::string key;   // what it is about, for ever the same: "stale gplay-charts br"
    std::string text;  // a sentence for people
};

/// An alert that is open.
struct OpenAlert {
    records::Instant opened;
    records::Instant told;  // when it was last told
    std::string text;
};

/// The open alerts by their key; kept in ARCHIVE/alerts, so that a restart does not repeat them.
using AlertMemory = std::map<std::string, OpenAlert>;

/// What is told of an alert: once when it opens, again each `repeat` while it stays, once when it
/// closes.
struct Notice {
    enum class Kind { opened, again, closed };
    Kind kind = Kind::opened;
    std::string key;
    std::string text;
    records::Instant opened;
};
std::string_view to_text(Notice::Kind);  // "opened", "still open", "closed"

struct Notices {
    std::vector<Notice> due;  // in order of their keys
    AlertMemory memory;       // once they have been told
};
Notices notices_due(std::span<const Finding>, const AlertMemory&, records::Instant now,
                    std::chrono::seconds repeat);

/// The memory as lines of text, and back. An unreadable line is left out: its alert is told again.
std::string to_text(const AlertMemory&);
AlertMemory alert_memory_from(std::string_view);

}  // namespace app
