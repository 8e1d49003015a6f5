#pragma once

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "app/run.h"
#include "golden.h"
#include "records/time.h"

/// What a run of the program gave.
struct Ran {
    int code = 0;
    std::string out;
    std::string err;
};

/// Runs the program inside the test, with a clock that stands at 6 October 2026, 09:00 UTC.
inline Ran run_program(const std::vector<std::string>& words) {
    std::ostringstream out;
    std::ostringstream err;
    const auto clock = [] { return *records::instant_from("2026-10-06T09:00:00Z"); };
    const int code = app::run(words, {out, err, clock, false});
    return {code, out.str(), err.str()};
}

inline std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

/// An empty folder, gone at the end.
class Folder {
public:
    Folder() {
        std::string form = (std::filesystem::temp_directory_path() / "dramascope-XXXXXX").string();
        path_ = mkdtemp(form.data());
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string operator/(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

inline std::string fixture(const std::string& name) { return (fixtures() / name).string(); }
