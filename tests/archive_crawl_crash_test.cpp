#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <map>
#include <set>

#include "archive/sqlite_database.h"
#include "archive_testing.h"

using namespace archive_testing;
using namespace records;
namespace fs = std::filesystem;

namespace {

constexpr int batch = 2;

std::vector<Task> plan(int tasks) {
    std::vector<std::string> urls;
    for (int i = 0; i < tasks; ++i) urls.push_back("https://a.org/" + std::to_string(i));
    return plan_of(urls);
}

Reading some_reading() { return reading_of({}, "2026-10-05T14:00:00Z"); }

/// The answer to a task: its bytes are those of its URL, its moment is that of the run, so that a
/// page that was asked for again would be another page.
Page answer(const OpenTask& open, int run) {
    Page page = fetched(open.task.request.url, "2026-10-05T00:00:00Z",
                        open.task.request.url + incompressible(700, std::uint64_t(open.id)),
                        open.id, "fetched");
    page.fetched_at = *page.fetched_at + std::chrono::seconds(run);
    return page;
}

void read_pending(archive::Archive& archive) {
    const auto pending = value_of(archive.pending());
    value_of(archive.add(pending, std::vector(pending.size(), some_reading()), Instant{}));
}

/// Carries on with the newest crawl as a fetch does: every seventh task ends without a response.
void carry_on(const std::string& place, int run) {
    const auto archive = value_of(archive::open(place, {}));
    read_pending(*archive);
    const auto crawl = value_of(archive->journal().unfinished("weekly"));
    if (!crawl) return;
    std::vector<Page> pages;
    const auto flush = [&] {
        const auto kept = value_of(archive->keep(pages));
        value_of(archive->add(kept, std::vector(kept.size(), some_reading()), Instant{}));
        pages.clear();
    };
    for (const OpenTask& open : value_of(archive->journal().open_tasks(crawl->id))) {
        if (open.id % 7 == 0)
            value_of(archive->journal().end({open.id, Ending::failed, "no answer"}, Instant{}));
        else
            pages.push_back(answer(open, run));
        if (pages.size() == batch) flush();
    }
    flush();
    value_of(archive->journal().close(crawl->id, Instant{}));
}

void begin(const std::string& place, int tasks) {
    value_of(value_of(archive::open(place, {}))->journal().begin("weekly", Instant{}, plan(tasks)));
}

bool unfinished(const std::string& place) {
    const auto archive = value_of(archive::open(place, {}));
    return value_of(archive->journal().unfinished("weekly")).has_value();
}

/// What is true of an archive at every moment: tasks that ended with a response have it, no task
/// was asked for again after its response was archived, and the WARC files are whole.
void require_sound(archive::Archive& archive) {
    for (const auto& crawl : value_of(archive.journal().crawls()))
        for (const auto& task : value_of(archive.journal().tasks(crawl.id))) {
            REQUIRE(task.requests <= 1);
            REQUIRE((task.ending == Ending::fetched) == (task.requests == 1));
            if (task.response == 0) continue;
            const Page page = value_of(archive.page(task.response));
            REQUIRE(page.url == task.task.request.url);
            REQUIRE(page.exchange->task == task.id);
            REQUIRE(page.body.starts_with(page.url));
        }
}

/// URL and bytes of all pages that came, to compare one archive with another.
std::set<std::string> pages_of(const std::string& place) {
    const Contents contents = contents_of(place + "/warc/000001.warc.gz");
    REQUIRE(contents.issues.empty());
    std::set<std::string> pages;
    for (const Page& page : contents.pages) REQUIRE(pages.insert(page.url + page.body).second);
    return pages;
}

bool changes_files(std::uint64_t call) {
    constexpr std::array<long, 9> calls = {SYS_write,     SYS_pwrite64,  SYS_fsync,
                                           SYS_fdatasync, SYS_ftruncate, SYS_rename,
                                           SYS_unlink,    SYS_mkdir,     SYS_openat};
    return std::ranges::find(calls, static_cast<long>(call)) != calls.end();
}

/// Runs work in a process of its own, and kills it right before its nth system call that changes
/// files. False: it had fewer and came to its end.
bool killed_before(int nth, const std::function<void()>& work) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
        ::raise(SIGSTOP);
        try {
            work();
        } catch (...) {
            ::_exit(1);
        }
        ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(::ptrace(PTRACE_SETOPTIONS, child, nullptr,
                     reinterpret_cast<void*>(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL)) == 0);
    for (int seen = 0; ::ptrace(PTRACE_SYSCALL, child, nullptr, nullptr) == 0;) {
        REQUIRE(::waitpid(child, &status, 0) == child);
        if (WIFEXITED(status)) break;
        REQUIRE(WIFSTOPPED(status));
        __ptrace_syscall_info info{};
        ::ptrace(PTRACE_GET_SYSCALL_INFO, child, reinterpret_cast<void*>(sizeof info), &info);
        const bool enters = info.op == PTRACE_SYSCALL_INFO_ENTRY && changes_files(info.entry.nr);
        if (!enters || ++seen < nth) continue;
        ::kill(child, SIGKILL);
        ::waitpid(child, &status, 0);
        return true;
    }
    REQUIRE(WIFEXITED(status));
    REQUIRE(WEXITSTATUS(status) == 0);
    return false;
}

/// Runs work in a process of its own, and kills it some time after it is at its work, unless it has
/// ended.
void killed_after(
    std::chrono::microseconds time, const std::function<void()>& work,
    const std::function<bool()>& at_work = [] { return true; }) {
    const pid_t child = ::fork();
    if (child == 0) {
        try {
            work();
        } catch (...) {
            ::_exit(1);
        }
        ::_exit(0);
    }
    for (int waits = 0; waits < 100000 && !at_work(); ++waits) ::usleep(100);
    ::usleep(static_cast<useconds_t>(time.count()));
    ::kill(child, SIGKILL);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE((WIFSIGNALED(status) || WEXITSTATUS(status) == 0));
}

}  // namespace

TEST_CASE("L01 killed before any of its writes, a crawl goes on as if it had not been") {
    const Folder folder(in_memory());
    begin(folder / "undisturbed", 5);
    carry_on(folder / "undisturbed", 0);
    const auto expected = pages_of(folder / "undisturbed");
    REQUIRE(expected.size() == 5);
    begin(folder / "begun", 5);

    int points = 0;
    for (bool killed = true; killed; ++points) {
        INFO("killed before write " << points + 1);
        fs::remove_all(folder / "a");
        fs::copy(folder / "begun", folder / "a", fs::copy_options::recursive);
        killed = killed_before(points + 1, [&] { carry_on(folder / "a", 0); });
        require_sound(*value_of(archive::open(folder / "a", {})));
        carry_on(folder / "a", 1);
        const auto archive = value_of(archive::open(folder / "a", {}));
        require_sound(*archive);
        REQUIRE_FALSE(value_of(archive->journal().unfinished("weekly")));
        REQUIRE(value_of(archive->pending()).empty());
        REQUIRE(pages_of(folder / "a") == expected);
    }
    CHECK(points > 20);
}

TEST_CASE("L02 killed at a hundred odd moments, every task of a crawl ends once") {
    const Folder folder(in_memory());
    constexpr int tasks = 300;
    int run = 0;
    for (int kills = 0; kills < 100; ++kills) {
        if (!unfinished(folder / "a")) begin(folder / "a", tasks);
        killed_after(std::chrono::microseconds(2000 + kills * 7919 % 20000),
                     [&] { carry_on(folder / "a", run); });
        ++run;
    }
    carry_on(folder / "a", run);
    const auto archive = value_of(archive::open(folder / "a", {}));
    require_sound(*archive);
    for (const auto& crawl : value_of(archive->journal().crawls())) CHECK(crawl.open == 0);
    CHECK(contents_of(folder / "a/warc/000001.warc.gz").issues.empty());
}

TEST_CASE("J13 killed a hundred times while records are written, the whole ones stay intact") {
    const Folder folder(in_memory());
    const std::string body = incompressible(100000);
    const std::string file = folder / "a/warc/000001.warc.gz";
    const auto size = [&] { return fs::exists(file) ? fs::file_size(file) : 0; };
    value_of(archive::open(folder / "a", {}));
    for (int kills = 0; kills < 100; ++kills) {
        const auto before = size();
        killed_after(
            std::chrono::microseconds(kills * 7919 % 5000),
            [&] {
                const auto archive = value_of(archive::open(folder / "a", {}));
                for (int i = 0; i < 30; ++i) {
                    const std::string name = std::to_string(kills) + "/" + std::to_string(i);
                    value_of(archive->keep(std::vector{
                        fetched("https://a.org/" + name, "2026-10-05T14:00:00Z", body + name)}));
                }
                ::pause();
            },
            [&] { return size() > before; });
        const auto archive = value_of(archive::open(folder / "a", {}));
        for (const auto& kept : value_of(archive->pending()))
            REQUIRE(value_of(archive->page(kept.id)).body.starts_with(body));
        read_pending(*archive);
    }
    CHECK(contents_of(file).issues.empty());
}

TEST_CASE("L13 the lock of a process that was killed does not keep the next one out") {
    const Folder folder;
    killed_after(std::chrono::milliseconds(100), [&] {
        const auto archive = value_of(archive::open(folder / "a", {}));
        ::pause();
    });
    CHECK(fs::file_size(folder / "a/lock") > 0);
    CHECK(archive::open(folder / "a", {}));
}

TEST_CASE("L12 another process that wants to write is refused at once, and told who does") {
    const Folder folder;
    const auto archive = value_of(archive::open(folder / "a", {}));
    const int code = in_child([&] {
        const auto second = archive::open(folder / "a", {});
        const std::string owner = "process " + std::to_string(::getppid());
        return !second && second.error().what.find(owner) != std::string::npos ? 0 : 1;
    });
    CHECK(code == 0);
}

TEST_CASE("L14 a migration that is killed anywhere has happened as a whole, or not at all") {
    const Folder folder(in_memory());
    fs::create_directories(folder / "old");
    archive::Database(folder / "old/archive.sqlite", archive::Database::Access::write)
        .run(read_file(fixtures() / "archive-v1/archive.sql").c_str());
    int points = 0;
    for (bool killed = true; killed; ++points) {
        INFO("killed before write " << points + 1);
        fs::remove_all(folder / "a");
        fs::copy(folder / "old", folder / "a", fs::copy_options::recursive);
        killed = killed_before(points + 1, [&] { value_of(archive::open(folder / "a", {})); });
        const auto archive = value_of(archive::open(folder / "a", {}));
        REQUIRE(value_of(archive->reading(1, {})).records.size() == 1);
        value_of(archive->journal().begin("weekly", Instant{}, plan(1)));
    }
    CHECK(points > 10);
}

TEST_CASE("L15 a copy that is made while a crawl runs can be opened, and has what was there") {
    const Folder folder(in_memory());
    begin(folder / "a", 60);
    const pid_t child = ::fork();
    if (child == 0) {
        carry_on(folder / "a", 0);
        ::_exit(0);
    }
    while (!fs::exists(folder / "a/warc/000001.warc.gz")) ::usleep(1000);
    ::usleep(5000);
    fs::create_directories(folder / "copy");
    archive::Database(folder / "a/archive.sqlite", archive::Database::Access::read)
        .run(("vacuum into '" + folder / "copy/archive.sqlite" + "'").c_str());
    fs::copy(folder / "a/warc", folder / "copy/warc");
    REQUIRE(::waitpid(child, nullptr, 0) == child);

    carry_on(folder / "copy", 1);
    const auto archive = value_of(archive::open(folder / "copy", {}));
    require_sound(*archive);
    CHECK(pages_of(folder / "copy") == pages_of(folder / "a"));
}

TEST_CASE("L04 a disk that is full for the database undoes what was begun, and it goes on later") {
    const Folder folder;
    const int code = in_child([&] {
        const auto archive = value_of(archive::open(folder / "a", {}));
        value_of(archive->journal().begin("weekly", Instant{}, plan(3)));
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit low{600000, RLIM_INFINITY};
        ::setrlimit(RLIMIT_FSIZE, &low);
        const auto refused = archive->journal().begin("daily", Instant{}, plan(20000));
        if (refused || refused.error().what.find("archive.sqlite") == std::string::npos) return 1;
        const rlimit high{RLIM_INFINITY, RLIM_INFINITY};
        ::setrlimit(RLIMIT_FSIZE, &high);
        if (value_of(archive->journal().crawls()).size() != 1) return 2;
        return archive->journal().begin("daily", Instant{}, plan(20000)) ? 0 : 3;
    });
    CHECK(code == 0);
    const auto archive = value_of(archive::open(folder / "a", {}));
    CHECK(value_of(archive->journal().crawls()).size() == 2);
}

TEST_CASE("L08 a folder that cannot be written to is one clear error") {
    const Folder folder;
    value_of(archive::open(folder / "a", {}));
    fs::permissions(folder / "a", fs::perms::owner_read | fs::perms::owner_exec |
                                      fs::perms::others_read | fs::perms::others_exec);
    fs::permissions(folder / "", fs::perms::others_exec, fs::perm_options::add);
    const int code = in_child([&] {
        if (::geteuid() == 0 && ::seteuid(65534) != 0) return 1;
        const auto archive = archive::open(folder / "a", {});
        if (archive) return 2;
        return archive.error().what.find("Permission denied") == std::string::npos ? 3 : 0;
    });
    CHECK(code == 0);
    fs::permissions(folder / "a", fs::perms::owner_all);
    CHECK_FALSE(archive::open("/dev/null/a", {}));
}

TEST_CASE("L09 a damaged database is refused, and the error says how to get it back") {
    const Folder folder(in_memory());
    begin(folder / "a", 200);
    carry_on(folder / "a", 0);
    std::string bytes = read_file(folder / "a/archive.sqlite");
    for (std::size_t place = 8192; place < bytes.size(); ++place) bytes[place] = '\x5a';
    write_file(folder / "a/archive.sqlite", bytes);
    const auto archive = archive::open(folder / "a", {});
    REQUIRE_FALSE(archive);
    CHECK(archive.error().what.find("restore it, or move it away") != std::string::npos);

    fs::remove(folder / "a/archive.sqlite");
    CHECK(value_of(value_of(archive::open(folder / "a", {}))->pending()).size() > 150);
    write_file(folder / "a/archive.sqlite", "this is no database, whatever its name says");
    CHECK(archive::open(folder / "a", {}).error().what.find("restore it, or move it away") !=
          std::string::npos);
}
