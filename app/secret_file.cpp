#include "app/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

namespace app {
namespace {

constexpr std::size_t longest = 4096;

records::Result<std::string> first_line(const std::string& file, int descriptor) {
    struct stat facts {};
    if (fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode))
        return records::fail(file + ": is no regular file; expected a file with one line in it");
    if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return records::fail(file + ": holds a secret, but others may open it; run: chmod 600 " +
                             file);
    std::array<char, longest> text{};
    const auto got = read(descriptor, text.data(), text.size());
    const std::string_view all(text.data(), got < 0 ? 0 : static_cast<std::size_t>(got));
    const std::string_view line = all.substr(0, all.find_first_of("\r\n"));
    if (line.empty() || line.size() == longest)
        return records::fail(file + ": expected a secret of at most 4095 bytes in its first line");
    return std::string(line);
}

}  // namespace

records::Result<std::string> read_secret(const std::string& file) {
    const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return records::fail(file +
                             ": cannot be read; expected a file of mode 0600 that belongs "
                             "to the user that dramascope runs as");
    auto line = first_line(file, descriptor);
    close(descriptor);
    return line;
}

}  // namespace app
