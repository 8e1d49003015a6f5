#include "archive_testing.h"

using namespace archive_testing;
using namespace records;
namespace fs = std::filesystem;

namespace {

constexpr const char* url = "https://example.org/a";

Page with_validators(const char* moment, const std::string& body,
                     const std::string& lines = "ETag: \"1\"\r\n") {
    Page page = fetched(url, moment, body);
    page.head += lines;
    return page;
}

Page not_modified(ResponseId since, const char* moment, TaskId task = 0) {
    Page page = fetched(url, moment, "", task, task == 0 ? "" : "not-modified");
    page.head = "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n";
    page.status = 304;
    page.content_type.clear();
    page.exchange->not_modified_since = since;
    return page;
}

CrawlId begin(archive::Archive& archive, const std::vector<Task>& tasks = plan_of({url})) {
    return value_of(archive.journal().begin("weekly", at("2026-10-07T00:00:00Z"), tasks));
}

/// What a new crawl would ask the URL with.
Validators validators(archive::Archive& archive, const std::vector<Task>& tasks = plan_of({url})) {
    return value_of(archive.journal().open_tasks(begin(archive, tasks))).at(0).validators;
}

}  // namespace

TEST_CASE("J01 304 means the page that it confirms, at the new moment, without storing it again") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", {}));
    Page first = with_validators("2026-10-05T14:00:00Z", "");
    first.payload = "d\r\n{\"results\":1}\r\n0\r\n\r\n";
    first.body = "{\"results\":1}";
    first.head += "Transfer-Encoding: chunked\r\n";
    value_of(archive->keep(std::vector{first}));
    const auto size = fs::file_size(folder / "a/warc/000001.warc.gz");

    const TaskId task = value_of(archive->journal().open_tasks(begin(*archive))).at(0).id;
    const auto kept =
        value_of(archive->keep(std::vector{not_modified(1, "2026-10-06T14:00:00Z", task)}));
    CHECK(kept[0].revisit);
    CHECK(fs::file_size(folder / "a/warc/000001.warc.gz") < size + 1500);
    const Page back = value_of(archive->page(kept[0].id));
    CHECK(back.status == 200);
    CHECK(back.content_type == "application/json");
    CHECK(back.body == first.body);
    CHECK((back.fetched_at == at("2026-10-06T14:00:00Z")));
    CHECK(back.head.starts_with("HTTP/1.1 304 Not Modified\r\n"));
    CHECK(back.exchange->not_modified_since == 1);
    const auto facts = value_of(archive->journal().tasks(1)).at(0);
    CHECK((facts.ending == Ending::not_modified));
    CHECK(facts.response == kept[0].id);
    CHECK(facts.why.empty());
}

TEST_CASE("J01 304 of a page that is a revisit itself is read from where the bytes are") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", {}));
    value_of(archive->keep(std::vector{with_validators("2026-10-05T14:00:00Z", "one")}));
    value_of(archive->keep(std::vector{with_validators("2026-10-06T14:00:00Z", "one")}));
    const auto kept = value_of(archive->keep(std::vector{not_modified(2, "2026-10-07T14:00:00Z")}));
    CHECK(value_of(archive->page(kept[0].id)).body == "one");
}

TEST_CASE("J01 304 is found again in the WARC files when the database is lost") {
    const Folder folder;
    {
        const auto archive = value_of(archive::open(folder / "a", {}));
        value_of(archive->keep(std::vector{with_validators("2026-10-05T14:00:00Z", "one")}));
        value_of(archive->keep(std::vector{not_modified(1, "2026-10-06T14:00:00Z")}));
    }
    for (const char* file : {"a/archive.sqlite", "a/archive.sqlite-wal", "a/archive.sqlite-shm"})
        fs::remove(folder / file);
    const auto archive = value_of(archive::open(folder / "a", {}));
    const Page back = value_of(archive->page(2));
    CHECK(back.body == "one");
    CHECK(back.status == 200);
    CHECK(back.exchange->not_modified_since == 1);
    CHECK(validators(*archive).etag == "\"1\"");
    const auto again =
        value_of(archive->keep(std::vector{not_modified(1, "2026-10-06T14:00:00Z")}));
    CHECK(again[0].id == 2);
}

TEST_CASE("J01 304 can be imported from the WARC files of another archive") {
    const Folder folder;
    {
        const auto archive = value_of(archive::open(folder / "a", {}));
        Page first = with_validators("2026-10-05T14:00:00Z", "");
        first.payload = "3\r\none\r\n0\r\n\r\n";
        first.body = "one";
        first.head += "Transfer-Encoding: chunked\r\n";
        value_of(archive->keep(std::vector{first}));
        value_of(archive->keep(std::vector{not_modified(1, "2026-10-06T14:00:00Z")}));
    }
    const Contents contents = contents_of(folder / "a/warc/000001.warc.gz");
    REQUIRE(contents.pages.size() == 2);
    CHECK(contents.pages[1].body == "one");
    CHECK(contents.pages[1].status == 200);
    const auto archive = value_of(archive::open(folder / "b", {}));
    value_of(archive->keep(contents.pages));
    CHECK(value_of(archive->page(2)).body == "one");
    CHECK((value_of(archive->page(2)).fetched_at == at("2026-10-06T14:00:00Z")));
}

TEST_CASE("J01 304 of a response that the archive does not have is an error, not a page") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", {}));
    const auto kept = archive->keep(std::vector{not_modified(7, "2026-10-06T14:00:00Z")});
    REQUIRE_FALSE(kept);
    CHECK(kept.error().what.find("was not modified since response 7") != std::string::npos);
}

TEST_CASE("J02 J04 validators are those of the newest 200, weak, unquoted or future as they came") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", {}));
    CHECK(validators(*archive).none());
    value_of(archive->keep(std::vector{with_validators("2026-10-05T14:00:00Z", "one")}));
    value_of(archive->keep(std::vector{
        with_validators("2026-10-06T14:00:00Z", "two",
                        "etag:  W/odd \r\nLAST-MODIFIED: Fri, 01 Jan 2100 00:00:00 GMT\r\n")}));
    Page failed = with_validators("2026-10-07T14:00:00Z", "no");
    failed.head = "HTTP/1.1 500 Oops\r\nETag: \"oops\"\r\n";
    value_of(archive->keep(std::vector{failed}));
    const Validators found = validators(*archive);
    CHECK(found.etag == "W/odd");
    CHECK(found.last_modified == "Fri, 01 Jan 2100 00:00:00 GMT");
    CHECK(found.of == 2);
}

TEST_CASE("J05 there are no validators for a page whose bytes are gone or damaged") {
    const Folder folder;
    {
        const auto archive = value_of(archive::open(folder / "a", {}));
        value_of(archive->keep(
            std::vector{with_validators("2026-10-05T14:00:00Z", incompressible(2000))}));
    }
    std::string bytes = read_file(folder / "a/warc/000001.warc.gz");
    bytes[bytes.size() - 500] ^= 1;
    write_file(folder / "a/warc/000001.warc.gz", bytes);
    const auto archive = value_of(archive::open(folder / "a", {}));
    CHECK(validators(*archive).none());
}

TEST_CASE("J06 validators are those of the same method, URL and body, and of no other request") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", {}));
    Page page = with_validators("2026-10-05T14:00:00Z", "one");
    page.exchange->request = "POST /a HTTP/1.1\r\nHost: example.org\r\n\r\ncountry=us";
    value_of(archive->keep(std::vector{page}));
    CHECK(validators(*archive).none());
    const auto post = [](const std::string& body) {
        return std::vector<Task>{{{"POST", url, "text/plain", body}, {}}};
    };
    CHECK(validators(*archive, post("country=us")).etag == "\"1\"");
    CHECK(validators(*archive, post("country=mx")).none());
}

TEST_CASE("D08 a validator that is too long, or holds control characters, is never sent back") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", {}));
    value_of(archive->keep(std::vector{
        with_validators("2026-10-05T14:00:00Z", "one",
                        "ETag: \"" + std::string(1100, 'x') + "\"\r\nLast-Modified: a\rb\r\n")}));
    CHECK(validators(*archive).none());
}

TEST_CASE("no validators come from a page that was cut, or that was a block") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", {}));
    Page cut = with_validators("2026-10-05T14:00:00Z", "half");
    cut.exchange->cut = "disconnect";
    value_of(archive->keep(std::vector{cut}));
    CHECK(validators(*archive).none());
    Reading block;
    block.outcome = Outcome::blocked;
    import(*archive, {with_validators("2026-10-06T14:00:00Z", "consent")}, {block});
    CHECK(validators(*archive).none());
}
