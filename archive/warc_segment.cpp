#include "archive/warc_segment.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "archive/fields.h"
#include "archive/warc_page.h"

namespace archive {
namespace {

namespace fs = std::filesystem;
using records::Result;

constexpr std::string_view ending = ".warc.gz";
constexpr std::string_view temporary = ".warc.gz.tmp";

std::string segment_name(std::size_t number) {
    std::string digits = std::to_string(number);
    digits.insert(0, digits.size() < 6 ? 6 - digits.size() : 0, '0');
    return digits + std::string(ending);
}

std::size_t number_of(std::string_view name) {
    return whole_number(name.substr(0, name.find('.'))).value_or(0);
}

}  // namespace

Result<std::vector<std::string>> Segments::names(const std::string& folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& each : fs::directory_iterator(folder, error)) {
        const std::string name = each.path().filename();
        if (name.ends_with(ending) && number_of(name) > 0) names.push_back(name);
    }
    if (error) return records::fail(folder + ": cannot be read: " + error.message());
    std::ranges::sort(names, {}, [](const std::string& name) { return number_of(name); });
    return names;
}

Result<Segments> Segments::open(const std::string& folder, std::uint64_t full_at,
                                std::uint64_t least_free) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return records::fail(folder + ": cannot be made: " + error.message());
    for (const auto& each : fs::directory_iterator(folder, error))
        if (std::string_view(each.path().native()).ends_with(temporary))
            fs::remove(each.path(), error);
    Segments segments(folder, full_at, least_free);
    if (auto used = segments.use_last(); !used) return tl::unexpected(used.error());
    return segments;
}

Result<void> Segments::use_last() {
    const auto all = names(folder_);
    if (!all) return tl::unexpected(all.error());
    if (all->empty()) return {};
    name_ = all->back();
    auto file = File::open(folder_ + "/" + name_, File::Mode::append);
    if (!file) return tl::unexpected(file.error());
    file_ = *std::move(file);
    const auto size = file_->size();
    if (!size) return tl::unexpected(size.error());
    size_ = begun_at_ = *size;
    return {};
}

/// A segment appears under its name only when its warcinfo record is on the disk.
Result<void> Segments::start_next(std::string_view date) {
    const std::string name = segment_name(number_of(name_) + 1);
    const std::string path = folder_ + "/" + name;
    auto file = File::open(path + ".tmp", File::Mode::create);
    if (!file) return tl::unexpected(file.error());
    auto done = file->write(deflater_.gzip(warcinfo_text(name, date)));
    if (done) done = file->sync();
    if (done) done = rename_durably(path + ".tmp", path);
    if (!done) {
        std::remove((path + ".tmp").c_str());
        return done;
    }
    return use_last();
}

Result<void> Segments::require_room() const {
    std::error_code error;
    const auto space = fs::space(folder_, error);
    if (error || space.available >= least_free_) return {};
    return records::fail(folder_ + ": the disk is nearly full (" +
                         std::to_string(space.available >> 20U) + " MB are free, " +
                         std::to_string(least_free_ >> 20U) +
                         " are needed); make room and start again: nothing is lost");
}

Result<void> Segments::begin(std::string_view date) {
    if (!failed_.empty())
        return records::fail(failed_ +
                             "; nothing is appended after that: check the disk and "
                             "start again");
    if (auto room = require_room(); !room) return room;
    if (torn_)
        if (auto cut_back = rollback(); !cut_back) return cut_back;
    if (!file_ || size_ >= full_at_)
        if (auto started = start_next(date); !started) return started;
    begun_at_ = size_;
    return {};
}

Result<std::uint64_t> Segments::append(std::string_view record, Deflater::Effort effort) {
    const std::string_view member = deflater_.gzip(record, effort);
    if (auto written = file_->write(member); !written) return tl::unexpected(written.error());
    size_ += member.size();
    return member.size();
}

Result<void> Segments::sync() {
    auto done = file_ ? file_->sync() : Result<void>();
    if (!done) failed_ = done.error().what;
    return done;
}

Result<void> Segments::rollback() {
    if (!file_) return {};
    auto done = cut(begun_at_);
    torn_ = !done;
    return done;
}

Result<void> Segments::cut(std::uint64_t size) {
    auto done = file_->cut(size);
    if (done) size_ = begun_at_ = size;
    return done;
}

}  // namespace archive
