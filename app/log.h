#pragma once

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "app/terminal.h"
#include "records/time.h"

namespace app {

/// One thing that an event has to tell: a name of ours, and a text or a count from anywhere.
struct Field {
    std::string_view name;
    Cell value;
};

/// The log of the daemon: one line per event, whatever its texts hold.
///
///     time=2026-10-05T06:00:00Z level=info event=start job=charts slot=2026-10-05T06:00:00Z
///     {"time":"2026-10-05T06:00:00Z","level":"info","event":"start","job":"charts", ...}
///
/// Control characters, what turns the direction of text, and bytes that are no UTF-8 are escaped as
/// in JSON in both forms; a text of more than 1000 bytes ends in "...". What looks like a secret is
/// "***". Writing never waits: where the reader is slow or gone, or the disk is full, lines are
/// dropped, and a later one says how many. Threads may share it.
class Log {
public:
    enum class Form { keys, json };
    /// `descriptor` must stay open.
    Log(int descriptor, Form, std::function<records::Instant()> clock);

    /// Lines bear the time of this clock from now on.
    void follow(std::function<records::Instant()> clock);

    using Fields = std::vector<Field>;
    void info(std::string_view event, const Fields& = {});
    void warning(std::string_view event, const Fields& = {});
    void error(std::string_view event, const Fields& = {});

private:
    void write(std::string_view level, std::string_view event, const Fields&);
    bool put(const std::string& line);

    int descriptor_;
    Form form_;
    std::function<records::Instant()> clock_;
    std::mutex mutex_;
    std::size_t lost_ = 0;  // lines since the last that was written
    bool torn_ = false;     // the last one was written in part
};

/// A line of the log, with its line feed.
std::string log_line(Log::Form, const Log::Fields&);

/// A text without what looks like a secret: user and password of a URL, values of parameters and
/// headers that carry keys ("token=", "Authorization: ") become "***".
std::string redacted(std::string_view);

}  // namespace app
