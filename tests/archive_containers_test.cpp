#include "archive/digest.h"
#include "archive/inflate.h"
#include "archive/warc.h"
#include "archive_testing.h"

using namespace archive_testing;
using namespace records;

namespace {

std::string gzip(const std::string& bytes) {
    archive::Deflater deflater;
    return std::string(deflater.gzip(bytes));
}

std::string container(const std::string& name) { return fixtures() / "containers" / name; }

/// A record as other tools write it.
std::string record(const std::string& type, const std::string& more, const std::string& block) {
    return "WARC/1.0\r\nWARC-Type: " + type +
           "\r\nWARC-Record-ID: <urn:uuid:" + std::to_string(block.size()) +
           ">\r\nWARC-Date: 2026-10-05T14:00:00Z\r\nWARC-Target-URI: <https://example.org/a>\r\n"
           "Content-Type: application/http;msgtype=response\r\n" +
           more + "Content-Length: " + std::to_string(block.size()) + "\r\n\r\n" + block +
           "\r\n\r\n";
}

std::string http(const std::string& fields, const std::string& body) {
    return "HTTP/1.1 200 OK\r\n" + fields + "\r\n" + body;
}

Contents contents_of_bytes(const std::string& bytes, const archive::Limits& limits = {}) {
    const Folder folder;
    write_file(folder / "file", bytes);
    return contents_of(folder / "file", limits);
}

/// The only page of some bytes.
Page page_of(const std::string& bytes) {
    const Contents contents = contents_of_bytes(bytes);
    for (const auto& issue : contents.issues) UNSCOPED_INFO(issue.place << ": " << issue.what);
    REQUIRE(contents.issues.empty());
    REQUIRE(contents.pages.size() == 1);
    return contents.pages[0];
}

}  // namespace

TEST_CASE("a saved file is one page without URL, moment and head") {
    const Page page = page_of("{\"feed\":{}}");
    CHECK(page.body == "{\"feed\":{}}");
    CHECK(page.payload.empty());
    CHECK(page.url.empty());
    CHECK(page.head.empty());
    CHECK_FALSE(page.fetched_at);
    CHECK(page.place.ends_with("/file"));
}

TEST_CASE("an empty or binary file is a page too: parsers say what it is") {
    CHECK(page_of("").body.empty());
    CHECK(page_of(std::string("\0\x01\x02", 3)).body.size() == 3);
}

TEST_CASE("C12 a gzip file is decoded, and its bytes as received stay") {
    const Page page = page_of(gzip("hello") + gzip(" world"));
    CHECK(page.body == "hello world");
    CHECK(page.as_received() == gzip("hello") + gzip(" world"));
}

TEST_CASE("a file larger than a page is an issue, not a page") {
    const Contents contents = contents_of_bytes(std::string(2000, 'x'), {10000, 1000, 1000});
    CHECK(contents.pages.empty());
    REQUIRE(contents.issues.size() == 1);
    CHECK(contents.issues[0].what ==
          "the file has 2000 bytes, more than the 1000 for a page; not read");
}

TEST_CASE("C13 the page of a gzip bomb says what it is, and has its bytes") {
    const std::string bomb = gzip(std::string(std::size_t{8} << 20U, '0'));
    const Contents contents = contents_of_bytes(bomb, {std::size_t{1} << 30U, 1U << 30U, 100});
    REQUIRE(contents.pages.size() == 1);
    CHECK(contents.pages[0].body.empty());
    CHECK(contents.pages[0].as_received() == bomb);
    CHECK(contents.pages[0].fault.find("100-fold") != std::string::npos);
    CHECK(contents.issues.empty());
}

TEST_CASE("records of a WARC are pages with URL, moment, status and head") {
    for (const bool packed : {false, true}) {
        const std::string text = record("response", "", http("Content-Type: text/html\r\n", "hi"));
        const Page page = page_of(packed ? gzip(text) : text);
        CHECK(page.url == "https://example.org/a");
        CHECK((page.fetched_at == at("2026-10-05T14:00:00Z")));
        CHECK(page.status == 200);
        CHECK(page.content_type == "text/html");
        CHECK(page.head == "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n");
        CHECK(page.body == "hi");
        CHECK(page.place.ends_with("file#0"));
    }
}

TEST_CASE("several records may be in one gzip member, and a whole file in one that is large") {
    const std::string large(300000, 'x');
    const std::string text = record("warcinfo", "", "software: test\r\n") +
                             record("request", "", "GET / HTTP/1.1\r\n\r\n") +
                             record("response", "", http("", "first")) +
                             record("response", "", http("", large));
    CHECK(contents_of_bytes(gzip(text)).pages.size() == 2);
    // Larger than what may be in memory as a whole: read piece by piece.
    std::string many;
    for (int i = 0; i < 20; ++i)
        many += record("response", "", http("", large + std::to_string(i)));
    const Contents contents = contents_of_bytes(gzip(many), {1U << 30U, 400000, 1000});
    REQUIRE(contents.pages.size() == 20);
    CHECK(contents.pages[19].body == large + "19");
    CHECK(contents.issues.empty());
}

TEST_CASE("what tools note about themselves in a WARC is no page") {
    std::string log = record("resource", "", "--2026-10-05 14:00:00--");
    log.replace(log.find("https://example.org/a"), 21,
                "metadata://gnu.org/software/wget/warc/wget.log");
    const Contents contents = contents_of_bytes(log + record("response", "", http("", "page")));
    CHECK(contents.pages.size() == 1);
    CHECK(contents.issues.empty());
}

TEST_CASE("chunked and compressed bodies are decoded, as received they stay") {
    const std::string packed = gzip("hello world");
    const std::string chunks = "5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: x\r\n\r\n";
    const Page chunked =
        page_of(record("response", "", http("Transfer-Encoding: chunked\r\n", chunks)));
    CHECK(chunked.body == "hello world");
    CHECK(chunked.as_received() == chunks);
    const Page zipped = page_of(record("response", "", http("content-encoding: gzip\r\n", packed)));
    CHECK(zipped.body == "hello world");
    CHECK(zipped.as_received() == packed);
    const Page raw = page_of(
        record("response", "",
               http("Content-Encoding: deflate\r\n", packed.substr(10, packed.size() - 18))));
    CHECK(raw.body == "hello world");
}

TEST_CASE("a body that was decoded before it was archived is taken as it is") {
    const Page page = page_of(record("response", "",
                                     http("Content-Encoding: gzip\r\n"
                                          "Transfer-Encoding: chunked\r\n",
                                          "{}")));
    CHECK(page.body == "{}");
    CHECK(page.payload.empty());
}

TEST_CASE("what cannot be decoded as a whole is kept, and nothing is read from it") {
    const std::string packed = gzip(std::string(5000, 'x'));
    const auto cut =
        record("response", "", http("Content-Encoding: gzip\r\n", packed.substr(0, 20)));
    const auto chunks = record("response", "", http("Transfer-Encoding: chunked\r\n", "5\r\nhel"));
    const auto brotli = record("response", "", http("Content-Encoding: br\r\n", "\x0b\x02"));
    const auto truncated = record("response", "WARC-Truncated: length\r\n", http("", "half a pa"));
    const std::vector<std::pair<std::string, std::string>> all = {
        {cut, "the compressed body is damaged or cut"},
        {chunks, "the chunked body is cut or damaged"},
        {brotli, "the body has the Content-Encoding \"br\", only gzip and deflate are read"},
        {truncated, "the body was cut when it was captured (WARC-Truncated: length)"}};
    for (const auto& [text, fault] : all) {
        const Contents contents = contents_of_bytes(text);
        REQUIRE(contents.pages.size() == 1);
        CHECK(contents.pages[0].body.empty());
        CHECK(contents.pages[0].fault == fault);
        CHECK_FALSE(contents.pages[0].as_received().empty());
        CHECK(contents.issues.empty());

        const Folder folder;  // and so it comes back from the archive
        const auto archive = value_of(archive::open(folder / "a", {}));
        const auto kept = value_of(archive->keep(contents.pages));
        const Page back = value_of(archive->page(kept[0].id));
        CHECK(back.body.empty());
        CHECK(back.fault == fault);
        CHECK(back.as_received() == contents.pages[0].as_received());
    }
}

TEST_CASE("a revisit record has the payload of the earlier record") {
    const std::string digest = "WARC-Payload-Digest: sha1:ABC\r\n";
    const std::string profile =
        "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/identical-payload-digest\r\n";
    const std::string original = record("response", digest, http("", "same"));
    const std::string revisit = record("revisit", profile + digest, http("X-New: 1\r\n", ""));
    for (const bool packed : {false, true}) {
        const auto bytes = packed ? gzip(original) + gzip(revisit) : original + revisit;
        const Contents contents = contents_of_bytes(bytes);
        REQUIRE(contents.pages.size() == 2);
        CHECK(contents.pages[1].body == "same");
        CHECK(contents.pages[1].head.find("X-New") != std::string::npos);
    }
    const Contents alone = contents_of_bytes(revisit);
    CHECK(alone.pages.empty());
    REQUIRE(alone.issues.size() == 1);
    CHECK(alone.issues[0].what.find("another one (sha1:ABC), which is in no file") !=
          std::string::npos);
}

TEST_CASE("the original of a revisit record may be in a file before or after it, or elsewhere") {
    const std::string digest = "WARC-Payload-Digest: sha1:74ZZAVLTGW5IRU3XKXSBKFF6WA54JGPM\r\n";
    const std::string profile =
        "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest\r\n";
    const Folder folder;
    write_file(folder / "original", gzip(record("response", digest, http("", "same"))));
    write_file(folder / "revisit", record("revisit", profile + digest, http("X-New: 1\r\n", "")));
    std::vector<Page> pages;
    std::vector<std::string> asked;
    const auto read = [&](const std::vector<std::string>& names) {
        pages.clear();
        archive::Containers files({}, [&](const std::string& url, const std::string& named) {
            asked = {url, named};
            return std::optional<std::string>("elsewhere");
        });
        const auto take = [&](Page page) {
            pages.push_back(std::move(page));
            return true;
        };
        const auto fail = [](const archive::ContainerIssue& issue) { FAIL(issue.what); };
        for (const auto& name : names) value_of(files.read(folder / name, take, fail));
        files.finish(take, fail);
    };
    read({"original", "revisit"});
    REQUIRE(pages.size() == 2);
    CHECK(pages[1].body == "same");
    CHECK(asked.empty());
    read({"revisit", "original"});
    REQUIRE(pages.size() == 2);
    CHECK(pages[1].body == "same");
    CHECK(pages[1].place == folder / "revisit#0");
    CHECK(pages[1].head.find("X-New") != std::string::npos);
    CHECK(asked.empty());
    read({"revisit"});
    REQUIRE(pages.size() == 1);
    CHECK(pages[0].body == "elsewhere");
    CHECK(asked == std::vector<std::string>{"https://example.org/a",
                                            "sha1:74ZZAVLTGW5IRU3XKXSBKFF6WA54JGPM"});
}

TEST_CASE("an archive finds the bytes of a response by its URL and their digest") {
    const Folder folder;
    const auto open = value_of(archive::open(folder / "a", {}));
    Page zipped = response("https://example.org/a", "2026-10-05T14:00:00Z", "same");
    zipped.payload = gzip("same");
    zipped.head += "Content-Encoding: gzip\r\n";
    value_of(open->keep({{response("https://example.org/a", "2026-10-04T14:00:00Z", "other")}}));
    value_of(open->keep({{zipped}}));
    const auto find = [&](const char* url, const char* digest) {
        return value_of(open->payload(url, digest));
    };
    for (const char* digest :
         {"sha1:74ZZAVLTGW5IRU3XKXSBKFF6WA54JGPM", "SHA1:FF3390557335BA88D37755E41514BEB03BC499EC",
          "sha256:0967115f2813a3541eaef77de9d9d5773f1c0c04314b0bbfe4ff3b3b1c55b"
          "5d5"})
        CHECK(find("https://example.org/a", digest) == gzip("same"));
    CHECK_FALSE(find("https://example.org/b", "sha1:74ZZAVLTGW5IRU3XKXSBKFF6WA54JGPM"));
    CHECK_FALSE(find("https://example.org/a", "sha1:ABC"));
    CHECK_FALSE(find("https://example.org/a", "md5:51037a4a37730f52c8732586d3aaa316"));
}

TEST_CASE("a damaged record does not stop the others") {
    const std::string good = record("response", "", http("", "good"));
    const std::string member = gzip(good);
    std::string broken = member;
    broken[broken.size() / 2] ^= 0x55;
    const std::string bomb = gzip(record("response", "", http("", std::string(8U << 20U, '0'))));
    for (const std::string& bytes :
         {member + broken + member, good + "junk\r\n" + good, member + bomb + member,
          good + "WARC/1.0\r\nWARC-Type: response\r\n\r\n" + good, member + "rubbish" + member}) {
        const Contents contents = contents_of_bytes(bytes, {std::size_t{1} << 30U, 1U << 20U, 100});
        REQUIRE(contents.pages.size() == 2);
        CHECK(contents.pages[1].body == "good");
        CHECK_FALSE(contents.issues.empty());
    }
}

TEST_CASE("a WARC cut at any byte gives the whole records before the cut, and says so") {
    const std::string one = record("response", "", http("", "one"));
    const std::string two = record("response", "", http("", "two"));
    for (const bool packed : {false, true}) {
        const std::string first = packed ? gzip(one) : one;
        const std::string all = first + (packed ? gzip(two) : two);
        for (std::size_t size = first.size() + 6; size < all.size() - 4; ++size) {
            INFO(size << " of " << all.size());
            const Contents contents = contents_of_bytes(all.substr(0, size));
            REQUIRE(contents.pages.size() == 1);
            REQUIRE(contents.issues.size() == 1);
            CHECK(contents.issues[0].place.ends_with("#" + std::to_string(first.size())));
        }
    }
}

TEST_CASE("a HAR gives its entries, and says of each one what it lacks") {
    const Contents contents = contents_of(container("browser.har"));
    REQUIRE(contents.pages.size() == 3);
    const Page& plain = contents.pages[0];
    CHECK(plain.url == "https://itunes.apple.com/us/rss/topgrossingapplications/limit=2/json");
    CHECK((plain.fetched_at == at("2026-10-05T14:00:00Z")));
    CHECK(plain.status == 200);
    CHECK(plain.content_type == "text/javascript; charset=utf-8");
    CHECK(plain.body == "{\"feed\":{}}");
    CHECK(plain.place.ends_with("browser.har#entry-1"));
    CHECK(plain.head.find("X-Archive-Orig-content-encoding: gzip\r\n") != std::string::npos);
    CHECK(contents.pages[1].body == "hello world");  // base64
    CHECK(contents.pages[1].head.empty());           // the HAR has no headers of it
    CHECK(contents.pages[2].status == 404);
    CHECK_FALSE(contents.pages[2].fetched_at);
    std::vector<std::string> places;
    for (const auto& issue : contents.issues)
        places.push_back(issue.place.substr(issue.place.find('#')));
    CHECK(places ==
          std::vector<std::string>{"#entry-3", "#entry-4", "#entry-5", "#entry-6", "#entry-7"});
}

TEST_CASE("a HAR whose requests have bodies says that these are not kept") {
    const std::string har =
        R"({"log":{"version":"1.2","entries":[{"startedDateTime":"2026-10-05T14:00:00Z","request":)"
        R"({"url":"https://example.org/a","postData":{"text":"f.req=1"}},"response":)"
        R"({"status":200,"content":{"text":"answer"}}}]}})";
    const Contents contents = contents_of_bytes(har);
    REQUIRE(contents.pages.size() == 1);
    REQUIRE(contents.issues.size() == 1);
    CHECK(contents.issues[0].what.find("bodies of 1 requests (postData) is not kept") !=
          std::string::npos);
}

TEST_CASE("answers of one moment that differ in their status alone are two pages") {
    const Folder folder;
    const auto open = value_of(archive::open(folder / "a", {}));
    Page fine = response("https://example.org/a", "2026-10-05T14:00:00Z", "same");
    Page gone = fine;
    gone.status = 404;
    gone.head = "HTTP/1.1 404 Not Found\r\n";
    const auto kept = value_of(open->keep({{fine, gone, gone}}));
    CHECK_FALSE(kept[1].known);
    CHECK(kept[1].revisit);
    CHECK(kept[2].known);
    CHECK(value_of(open->page(kept[1].id)).status == 404);
}

TEST_CASE("a HAR that is cut gives the entries before the cut") {
    const std::string bytes = read_file(container("browser.har"));
    const Contents contents = contents_of_bytes(bytes.substr(0, bytes.find("aGVsbG8")));
    CHECK(contents.pages.size() == 1);
    REQUIRE(contents.issues.size() == 1);
    CHECK(contents.issues[0].what.find("cut") != std::string::npos);
    CHECK(contents_of_bytes(gzip(bytes)).pages.size() == 3);
}

TEST_CASE("a HAR is not read deeper than 200 levels, nor an entry larger than a page") {
    const std::string begin = R"({"log":{"version":"1.2","entries":[{"x":)";
    const Contents deep = contents_of_bytes(begin + std::string(100000, '['));
    REQUIRE(deep.issues.size() == 1);
    CHECK(deep.issues[0].what.find("deeper than 200") != std::string::npos);
    const Contents large = contents_of_bytes(begin + "\"" + std::string(3U << 20U, 'x') + "\"}]}}",
                                             {1U << 30U, 1000, 1000});
    REQUIRE(large.issues.size() == 1);
    CHECK(large.issues[0].what.find("larger than 66868 bytes") != std::string::npos);
}

TEST_CASE("a WARC of ours has the same bytes for the same pages, and gives the pages back") {
    const Folder folder;
    Page page = response("https://example.org/a?b=c&d", "2026-10-05T14:00:00Z", "body");
    page.asked.country = Country("BR");
    const Page plain = [] {
        Page it = saved("x.json", gzip("packed"));
        it.body = "packed";
        it.payload = gzip("packed");
        it.fetched_at = at("2026-10-06T14:00:00Z");
        return it;
    }();
    value_of(archive::write_warc(folder / "x.warc.gz", {page, plain, page}));
    const std::string bytes = read_file(folder / "x.warc.gz");
    value_of(archive::write_warc(folder / "x.warc.gz", {page, plain, page}));
    CHECK(read_file(folder / "x.warc.gz") == bytes);
    const Contents contents = contents_of(folder / "x.warc.gz");
    CHECK(contents.issues.empty());
    REQUIRE(contents.pages.size() == 2);
    CHECK(contents.pages[0].url == page.url);
    CHECK(contents.pages[0].head == page.head);
    CHECK((contents.pages[0].asked.country == page.asked.country));
    CHECK(contents.pages[1].place == "x.json");
    CHECK(contents.pages[1].url.empty());
    CHECK(contents.pages[1].body == "packed");
    CHECK_FALSE(archive::write_warc(folder / "y.warc.gz", {saved("no moment", "")}));
    CHECK_FALSE(std::filesystem::exists(folder / "y.warc.gz.tmp"));
}

TEST_CASE("digests are written as WARC tools expect them") {
    const auto digest = archive::sha256({"a", "bc"});
    CHECK(archive::hex(digest) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(archive::base32(digest) == "XJ4BNP4PAHH6UQKBIDPF3LRCEOYAGYNDSYLXVHFUCD7WD4QACWWQ====");
    CHECK((archive::digest_from_base32(archive::base32(digest)) == digest));
    CHECK_FALSE(archive::digest_from_base32("XJ4B"));
    CHECK(archive::uuid_of(digest) == "ba7816bf-8f01-8fea-8141-40de5dae2223");
}
