#pragma once

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "archive/archive.h"
#include "archive/containers.h"
#include "golden.h"

/// What the tests of archive/ share.
namespace archive_testing {

/// A folder of its own for a test, removed with all that is in it.
class Folder {
public:
    explicit Folder(const std::filesystem::path& in = std::filesystem::temp_directory_path()) {
        std::string name = in / "dramascope-test-XXXXXX";
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }

    std::string operator/(const std::string& name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

/// Where files cost no time, for tests that write many.
inline std::filesystem::path in_memory() {
    const std::filesystem::path memory = "/dev/shm";
    std::error_code error;
    const auto space = std::filesystem::space(memory, error);
    const bool usable = !error && space.available > std::uint64_t{1} << 30U;
    return usable && ::access(memory.c_str(), W_OK) == 0 ? memory
                                                         : std::filesystem::temp_directory_path();
}

inline void write_file(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

inline records::Instant at(const char* iso8601) { return records::instant_from(iso8601).value(); }

/// A value, or a failed test with the reason.
template <class Value>
Value value_of(records::Result<Value> result) {
    INFO((result ? "" : result.error().what));
    REQUIRE(result);
    if constexpr (!std::is_void_v<Value>) return *std::move(result);
}

/// The pages and issues of a file.
struct Contents {
    std::vector<records::Page> pages;
    std::vector<archive::ContainerIssue> issues;
};
inline Contents contents_of(const std::string& path, const archive::Limits& limits = {}) {
    Contents contents;
    value_of(archive::read_container(
        path, limits,
        [&](records::Page page) {
            contents.pages.push_back(std::move(page));
            return true;
        },
        [&](archive::ContainerIssue issue) { contents.issues.push_back(std::move(issue)); }));
    return contents;
}

inline records::Page saved(const std::string& place, const std::string& body) {
    records::Page page;
    page.place = place;
    page.body = body;
    return page;
}

inline records::Page response(const std::string& url, const char* moment, const std::string& body) {
    records::Page page = saved("crawl", body);
    page.url = url;
    page.fetched_at = at(moment);
    page.content_type = "application/json";
    page.head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    return page;
}

/// A page as the crawler brings it.
inline records::Page fetched(const std::string& url, const char* moment, const std::string& body,
                             records::TaskId task = 0, const std::string& ending = "") {
    records::Page page = response(url, moment, body);
    page.place = "crawl";
    records::Exchange exchange;
    exchange.request = "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n";
    exchange.address = "203.0.113.7";
    exchange.protocol = "HTTP/1.1";
    exchange.tls = "TLSv1.3 TLS_AES_256_GCM_SHA384";
    exchange.connected = 12;
    exchange.first_byte = 34;
    exchange.finished = 56;
    exchange.task = task;
    exchange.ending = ending;
    page.exchange = exchange;
    return page;
}

/// The tasks of a plan of GETs.
inline std::vector<records::Task> plan_of(const std::vector<std::string>& urls) {
    std::vector<records::Task> tasks;
    for (const std::string& url : urls) tasks.push_back({{"GET", url, "", ""}, {}});
    return tasks;
}

/// Bytes that no compression makes fewer.
inline std::string incompressible(std::size_t size, std::uint64_t seed = 1) {
    std::string bytes;
    for (std::uint64_t state = seed; bytes.size() < size;
         state = state * 6364136223846793005U + 1442695040888963407U)
        bytes += static_cast<char>(state >> 56U);
    return bytes;
}

inline records::Reading reading_of(std::vector<records::Record> records, const char* observed) {
    records::Reading reading{"test", "first", 1, records::Outcome::rows, {}, {}, {}, {}};
    reading.country = records::Country("US");
    reading.observed_at = at(observed);
    reading.records = std::move(records);
    return reading;
}

/// A chart of Apple in the US whose entries have these ids, from the top.
inline records::ChartSnapshot chart_of(const std::vector<std::string>& ids, const char* observed) {
    records::ChartSnapshot chart;
    chart.country = records::Country("US");
    chart.chart = records::Chart::top_grossing;
    chart.genre = "36";
    chart.observed_at = at(observed);
    for (const std::string& id : ids)
        chart.entries.push_back({static_cast<int>(chart.entries.size()) + 1, id, "", "App " + id,
                                 "Publisher", records::Money{0, "USD"}});
    return chart;
}

/// Keeps pages and adds their readings, as an import does.
inline std::vector<archive::Kept> import(archive::Archive& into,
                                         const std::vector<records::Page>& pages,
                                         const std::vector<records::Reading>& readings,
                                         const char* recorded = "2026-11-01T00:00:00Z") {
    const auto kept = value_of(into.keep(pages));
    value_of(into.add(kept, readings, at(recorded)));
    return kept;
}

/// Runs work in a process of its own that ends as if it was killed. Its exit code.
inline int in_child(const std::function<int()>& work) {
    const pid_t child = ::fork();
    if (child == 0) {
        try {
            ::_exit(work());
        } catch (const std::exception& error) {
            std::fputs(error.what(), stderr);
        } catch (...) {  // a failed REQUIRE, which has said why
        }
        ::_exit(99);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    return WEXITSTATUS(status);
}

}  // namespace archive_testing
