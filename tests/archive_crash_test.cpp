#include <sys/resource.h>

#include <csignal>

#include "archive_testing.h"

using namespace archive_testing;
using namespace records;
namespace fs = std::filesystem;

namespace {

const std::vector<Page> first = {response("https://example.org/1", "2026-10-05T14:00:00Z", "one")};
const std::vector<Page> second = {response("https://example.org/2", "2026-10-06T14:00:00Z", "two"),
                                  response("https://example.org/3", "2026-10-07T14:00:00Z", "one")};

Reading empty_reading() { return reading_of({}, "2026-10-05T14:00:00Z"); }

/// Opens an archive, keeps pages, and dies before their readings are added.
int keep_and_die(const std::string& place, const std::vector<Page>& pages) {
    const auto archive = archive::open(place, {});
    return archive && (*archive)->keep(pages) ? 0 : 1;
}

}  // namespace

TEST_CASE("pages whose readings were not added before the process died are pending") {
    const Folder folder;
    import(*value_of(archive::open(folder / "a", {})), first, {empty_reading()});
    REQUIRE(in_child([&] { return keep_and_die(folder / "a", second); }) == 0);

    const auto archive = value_of(archive::open(folder / "a", {}));
    const auto pending = value_of(archive->pending());
    REQUIRE(pending.size() == 2);
    CHECK(value_of(archive->page(pending[0].id)).body == "two");
    CHECK(value_of(archive->page(pending[1].id)).body == "one");
    CHECK(pending[1].revisit);
    value_of(archive->add(pending, std::vector{empty_reading(), empty_reading()},
                          at("2026-11-01T00:00:00Z")));
    CHECK(value_of(archive->pending()).empty());
    for (const auto& kept : value_of(archive->keep(second))) CHECK(kept.known);
}

TEST_CASE("a page that is pending is not written again when it is imported again") {
    const Folder folder;
    REQUIRE(in_child([&] { return keep_and_die(folder / "a", second); }) == 0);
    const auto archive = value_of(archive::open(folder / "a", {}));
    const auto size = fs::file_size(folder / "a/warc/000001.warc.gz");
    const auto kept = value_of(archive->keep(second));
    CHECK(fs::file_size(folder / "a/warc/000001.warc.gz") == size);
    CHECK_FALSE(kept[0].known);
}

TEST_CASE("L10 records that reached the WARC file but not the database are found again") {
    const Folder folder;
    import(*value_of(archive::open(folder / "a", {})), first, {empty_reading()});
    fs::copy_file(folder / "a/archive.sqlite", folder / "before.sqlite");
    REQUIRE(in_child([&] { return keep_and_die(folder / "a", second); }) == 0);
    for (const char* file : {"a/archive.sqlite-wal", "a/archive.sqlite-shm"})
        fs::remove(folder / file);
    fs::copy_file(folder / "before.sqlite", folder / "a/archive.sqlite",
                  fs::copy_options::overwrite_existing);

    const auto archive = value_of(archive::open(folder / "a", {}));
    const auto pending = value_of(archive->pending());
    REQUIRE(pending.size() == 2);
    CHECK(value_of(archive->page(pending[0].id)).body == "two");
    CHECK(value_of(archive->page(pending[1].id)).body == "one");
}

TEST_CASE("a record cut anywhere by a crash is removed, and the records before it stay") {
    const Folder folder;
    import(*value_of(archive::open(folder / "whole", {})), first, {empty_reading()});
    const auto known = fs::file_size(folder / "whole/warc/000001.warc.gz");
    fs::copy_file(folder / "whole/archive.sqlite", folder / "before.sqlite");
    value_of(value_of(archive::open(folder / "whole", {}))->keep(second));
    const std::string bytes = read_file(folder / "whole/warc/000001.warc.gz");

    for (std::size_t size = known; size < bytes.size(); size += 37) {
        INFO("cut at " << size);
        fs::remove_all(folder / "cut");
        fs::create_directories(folder / "cut/warc");
        fs::copy_file(folder / "before.sqlite", folder / "cut/archive.sqlite");
        write_file(folder / "cut/warc/000001.warc.gz", bytes.substr(0, size));
        const auto archive = value_of(archive::open(folder / "cut", {}));
        CHECK(fs::file_size(folder / "cut/warc/000001.warc.gz") <= size);
        CHECK(value_of(archive->page(1)).body == "one");
        const auto kept = import(*archive, second, {empty_reading(), empty_reading()});
        CHECK(value_of(archive->page(kept[0].id)).body == "two");
        CHECK(contents_of(folder / "cut/warc/000001.warc.gz").pages.size() == 3);
        CHECK(contents_of(folder / "cut/warc/000001.warc.gz").issues.empty());
    }
}

TEST_CASE("the WARC files alone are enough to make the database again") {
    const Folder folder;
    Page hinted = saved("saved/us.json", "{}");
    hinted.asked = {"apple-rss", Country("US"), Chart::top_free, "36", ""};
    {
        const auto archive = value_of(archive::open(folder / "a", {}));
        import(*archive, first, {empty_reading()});
        import(*archive, second, {empty_reading(), empty_reading()});
        import(*archive, {hinted}, {empty_reading()});
    }
    fs::remove(folder / "a/archive.sqlite");
    const auto archive = value_of(archive::open(folder / "a", {}));
    const auto pending = value_of(archive->pending());
    REQUIRE(pending.size() == 4);
    CHECK(value_of(archive->page(3)).body == "one");
    const Page back = value_of(archive->page(4));
    CHECK(back.place == "saved/us.json");
    CHECK(back.asked.source == "apple-rss");
    CHECK((back.asked.country == hinted.asked.country));
    CHECK((back.asked.chart == hinted.asked.chart));
    CHECK_FALSE(back.fetched_at);
    CHECK(value_of(archive->keep(std::vector{hinted}))[0].id == 4);
}

TEST_CASE("a process that is killed while it writes leaves an archive that opens and is whole") {
    const Folder folder;
    for (int round = 0; round < 5; ++round) {
        const pid_t child = ::fork();
        if (child == 0) {
            const auto archive = archive::open(folder / "a", {});
            for (int i = 0; archive && i < 100000; ++i) {
                const std::vector<Page> pages = {
                    response(("https://example.org/" + std::to_string(round * 100000 + i)).c_str(),
                             "2026-10-05T14:00:00Z", incompressible(5000))};
                const auto kept = (*archive)->keep(pages);
                if (kept) (void)(*archive)->add(*kept, std::vector{Reading{}}, Instant{});
            }
            ::_exit(0);
        }
        ::usleep(static_cast<useconds_t>(20000 + 7000 * round));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        const auto archive = value_of(archive::open(folder / "a", {}));
        for (const auto& each : value_of(archive->pending()))
            CHECK(value_of(archive->page(each.id)).body.size() == 5000);
        for (const auto& each : value_of(archive->responses({})))
            CHECK(value_of(archive->page(each.id)).body.size() == 5000);
    }
    CHECK(contents_of(folder / "a/warc/000001.warc.gz").issues.empty());
}

TEST_CASE("L05 a full disk is an error, and what was kept before stays") {
    const Folder folder;
    import(*value_of(archive::open(folder / "a", {})), first, {empty_reading()});
    const auto size = fs::file_size(folder / "a/warc/000001.warc.gz");
    const int code = in_child([&] {
        auto archive = archive::open(folder / "a", {});
        if (!archive) return 1;
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{200000, 200000};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        const std::vector<Page> large = {saved("small", "small"),
                                         saved("large", incompressible(300000))};
        if ((*archive)->keep(large)) return 2;
        return (*archive)->keep(std::vector{saved("small", "small")}) ? 0 : 3;
    });
    CHECK(code == 0);
    CHECK(fs::file_size(folder / "a/warc/000001.warc.gz") > size);
    const auto archive = value_of(archive::open(folder / "a", {}));
    CHECK(value_of(archive->page(1)).body == "one");
    CHECK(value_of(archive->pending()).size() == 1);
    CHECK(contents_of(folder / "a/warc/000001.warc.gz").issues.empty());
}

TEST_CASE("L12 one process writes at a time, and the other is told who") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", {}));
    const auto second_writer = archive::open(folder / "a", {});
    REQUIRE_FALSE(second_writer);
    CHECK(second_writer.error().what.find("process " + std::to_string(::getpid())) !=
          std::string::npos);
}

TEST_CASE("L20 temporary files that a crash left are removed") {
    const Folder folder;
    fs::create_directories(folder / "a/warc");
    write_file(folder / "a/warc/000001.warc.gz.tmp", "half");
    const auto archive = value_of(archive::open(folder / "a", {}));
    CHECK(fs::is_empty(folder / "a/warc"));
}

TEST_CASE("a WARC file that lost its end is refused, not overwritten") {
    const Folder folder;
    import(*value_of(archive::open(folder / "a", {})), first, {empty_reading()});
    const auto size = fs::file_size(folder / "a/warc/000001.warc.gz");
    fs::resize_file(folder / "a/warc/000001.warc.gz", size - 1);
    const auto archive = archive::open(folder / "a", {});
    REQUIRE_FALSE(archive);
    CHECK(archive.error().what.find("restore the file") != std::string::npos);
    CHECK(fs::file_size(folder / "a/warc/000001.warc.gz") == size - 1);
}

TEST_CASE("J14 a flipped byte in the archive is found, and named") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", {}));
    value_of(archive->keep(std::vector{saved("a", incompressible(2000))}));
    std::string bytes = read_file(folder / "a/warc/000001.warc.gz");
    bytes[bytes.size() - 500] ^= 1;
    write_file(folder / "a/warc/000001.warc.gz", bytes);
    const auto page = archive->page(1);
    REQUIRE_FALSE(page);
    CHECK(page.error().what.find("000001.warc.gz#") != std::string::npos);
}
