#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "records/page.h"
#include "records/result.h"

namespace archive {

/// Caps for what an import reads; each is named in the message when it is reached. An entry of a
/// HAR may take 32 MiB at most, whatever the cap on pages is.
struct Limits {
    std::size_t file_bytes = std::size_t{2} << 30U;   // a WARC or HAR file
    std::size_t page_bytes = std::size_t{64} << 20U;  // one body, decoded
    int ratio = 1000;                                 // decoded : received, beyond 1 MB
};

/// What a file gave besides pages: whatever could not be read, with its place in the file.
struct ContainerIssue {
    std::string place;  // "a.warc.gz#1432"
    std::string what;
    bool lost = true;  // a page could not be given for it; false: a remark on one that was
};

class Revisits;

/// Finds bytes as received by the URL they came from and their digest, as WARC files name it
/// ("sha1:" or "sha256:", then base32 or hex): those of an archive. Empty: there are none.
using FindPayload =
    std::function<std::optional<std::string>(const std::string& url, const std::string& digest)>;

/// Reads the pages of files one by one: a plain saved page, a gzipped one, HAR (from a browser),
/// WARC 1.0/1.1 plain or gzip (wget, warcio, browsertrix, ours). What it is, is detected from its
/// content. Bodies come decoded (Transfer-Encoding, Content-Encoding gzip and deflate), with the
/// bytes as received beside them. A plain file is one page without URL, moment or head.
/// The page of a body that is not whole (cut, bomb, WARC-Truncated, an unknown Content-Encoding)
/// has the payload as received, no body and a fault that says why, so that it is kept, never parsed
/// as if it were whole, and its reading gives the reason. Hints and places that our own WARC
/// records carry come back with their pages. One bad record does not stop the others. Memory is
/// bounded by one page, not by the file. `on_page` returns false to stop early.
/// A revisit record of a WARC has no bytes: they are those of another record, which may be in any
/// of the files, or elsewhere.
class Containers {
public:
    using OnPage = std::function<bool(records::Page)>;
    using OnIssue = std::function<void(ContainerIssue)>;

    explicit Containers(const Limits&, FindPayload elsewhere = {});
    ~Containers();
    Containers(const Containers&) = delete;
    Containers& operator=(const Containers&) = delete;

    records::Result<void> read(const std::string& file, const OnPage&, const OnIssue&);

    /// After the last file: reads the revisit records whose originals were not known before, and
    /// names the digest of those that nobody has.
    void finish(const OnPage&, const OnIssue&);

private:
    Limits limits_;
    std::unique_ptr<Revisits> revisits_;
};

/// Reads one file that no other one belongs to.
records::Result<void> read_container(const std::string& file, const Limits&,
                                     const std::function<bool(records::Page)>& on_page,
                                     const std::function<void(ContainerIssue)>& on_issue);

}  // namespace archive
