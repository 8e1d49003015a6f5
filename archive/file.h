#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "records/result.h"

namespace archive {

/// A file of the system, closed at the end. Errors are sentences that name the file.
class File {
public:
    enum class Mode : std::uint8_t {
        read,
        append,  // made if it is not there
        create   // emptied if it is there
    };
    static records::Result<File> open(const std::string& path, Mode);

    File(File&&) noexcept;
    File& operator=(File&&) noexcept;
    ~File();

    const std::string& path() const { return path_; }
    records::Result<std::uint64_t> size() const;
    /// Up to `count` bytes from `offset`; fewer at the end.
    records::Result<std::string> read_at(std::uint64_t offset, std::size_t count) const;
    records::Result<void> write(std::string_view bytes);
    records::Result<void> cut(std::uint64_t size);
    /// Returns when the bytes are on the disk.
    records::Result<void> sync();
    /// Locks the file for this process until it ends, however it ends. False when another has it.
    bool lock();

private:
    File(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
    tl::unexpected<records::Error> failure(std::string_view doing) const;

    std::string path_;
    int descriptor_ = -1;
};

/// The value, or an exception with the reason: for what is called where the archive answers errors.
template <class Value>
Value checked(records::Result<Value> result) {
    if (!result) throw std::runtime_error(result.error().what);
    if constexpr (!std::is_void_v<Value>) return *std::move(result);
}

/// Makes the names in a folder durable.
records::Result<void> sync_folder(const std::string& path);

/// Renames a file over whatever has the new name, durably.
records::Result<void> rename_durably(const std::string& from, const std::string& to);

}  // namespace archive
