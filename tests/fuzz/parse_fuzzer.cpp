// Any bytes, given to one source: each of its generations on its own, then the way that users take.
// FUZZED_SOURCE is its name in parsers/sources.h.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "parsers/read.h"
#include "parsers/sources.h"

namespace {

/// What read() promises for every reading, whatever the page. The fuzzer stops where it does not.
void hold(const records::Reading& reading) {
    const bool rows = reading.outcome == records::Outcome::rows;
    if (!rows && !reading.records.empty()) std::abort();
    if (rows && reading.records.empty()) std::abort();
    for (const records::Issue& issue : reading.issues)
        if (issue.what.empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const parsers::Source& source = parsers::FUZZED_SOURCE;
    records::Page page;
    page.place = "fuzz";
    page.body.assign(reinterpret_cast<const char*>(data), size);
    page.asked.source = source.name;
    for (const parsers::Generation& generation : source.generations) {
        generation.recognises(page.body);
        generation.parse(page);  // read() settles its outcome
    }
    hold(parsers::read(page));
    source.asked_by(page.body);
    return 0;
}
