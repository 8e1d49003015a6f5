#include <sys/resource.h>
#include <sys/stat.h>

#include <array>
#include <csignal>
#include <cstdio>

#include "archive/digest.h"
#include "archive/inflate.h"
#include "archive/page_store.h"
#include "archive/sqlite_schema.h"
#include "archive_testing.h"

using namespace archive_testing;
using namespace records;
namespace fs = std::filesystem;

namespace {

/// The records of a WARC file, decompressed one by one.
std::vector<std::string> records_of(const std::string& path) {
    const std::string bytes = read_file(path);
    std::vector<std::string> records;
    archive::Inflater inflater;
    for (std::size_t place = 0; place < bytes.size();) {
        const auto member = inflater.one(archive::Wrapping::gzip,
                                         std::string_view(bytes).substr(place), {1U << 28U, 10000});
        REQUIRE(member);
        records.emplace_back(member->bytes);
        place += member->consumed;
    }
    return records;
}

std::string field_of(const std::string& record, const std::string& name) {
    const std::size_t start = record.find("\r\n" + name + ": ");
    if (start == std::string::npos) return {};
    const std::size_t value = start + name.size() + 4;
    return record.substr(value, record.find("\r\n", value) - value);
}

std::string block_of(const std::string& record) {
    const std::size_t start = record.find("\r\n\r\n") + 4;
    return record.substr(start, std::stoul(field_of(record, "Content-Length")));
}

std::string digest_of(const std::string& bytes) {
    return "sha256:" + archive::base32(archive::sha256({bytes}));
}

std::string gzip(const std::string& text) {
    archive::Deflater deflater;
    return std::string(deflater.gzip(text));
}

/// A page store of its own, with files that are full early and a disk that is full when we say so.
struct Store {
    explicit Store(const std::string& place, std::uint64_t full_at = 1U << 20U,
                   std::uint64_t least_free = 0)
        : database(prepared(place), archive::Database::Access::write),
          pages(opened(place, full_at, least_free)) {}

    std::string prepared(const std::string& place) {
        fs::create_directories(place);
        return place + "/archive.sqlite";
    }
    archive::PageStore opened(const std::string& place, std::uint64_t full_at,
                              std::uint64_t least_free) {
        archive::migrate(database, "archive.sqlite");
        return {database, place + "/warc",
                value_of(archive::Segments::open(place + "/warc", full_at, least_free))};
    }

    archive::Database database;
    archive::PageStore pages;
};

}  // namespace

TEST_CASE("a fetched page comes back with how it came") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", {}));
    const auto crawl = value_of(archive->journal().begin("weekly", at("2026-10-05T00:00:00Z"),
                                                         plan_of({"https://example.org/a"})));
    const TaskId task = value_of(archive->journal().open_tasks(crawl)).at(0).id;
    Page page = fetched("https://example.org/a", "2026-10-05T14:00:00Z", "one", task, "fetched");
    page.exchange->request =
        "POST /a HTTP/1.1\r\nHost: example.org\r\nContent-Length: 3\r\n\r\nx=1";
    page.exchange->address = "2001:db8::1";
    const auto kept = value_of(archive->keep(std::vector{page}));

    const Page back = value_of(archive->page(kept[0].id));
    CHECK(back.body == "one");
    REQUIRE(back.exchange);
    CHECK(back.exchange->request == page.exchange->request);
    CHECK(back.exchange->address == "2001:db8::1");
    CHECK(back.exchange->protocol == "HTTP/1.1");
    CHECK(back.exchange->tls == "TLSv1.3 TLS_AES_256_GCM_SHA384");
    CHECK(back.exchange->connected == 12);
    CHECK(back.exchange->first_byte == 34);
    CHECK(back.exchange->finished == 56);
    CHECK(back.exchange->cut.empty());
    CHECK(back.exchange->task == task);
    CHECK(back.exchange->ending == "fetched");
}

TEST_CASE("a saved page has no exchange, and no record of a request") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", {}));
    value_of(archive->keep(std::vector{saved("a", "{}")}));
    CHECK_FALSE(value_of(archive->page(1)).exchange);
    CHECK(records_of(folder / "a/warc/000001.warc.gz").size() == 2);
}

TEST_CASE("a request is a record of its own that names its response, and stands before it") {
    const Folder folder;
    value_of(
        value_of(archive::open(folder / "a", {}))
            ->keep(std::vector{fetched("https://example.org/a", "2026-10-05T14:00:00Z", "1")}));
    const auto records = records_of(folder / "a/warc/000001.warc.gz");
    REQUIRE(records.size() == 3);
    CHECK(field_of(records[1], "WARC-Type") == "request");
    CHECK(field_of(records[1], "WARC-Concurrent-To") == field_of(records[2], "WARC-Record-ID"));
    CHECK(field_of(records[1], "WARC-Target-URI") == "https://example.org/a");
    CHECK(block_of(records[1]) == "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n");
    CHECK(field_of(records[2], "WARC-IP-Address") == "203.0.113.7");
    CHECK(records[2].find("WARC-Protocol: http/1.1\r\nWARC-Protocol: tls/1.3\r\n") !=
          std::string::npos);
    CHECK(field_of(records[2], "WARC-Cipher-Suite") == "TLS_AES_256_GCM_SHA384");
    CHECK(field_of(records[2], "Dramascope-Task").empty());
}

TEST_CASE("N09 secrets of a request are in no record, whatever their case and however folded") {
    const Folder folder;
    Page page = fetched("https://example.org/a", "2026-10-05T14:00:00Z", "one");
    page.exchange->request =
        "GET /a HTTP/1.1\r\nHost: example.org\r\nAUTHORIZATION: Bearer canary\r\n folded-canary\r\n"
        "Cookie: id=canary\r\nProxy-Authorization: canary\r\nx-api-key: canary\r\n"
        "Accept: */*\r\n\r\n";
    const auto archive = value_of(archive::open(folder / "a", {}));
    value_of(archive->keep(std::vector{page}));
    for (const auto& record : records_of(folder / "a/warc/000001.warc.gz"))
        CHECK(record.find("canary") == std::string::npos);
    CHECK(value_of(archive->page(1)).exchange->request ==
          "GET /a HTTP/1.1\r\nHost: example.org\r\nAccept: */*\r\n\r\n");
}

TEST_CASE("J03 another ETag with the same body: one stored body, and a revisit record") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", {}));
    const std::string body = incompressible(50000);
    Page first = fetched("https://example.org/a", "2026-10-05T14:00:00Z", body);
    first.head += "ETag: \"1\"\r\n";
    Page second = fetched("https://example.org/a", "2026-10-06T14:00:00Z", body);
    second.head += "ETag: \"2\"\r\n";
    value_of(archive->keep(std::vector{first}));
    const auto kept = value_of(archive->keep(std::vector{second}));
    CHECK(kept[0].revisit);
    CHECK(fs::file_size(folder / "a/warc/000001.warc.gz") < 60000);
    const Page back = value_of(archive->page(kept[0].id));
    CHECK(back.body == body);
    CHECK(back.head.find("ETag: \"2\"") != std::string::npos);
    CHECK(back.exchange->address == "203.0.113.7");
}

TEST_CASE("J08 two URLs with the same bytes: one stored body, two responses") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", {}));
    const std::string body = incompressible(50000);
    const auto kept = value_of(
        archive->keep(std::vector{fetched("https://example.org/a", "2026-10-05T14:00:00Z", body),
                                  fetched("https://example.org/b", "2026-10-05T14:00:00Z", body)}));
    CHECK(kept[0].id != kept[1].id);
    CHECK(fs::file_size(folder / "a/warc/000001.warc.gz") < 60000);
    CHECK(value_of(archive->page(kept[0].id)).url == "https://example.org/a");
    CHECK(value_of(archive->page(kept[1].id)).url == "https://example.org/b");
    CHECK(value_of(archive->page(kept[1].id)).body == body);
}

TEST_CASE("J09 every digest in the WARC file is that of its bytes") {
    const Folder folder;
    Page post = fetched("https://example.org/b", "2026-10-05T14:00:01Z", "two");
    post.exchange->request = "POST /b HTTP/1.1\r\nHost: example.org\r\n\r\nx=1";
    Page unchanged = fetched("https://example.org/a", "2026-10-06T14:00:00Z", "");
    unchanged.head = "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n";
    unchanged.exchange->not_modified_since = 1;
    const auto archive = value_of(archive::open(folder / "a", {}));
    value_of(archive->keep(
        std::vector{fetched("https://example.org/a", "2026-10-05T14:00:00Z", "one"), post}));
    value_of(archive->keep(std::vector{unchanged, saved("file", "three")}));

    std::size_t payloads = 0;
    std::size_t blocks = 0;
    for (const auto& record : records_of(folder / "a/warc/000001.warc.gz")) {
        const std::string block = block_of(record);
        const std::string type = field_of(record, "WARC-Type");
        CHECK(record.size() == record.find("\r\n\r\n") + 4 + block.size() + 4);
        if (const auto digest = field_of(record, "WARC-Block-Digest"); !digest.empty()) {
            CHECK(digest == digest_of(block));
            ++blocks;
        }
        if (type == "response")
            CHECK(field_of(record, "WARC-Payload-Digest") ==
                  digest_of(block.substr(block.find("\r\n\r\n") + 4)));
        if (type == "revisit") CHECK(field_of(record, "WARC-Payload-Digest") == digest_of("one"));
        payloads += field_of(record, "WARC-Payload-Digest").empty() ? 0 : 1;
    }
    CHECK(payloads == 4);
    CHECK(blocks == 5);  // warcinfo, three requests, the revisit
}

TEST_CASE("J10 a payload that is chunked and compressed is kept as received, and decoded to read") {
    const Folder folder;
    const std::string zipped = gzip(std::string(3000, 'x'));
    Page page = fetched("https://example.org/a", "2026-10-05T14:00:00Z", "");
    page.head =
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"
        "Content-Type: text/html\r\n";
    std::array<char, 16> size{};
    std::snprintf(size.data(), size.size(), "%zx\r\n", zipped.size());
    page.payload = size.data() + zipped + "\r\n0\r\n\r\n";
    page.body = std::string(3000, 'x');
    const auto archive = value_of(archive::open(folder / "a", {}));
    value_of(archive->keep(std::vector{page}));
    const Page back = value_of(archive->page(1));
    CHECK(back.payload == page.payload);
    CHECK(back.body == page.body);
    CHECK(back.fault.empty());
    const auto records = records_of(folder / "a/warc/000001.warc.gz");
    CHECK(field_of(records.back(), "WARC-Payload-Digest") == digest_of(page.payload));
}

TEST_CASE("a payload that is compressed already is not compressed again") {
    const Folder folder;
    Page page = fetched("https://example.org/a", "2026-10-05T14:00:00Z", "");
    page.head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n";
    page.payload = std::string(20000, 'z');  // it would shrink, if anybody tried
    page.fault = "it is no gzip";
    value_of(value_of(archive::open(folder / "a", {}))->keep(std::vector{page}));
    CHECK(fs::file_size(folder / "a/warc/000001.warc.gz") > 20000);
}

TEST_CASE("J11 a cut payload is kept with the reason, and is never a body") {
    for (const std::string reason : {"length", "time", "disconnect"}) {
        const Folder folder;
        Page page = fetched("https://example.org/a", "2026-10-05T14:00:00Z", "");
        page.payload = "{\"results\": [";
        page.fault = "the connection ended before the body did";
        page.exchange->cut = reason;
        const auto archive = value_of(archive::open(folder / "a", {}));
        value_of(archive->keep(std::vector{page}));
        const auto records = records_of(folder / "a/warc/000001.warc.gz");
        CHECK(field_of(records.back(), "WARC-Truncated") == reason);
        const Page back = value_of(archive->page(1));
        CHECK(back.payload == page.payload);
        CHECK(back.body.empty());
        CHECK(back.fault == page.fault);
        CHECK(back.exchange->cut == reason);
    }
}

TEST_CASE("J12 a file that is full is followed by another, and each opens alone") {
    const Folder folder;
    Store store(folder / "a", 15000);
    for (std::uint64_t i = 0; i < 6; ++i)
        store.pages.keep(std::vector{fetched("https://example.org/" + std::to_string(i),
                                             "2026-10-05T14:00:00Z", incompressible(9000, i))});
    const auto names = value_of(archive::Segments::names(folder / "a/warc"));
    REQUIRE(names.size() == 3);
    for (const auto& name : names) {
        const Contents contents = contents_of(folder / "a/warc" + ("/" + name));
        CHECK(contents.pages.size() == 2);
        CHECK(contents.issues.empty());
        CHECK(field_of(records_of(folder / ("a/warc/" + name)).front(), "WARC-Type") == "warcinfo");
    }
    CHECK(store.pages.page(6).body == incompressible(9000, 5));
}

TEST_CASE("J15 after an error of the disk the next record is written as if nothing had been") {
    const Folder folder;
    const int code = in_child([&] {
        Store store(folder / "a");
        store.pages.keep(std::vector{saved("first", "1")});
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit low{1000000, RLIM_INFINITY};
        ::setrlimit(RLIMIT_FSIZE, &low);
        try {
            store.pages.keep(std::vector{saved("large", incompressible(1100000))});
            return 1;
        } catch (const std::exception&) {
            store.pages.keep(std::vector{saved("second", "2")});
        }
        return store.pages.page(2).body == "2" ? 0 : 2;
    });
    CHECK(code == 0);
    CHECK(contents_of(folder / "a/warc/000001.warc.gz").pages.size() == 2);
    CHECK(contents_of(folder / "a/warc/000001.warc.gz").issues.empty());
}

TEST_CASE("J16 an archive whose revisits lack their originals is not written to, and says so") {
    const Folder folder;
    {
        Store store(folder / "a", 1000);
        const std::string body = incompressible(2000);
        store.pages.keep(std::vector{fetched("https://a.org/", "2026-10-05T14:00:00Z", body)});
        store.pages.keep(std::vector{fetched("https://a.org/", "2026-10-06T14:00:00Z", body)});
    }
    fs::remove(folder / "a/warc/000001.warc.gz");
    const auto archive = archive::open(folder / "a", {});
    REQUIRE_FALSE(archive);
    CHECK(archive.error().what.find("000001.warc.gz: is missing") != std::string::npos);
    const auto readable = value_of(archive::open_to_read(folder / "a", {}));
    const auto page = readable->page(2);
    REQUIRE_FALSE(page);
    CHECK(page.error().what.find("000001.warc.gz") != std::string::npos);
}

TEST_CASE("L06 nothing is begun when the disk is nearly full, and it goes on when there is room") {
    const Folder folder;
    {
        Store store(folder / "a", 1U << 20U, std::uint64_t{1} << 60U);
        CHECK_THROWS_WITH(store.pages.keep(std::vector{saved("a", "1")}),
                          Catch::Contains("the disk is nearly full") &&
                              Catch::Contains("make room and start again"));
    }
    Store store(folder / "a");
    CHECK(store.pages.keep(std::vector{saved("a", "1")}).at(0).id == 1);
}

TEST_CASE("L07 an error while writing keeps nothing of the batch, and names the file") {
    const Folder folder;
    fs::create_directories(folder / "warc");
    fs::create_symlink("/dev/full", folder / "warc/000001.warc.gz");
    auto segments = value_of(archive::Segments::open(folder / "warc", 1U << 20U, 0));
    value_of(segments.begin("2026-10-05T14:00:00Z"));
    const auto appended = segments.append("WARC/1.1\r\n", archive::Deflater::Effort::little);
    REQUIRE_FALSE(appended);
    CHECK(appended.error().what.find("000001.warc.gz") != std::string::npos);
    CHECK(appended.error().what.find("is the disk full?") != std::string::npos);
}

TEST_CASE("L07 after fsync has failed nothing more is appended, for nobody knows what is there") {
    const Folder folder;
    fs::create_directories(folder / "warc");
    REQUIRE(::mkfifo((folder / "warc/000001.warc.gz").c_str(), 0600) == 0);  // cannot be synced
    auto segments = value_of(archive::Segments::open(folder / "warc", 1U << 20U, 0));
    value_of(segments.begin("2026-10-05T14:00:00Z"));
    value_of(segments.append("WARC/1.1\r\n", archive::Deflater::Effort::little));
    REQUIRE_FALSE(segments.sync());
    const auto again = segments.begin("2026-10-05T14:00:01Z");
    REQUIRE_FALSE(again);
    CHECK(again.error().what.find("check the disk and start again") != std::string::npos);
}
