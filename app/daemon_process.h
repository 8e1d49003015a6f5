#pragma once

#include <optional>
#include <string>
#include <vector>

#include "records/result.h"

namespace app {

/// Bytes in memory that a child can read as a file, "/proc/self/fd/3": the text of the
/// configuration that the daemon has accepted, whatever its file says by then.
class SharedText {
public:
    static records::Result<SharedText> make(const std::string& text);
    SharedText(SharedText&&) noexcept;
    SharedText& operator=(SharedText&&) noexcept;
    ~SharedText();

    int descriptor() const { return descriptor_; }
    static constexpr const char* name = "/proc/self/fd/3";  // in the child

private:
    explicit SharedText(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

/// A child: this program again, with other words, in a process group of its own. It reads nothing,
/// what it prints as results goes nowhere, and what it tells (stderr) comes here. It gets a SIGTERM
/// when this process dies. Its environment is ours without what is between systemd and us.
class ChildProcess {
public:
    /// `shared`: a descriptor that it finds as "/proc/self/fd/3"; -1: none. `program` is for tests.
    static records::Result<ChildProcess> start(const std::vector<std::string>& words, int shared,
                                               const std::string& program = "/proc/self/exe");
    ChildProcess(ChildProcess&&) noexcept;
    ChildProcess& operator=(ChildProcess&&) noexcept;
    /// Kills it if it has not ended.
    ~ChildProcess();

    long pid() const { return pid_; }
    /// To wait on for lines(); -1 when nothing will come any more.
    int output() const { return output_; }
    /// The whole lines that it told since, without waiting.
    std::vector<std::string> lines();
    /// What is left when it has ended, the last line without its line feed too.
    std::vector<std::string> last_lines();

    /// How it ended: "exit code 3", "killed by signal 9 (Killed)"; nothing while it runs.
    std::optional<std::string> ended();
    /// To all of its group.
    void send(int signal) const;

private:
    ChildProcess(long pid, int output) : pid_(pid), output_(output) {}
    std::vector<std::string> cut_lines();

    long pid_ = 0;
    int output_ = -1;
    std::string told_;  // and not cut into lines yet
    bool reaped_ = false;
};

}  // namespace app
