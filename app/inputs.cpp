#include "app/inputs.h"

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "archive/containers.h"

namespace app {
namespace {

namespace fs = std::filesystem;
using records::Instant;

void walk(const fs::path& folder, Inputs& inputs) {
    std::error_code error;
    std::vector<fs::directory_entry> entries;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        if (!at->path().filename().string().starts_with('.')) entries.push_back(*at);
    }
    if (error) {
        inputs.problems.push_back(folder.string() + ": this folder cannot be listed (" +
                                  error.message() + "); check its permissions");
    }
    std::ranges::sort(entries, {}, [](const auto& entry) { return entry.path().string(); });
    for (const auto& entry : entries) {
        if (entry.is_directory(error) && !entry.is_symlink(error)) {
            walk(entry.path(), inputs);
        } else if (entry.is_regular_file(error)) {
            inputs.files.push_back(entry.path().string());
        }
    }
}

std::optional<Instant> last_changed(const std::string& file) {
    std::error_code error;
    const auto time = fs::last_write_time(file, error);
    if (error) return std::nullopt;
    const auto system = std::chrono::file_clock::to_sys(time);
    return std::chrono::floor<std::chrono::seconds>(system);
}

void add_hints(records::Page& page, const Arguments& arguments,
               const std::optional<Instant>& moment) {
    const auto& asked = arguments.asked;
    if (!asked.source.empty()) page.asked.source = asked.source;
    if (asked.country) page.asked.country = asked.country;
    if (asked.chart) page.asked.chart = asked.chart;
    if (!asked.genre.empty()) page.asked.genre = asked.genre;
    if (!page.fetched_at) page.fetched_at = moment;
}

}  // namespace

Inputs find_inputs(const std::vector<std::string>& paths) {
    Inputs inputs;
    for (const auto& path : paths) {
        std::error_code error;
        const auto status = fs::status(path, error);
        if (fs::is_directory(status)) {
            walk(path, inputs);
        } else if (fs::is_other(status)) {
            inputs.problems.push_back(path +
                                      ": this is not a regular file (a pipe, socket or device) and "
                                      "is not read; save it to a file first");
        } else if (fs::exists(status)) {
            inputs.files.push_back(path);
        } else {
            inputs.problems.push_back(path + ": there is no such file or folder; check the path");
        }
    }
    return inputs;
}

records::Result<void> read_pages(
    const std::string& file, const Arguments& arguments,
    const std::function<bool(records::Page)>& on_page,
    const std::function<void(const std::string& problem)>& on_problem) {
    const auto moment =
        arguments.captured_when_modified ? last_changed(file) : arguments.captured_at;
    return archive::read_container(
        file, archive::Limits{},
        [&](records::Page page) {
            add_hints(page, arguments, moment);
            return on_page(std::move(page));
        },
        [&](const archive::ContainerIssue& issue) { on_problem(issue.place + ": " + issue.what); });
}

}  // namespace app
