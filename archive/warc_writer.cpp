#include <cstdio>
#include <filesystem>
#include <set>

#include "archive/file.h"
#include "archive/warc.h"
#include "archive/warc_page.h"

namespace archive {
namespace {

using records::Page;
using records::Result;

Result<void> write_records(File& file, const std::string& name, const std::vector<Page>& pages) {
    Deflater deflater;
    std::set<Digest> written;
    for (const Page& page : pages) {
        if (!page.fetched_at)
            return records::fail(page.place + ": the page has no moment; a WARC record needs one");
        const PageNames names = names_of(page);
        Result<void> done;
        if (written.empty()) done = file.write(deflater.gzip(warcinfo_text(name, names.date)));
        if (done && written.insert(names.identity).second)
            done = file.write(deflater.gzip(record_text(page, names, std::nullopt)));
        if (!done) return done;
    }
    return file.sync();
}

}  // namespace

Result<void> write_warc(const std::string& path, const std::vector<Page>& pages) {
    const std::string temporary = path + ".tmp";
    auto file = File::open(temporary, File::Mode::create);
    if (!file) return tl::unexpected(file.error());
    auto done = write_records(*file, std::filesystem::path(path).filename(), pages);
    if (done) done = rename_durably(temporary, path);
    if (!done) std::remove(temporary.c_str());
    return done;
}

}  // namespace archive
