#include "archive/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

namespace archive {
namespace {

using records::Result;

std::string reason() { return std::generic_category().message(errno); }

constexpr std::array open_flags = {O_RDONLY, O_RDWR | O_APPEND | O_CREAT,
                                   O_RDWR | O_CREAT | O_TRUNC};

}  // namespace

Result<File> File::open(const std::string& path, Mode mode) {
    const int descriptor =
        ::open(path.c_str(), open_flags.at(static_cast<std::size_t>(mode)) | O_CLOEXEC, 0666);
    if (descriptor < 0) return records::fail(path + ": cannot be opened: " + reason());
    return File(path, descriptor);
}

File::File(File&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

File& File::operator=(File&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

File::~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

tl::unexpected<records::Error> File::failure(std::string_view doing) const {
    return records::fail(path_ + ": " + std::string(doing) + " failed: " + reason());
}

Result<std::uint64_t> File::size() const {
    struct stat facts {};
    if (::fstat(descriptor_, &facts) != 0) return failure("asking for its size");
    return static_cast<std::uint64_t>(facts.st_size);
}

Result<std::string> File::read_at(std::uint64_t offset, std::size_t count) const {
    std::string bytes(count, '\0');
    std::size_t had = 0;
    while (had < count) {
        const auto got =
            ::pread(descriptor_, bytes.data() + had, count - had, static_cast<off_t>(offset + had));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failure("reading");
        if (got == 0) break;
        had += static_cast<std::size_t>(got);
    }
    bytes.resize(had);
    return bytes;
}

Result<void> File::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto done = ::write(descriptor_, bytes.data(), bytes.size());
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return failure("writing (is the disk full?)");
        bytes.remove_prefix(static_cast<std::size_t>(done));
    }
    return {};
}

Result<void> File::cut(std::uint64_t size) {
    if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) return failure("cutting");
    return {};
}

Result<void> File::sync() {
    if (::fsync(descriptor_) != 0) return failure("writing to the disk");
    return {};
}

bool File::lock() { return ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0; }

Result<void> sync_folder(const std::string& path) {
    auto folder = File::open(path.empty() ? "." : path, File::Mode::read);
    if (!folder) return tl::unexpected(folder.error());
    return folder->sync();
}

Result<void> rename_durably(const std::string& from, const std::string& to) {
    if (std::rename(from.c_str(), to.c_str()) != 0)
        return records::fail(from + ": cannot be renamed to " + to + ": " + reason());
    return sync_folder(std::filesystem::path(to).parent_path());
}

}  // namespace archive
