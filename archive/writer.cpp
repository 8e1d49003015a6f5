#include "archive/writer.h"

#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "archive/file.h"

namespace archive {
namespace {

/// Whether a line of /proc/locks is of a whole-file lock on an inode:
/// "1: FLOCK  ADVISORY  WRITE 4711 08:01:131 0 EOF", "1: -> FLOCK ..." where one waits.
bool locks(const std::string& line, const std::string& inode) {
    std::istringstream words(line);
    std::string number, kind, mode, access, process, place;
    words >> number >> kind >> mode >> access >> process >> place;
    return kind == "FLOCK" && place.ends_with(":" + inode);
}

bool is_locked(const std::string& inode) {
    std::ifstream list("/proc/locks");
    for (std::string line; std::getline(list, line);)
        if (locks(line, inode)) return true;
    return false;
}

}  // namespace

std::optional<std::string> holder_of(const std::string& lock_file) {
    struct stat facts {};
    if (::stat(lock_file.c_str(), &facts) != 0) return std::nullopt;
    if (!is_locked(std::to_string(facts.st_ino))) return std::nullopt;
    const auto file = File::open(lock_file, File::Mode::read);
    const auto text = file.and_then([](const File& open) { return open.read_at(0, 200); });
    return text && !text->empty() ? *text : "a process that does not say which";
}

std::optional<std::string> writer_of(const std::string& place) {
    return holder_of(place + "/lock");
}

}  // namespace archive
