#pragma once

#include <span>
#include <string>
#include <string_view>

#include "loopback/server.h"

namespace loopback {

/// When a fault is made, and which.
struct FaultRule {
    std::string fault;   // a name of `world_faults`: "A01"
    std::string host;    // empty: every host
    std::string target;  // a part of the target; empty: any but /robots.txt
    int first = 1;       // of the requests that fit, counted from 1
    int count = 1;       // how many of them from the first on
    std::string detail;  // for some: the value of Retry-After, of Location
};

/// An answer as it would be without a fault.
struct Whole {
    int status = 200;
    std::string lines;    // header lines but Content-Length
    std::string payload;  // gzipped where `lines` say so
    std::string body;     // not gzipped
};

struct WorldFault {
    std::string_view name;  // of the fault catalogue
    std::string_view what;
    void (*make)(const Whole&, const FaultRule&, Wire&);
};

/// The faults that a world can make of its answers.
std::span<const WorldFault> world_faults();

/// Answers with a fault. The rule names one that there is.
void make_fault(const Whole&, const FaultRule&, Wire&);

/// A text as one gzip member.
std::string gzip(std::string_view text);

}  // namespace loopback
