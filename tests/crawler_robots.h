#pragma once

#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "crawler/robots.h"

inline bool allowed(const std::string& text, const std::string& target,
                    const std::string& product = "dramascope") {
    return crawler::Robots(text, product).decide(target).allowed;
}

/// Rules in one group, ours.
inline std::string ours(const std::string& rules) { return "User-agent: dramascope\n" + rules; }

inline void require_allowed(const std::string& text, const std::vector<std::string>& targets) {
    for (const std::string& target : targets) {
        INFO(text << "allows " << target);
        REQUIRE(allowed(text, target));
    }
}

inline void require_refused(const std::string& text, const std::vector<std::string>& targets) {
    for (const std::string& target : targets) {
        INFO(text << "refuses " << target);
        REQUIRE_FALSE(allowed(text, target));
    }
}

inline std::string rule(const std::string& text, const std::string& target) {
    return crawler::Robots(text, "dramascope").decide(target).rule;
}
