#include "app/inputs.h"

#include <algorithm>
#include <chrono>
#include <filesystem>

namespace app {
namespace {

namespace fs = std::filesystem;
using records::Instant;

const std::string no_regular_file =
    ": this is not a regular file (a pipe, socket or device) and is not read; save it to a file "
    "first";

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
        } else if (!entry.exists(error)) {
            inputs.problems.push_back(entry.path().string() +
                                      ": this link leads nowhere; it is not read");
        } else if (entry.is_other(error)) {
            inputs.problems.push_back(entry.path().string() + no_regular_file);
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

/// The reason alone, of a message that begins with the place.
std::string without_place(const std::string& message, const std::string& place) {
    const std::string prefix = place + ": ";
    return message.starts_with(prefix) ? message.substr(prefix.size()) : message;
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
            inputs.problems.push_back(path + no_regular_file);
        } else if (fs::exists(status)) {
            inputs.files.push_back(path);
        } else {
            inputs.problems.push_back(path + ": there is no such file or folder; check the path");
        }
    }
    return inputs;
}

PageReader::PageReader(const Arguments& arguments, Take take, OnProblem on_problem,
                       archive::FindPayload elsewhere)
    : arguments_(arguments),
      take_(std::move(take)),
      on_problem_(std::move(on_problem)),
      containers_({}, std::move(elsewhere)) {}

archive::Containers::OnPage PageReader::with_hints(std::optional<Instant> moment) {
    return [this, moment](records::Page page) {
        add_hints(page, arguments_, moment);
        return going_on_ = take_(std::move(page));
    };
}

bool PageReader::read(const std::string& file) {
    const auto moment =
        arguments_.captured_when_modified ? last_changed(file) : arguments_.captured_at;
    const auto done = containers_.read(file, with_hints(moment), on_problem_);
    if (!done) on_problem_({file, without_place(done.error().what, file)});
    return going_on_;
}

bool PageReader::finish() {
    containers_.finish(with_hints(arguments_.captured_at), on_problem_);
    return going_on_;
}

}  // namespace app
