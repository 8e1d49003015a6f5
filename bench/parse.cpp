// CPU time of parsers::read per page: bench_parse FILE... prints {"us": ..., "records": ...}.
// The pages are in memory; recognising the page, reading it and freeing the answer are measured.

#include <algorithm>
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "parsers/read.h"

namespace {

double cpu_microseconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

std::vector<records::Page> pages_of(int count, char** files) {
    std::vector<records::Page> pages;
    for (int place = 1; place < count; ++place) {
        std::ifstream file(files[place], std::ios::binary);
        records::Page page;
        page.place = files[place];
        page.fetched_at = records::instant_from("2026-10-01T12:00:00Z");
        page.asked.country = records::country_from("us");
        const std::string bytes(std::istreambuf_iterator<char>(file), {});
        page.body.reserve(bytes.size() + records::body_slack);  // as archive/containers.h gives it
        page.body = bytes;
        pages.push_back(std::move(page));
    }
    return pages;
}

/// How many records all pages give; 0 when one of them gives none, which would be no benchmark.
std::size_t records_in(const std::vector<records::Page>& pages) {
    std::size_t total = 0;
    for (const records::Page& page : pages) {
        const records::Reading reading = parsers::read(page);
        if (reading.outcome == records::Outcome::rows) {
            total += reading.records.size();
            continue;
        }
        std::cerr << page.place << ": " << records::to_text(reading.outcome);
        for (const records::Issue& issue : reading.issues) std::cerr << "; " << issue.what;
        std::cerr << '\n';
        return 0;
    }
    return total;
}

double median_per_page(const std::vector<records::Page>& pages) {
    constexpr int passes = 41;
    constexpr int repeats = 10;
    std::vector<double> times;
    for (int pass = 0; pass < passes; ++pass) {
        const double began = cpu_microseconds();
        for (int repeat = 0; repeat < repeats; ++repeat)
            for (const records::Page& page : pages)
                if (parsers::read(page).records.empty()) return 0;
        times.push_back((cpu_microseconds() - began) / repeats / static_cast<double>(pages.size()));
    }
    std::ranges::nth_element(times, times.begin() + passes / 2);
    return times[passes / 2];
}

}  // namespace

int main(int count, char** files) {
    const auto pages = pages_of(count, files);
    const std::size_t found = records_in(pages);
    if (found == 0) return 1;
    std::cout << "{\"us\":" << median_per_page(pages) << ",\"records\":" << found << "}\n";
    return 0;
}
