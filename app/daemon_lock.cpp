#include "app/daemon_lock.h"

#include <unistd.h>

#include <array>
#include <filesystem>

namespace app {
namespace {

namespace fs = std::filesystem;
using archive::File;
using records::Result;

constexpr std::size_t longest_signature = 400;

std::string file_of(const std::string& archive) {
    return (fs::path(archive) / "daemon.lock").string();
}

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "this machine";
}

std::string signature_in(const File& file) {
    auto text = file.read_at(0, longest_signature).value_or("");
    text = text.substr(0, text.find('\n'));
    return text.empty() ? "a process that has not said which it is yet" : text;
}

tl::unexpected<records::Error> held(const std::string& archive, const File& file) {
    return records::fail(archive +
                         ": a daemon runs on this archive already: " + signature_in(file) +
                         "; stop that one first, or give this one another "
                         "archive (--archive)");
}

}  // namespace

Result<DaemonLock> DaemonLock::take(const std::string& archive) {
    std::error_code error;
    fs::create_directories(archive, error);
    if (error)
        return records::fail(archive + ": this folder cannot be made: " + error.message() +
                             "; make it, owned by the user of the daemon");
    auto file = File::open(file_of(archive), File::Mode::append);
    if (!file)
        return records::fail(file.error().what +
                             "; the user of the daemon must be able to write "
                             "the folder of the archive: `dramascope doctor` shows its owner");
    if (!file->lock()) return held(archive, *file);
    return DaemonLock(*std::move(file));
}

Result<void> DaemonLock::sign(records::Instant since) {
    const std::string who = "process " + std::to_string(::getpid()) + " on " + host_name() +
                            " since " + records::to_text(since) + "\n";
    return file_.cut(0).and_then([&] { return file_.write(who); });
}

std::optional<std::string> daemon_of(const std::string& archive) {
    const auto name = file_of(archive);
    std::error_code error;
    if (!fs::exists(name, error)) return std::nullopt;
    auto file = File::open(name, File::Mode::read);
    if (!file || file->lock()) return std::nullopt;
    return signature_in(*file);
}

}  // namespace app
