#pragma once

#include <chrono>
#include <map>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "crawler/crawl.h"
#include "records/crawl.h"

namespace app {

/// How far each lane of a crawl is: a bar per lane, rewritten in place, on a terminal; a line per
/// request that ended, elsewhere. Waits are told in both, and in the end what was odd.
class LaneBars {
public:
    LaneBars(std::ostream& err, bool terminal, std::span<const records::OpenTask>,
             std::span<const records::HostRule>);
    LaneBars(const LaneBars&) = delete;
    LaneBars& operator=(const LaneBars&) = delete;

    void take(const crawler::Event&);
    /// Shows how it ended, and what was odd about answers, each once; lines may follow.
    void finish();

private:
    struct Bar {
        std::string lane;
        std::size_t planned = 0;
        std::size_t done = 0;
        std::string remark;
    };

    Bar& bar_of(const std::string& lane);
    void show();

    std::ostream& err_;
    bool terminal_;
    std::vector<Bar> bars_;
    std::map<std::string, std::size_t> odd_;  // how many answers
    std::size_t lines_shown_ = 0;
};

}  // namespace app
