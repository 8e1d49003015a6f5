// Any bytes as a file to import: plain, gzip, HAR or WARC. The file is in memory (memfd), so that
// no disk is worn out.

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "archive/containers.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const int file = memfd_create("fuzz", 0);
    if (file < 0 || ftruncate(file, 0) != 0) std::abort();
    if (pwrite(file, data, size, 0) != static_cast<ssize_t>(size)) std::abort();
    archive::Limits limits;
    limits.file_bytes = std::size_t{16} << 20U;
    limits.page_bytes = std::size_t{4} << 20U;
    (void)archive::read_container(
        "/proc/self/fd/" + std::to_string(file), limits,
        [&](const records::Page& page) {
            if (page.body.size() > limits.page_bytes) std::abort();
            return true;
        },
        [](const archive::ContainerIssue& issue) {
            if (issue.what.empty()) std::abort();
        });
    return 0;
}
