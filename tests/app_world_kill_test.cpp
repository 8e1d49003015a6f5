#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <random>
#include <thread>

#include "app/pipeline.h"
#include "app_world_internet.h"
#include "archive/containers.h"

// kill -9 at random moments of a crawl, each followed by a run that goes on with it. Twelve kills
// are made unless DRAMASCOPE_KILLS says how many; with DRAMASCOPE_KILL_KEEP the archives stay in
// that folder, so that other programs can read them (tests/crawl_kill.sh).

namespace {

namespace fs = std::filesystem;
using std::chrono::microseconds;
using std::chrono::steady_clock;

/// The program in a process of its own.
class Process {
public:
    Process(std::vector<std::string> words, const std::string& log) {
        words.insert(words.begin(), DRAMASCOPE);
        std::vector<char*> arguments;
        for (std::string& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        pid_ = fork();
        REQUIRE(pid_ >= 0);
        if (pid_ > 0) return;
        const int file = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        dup2(file, STDOUT_FILENO);
        dup2(file, STDERR_FILENO);
        execv(DRAMASCOPE, arguments.data());
        _exit(127);
    }

    /// Its exit code; -9: it was killed.
    int wait() const {
        int status = 0;
        waitpid(pid_, &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }
    int kill_after(microseconds moment) const {
        std::this_thread::sleep_for(moment);
        ::kill(pid_, SIGKILL);
        return wait();
    }

private:
    pid_t pid_ = 0;
};

/// What a crawl came to, moments aside.
struct Result {
    std::vector<std::string> tasks;  // of each its URL, its ending and the bytes that came
    loopback::Facts facts;

    bool operator==(const Result&) const = default;
};

/// Pages that the last run kept and did not read any more are read first, as every run does.
Result result_of(const std::string& place, const std::vector<records::WatchedApp>& apps) {
    const auto archive = archive::open(place, apps).value();
    REQUIRE(
        app::collect([](const auto&) {}, *archive, this_second(), [](const auto&, const auto&) {})
            .has_value());
    Result result;
    const auto crawls = archive->journal().crawls().value();
    REQUIRE(crawls.size() == 1);
    const auto tasks = archive->journal().tasks(crawls.front().id).value();
    for (const auto& task : tasks) {
        const auto page = archive->page(task.response).value();
        result.tasks.push_back(task.task.request.url + " " +
                               (task.ending ? std::string(to_text(*task.ending)) : "open") + " " +
                               std::to_string(std::hash<std::string>{}(page.as_received())));
    }
    result.facts = facts_in(*archive);
    return result;
}

/// What is different in one of them; empty: nothing.
std::string difference(const Result& wanted, const Result& found) {
    std::string lines = loopback::differences(wanted.facts, found.facts);
    for (std::size_t i = 0; i < wanted.tasks.size(); ++i) {
        if (i < found.tasks.size() && found.tasks[i] == wanted.tasks[i]) continue;
        lines += "wanted " + wanted.tasks[i] + "\n";
    }
    return lines;
}

/// Whether a run came to the end of the crawl. A kill behind that changes nothing any more.
bool is_closed(const std::string& place, const std::vector<records::WatchedApp>& apps) {
    if (!fs::exists(fs::path(place) / "archive.sqlite")) return false;
    const auto reader = archive::open_to_read(place, apps);
    if (!reader) return false;
    const auto crawls = (*reader)->journal().crawls().value();
    return !crawls.empty() && crawls.front().closed;
}

/// How often each URL stands in the WARC files. `on_issue` hears of a record that is not whole.
std::map<std::string, int> records_in(
    const std::string& place, const std::function<void(const archive::ContainerIssue&)>& on_issue) {
    std::map<std::string, int> urls;
    if (!fs::exists(fs::path(place) / "warc")) return urls;
    archive::Containers containers(archive::Limits{});
    const auto on_page = [&](const records::Page& page) {
        ++urls[page.url];
        return true;
    };
    for (const auto& file : fs::directory_iterator(fs::path(place) / "warc"))
        REQUIRE(containers.read(file.path().string(), on_page, on_issue));
    containers.finish(on_page, on_issue);
    return urls;
}

std::map<std::string, int> whole_records_in(const std::string& place) {
    return records_in(place, [](const archive::ContainerIssue& issue) {
        FAIL(issue.place << ": " << issue.what);
    });
}

/// The URLs of `archived` that the server was asked for after its first `seen` requests.
std::string asked_again(const Internet& internet, const std::map<std::string, int>& archived,
                        std::size_t seen) {
    const auto log = internet.server.log();
    std::string lines;
    for (std::size_t place = seen; place < log.size(); ++place) {
        const std::string url = "https://" + log[place].host + log[place].target;
        if (archived.contains(url)) lines += url + "\n";
    }
    return lines;
}

/// What was archived more than once, or sent although the one before it was archived. A request
/// that a kill cut off may be sent again; then one of the two is archived.
std::string twice(const std::map<std::string, int>& archived) {
    std::string lines;
    for (const auto& [url, times] : archived)
        if (times != 1) lines += url + ": " + std::to_string(times) + " records\n";
    return lines;
}

int number_from(const char* name, int otherwise) {
    const char* text = std::getenv(name);
    return text ? std::stoi(text) : otherwise;
}

struct Seen {
    int kills = 0, crawls = 0;
    std::size_t sent = 0, archived = 0;
    std::size_t unequal = 0;  // archives
};

/// Crawls into a new archive, killed again and again until a run comes to its end. What is archived
/// at a kill must never be asked for again.
int crawl_under_fire(const Internet& internet, const std::string& place, microseconds longest,
                     int kills_left, std::mt19937& chance) {
    std::uniform_int_distribution<microseconds::rep> moment(0, longest.count());
    int kills = 0;
    while (!is_closed(place, internet.apps)) {
        const auto archived = records_in(place, [](const auto&) {});
        const std::size_t seen = internet.server.requests();
        const Process program(internet.fetch_words(place), internet.folder / "log.txt");
        const int code =
            kills < kills_left ? program.kill_after(microseconds{moment(chance)}) : program.wait();
        INFO(read_file(internet.folder / "log.txt"));
        REQUIRE((code == -9 || code == 0 || code == 3));
        CHECK(asked_again(internet, archived, seen) == "");
        kills += code == -9 ? 1 : 0;
    }
    return kills;
}

}  // namespace

TEST_CASE("L02 a crawl that is killed at any moment goes on, and ends as if it had not been") {
    const int wanted = number_from("DRAMASCOPE_KILLS", 12);
    const char* keep = std::getenv("DRAMASCOPE_KILL_KEEP");
    std::mt19937 chance(static_cast<unsigned>(number_from("DRAMASCOPE_KILL_SEED", 1)));
    const Internet internet(watched_apps(5), 30'000,
                            "storefronts = [\"us\", \"mx\", \"br\", \"id\", \"th\", \"vn\"]\n");
    const std::string folder = keep ? std::string(keep) : internet.folder / "archives";
    fs::create_directories(folder);

    const auto begun = steady_clock::now();
    const Process undisturbed(internet.fetch_words(folder + "/0"), internet.folder / "log.txt");
    const int code = undisturbed.wait();
    INFO(read_file(internet.folder / "log.txt"));
    REQUIRE((code == 0 || code == 3));
    const auto lasted = std::chrono::duration_cast<microseconds>(steady_clock::now() - begun);
    const Result result = result_of(folder + "/0", internet.apps);
    const std::map<std::string, int> records = whole_records_in(folder + "/0");
    REQUIRE(result.tasks.size() == internet.plan().size());
    REQUIRE(twice(records) == "");

    Seen seen;
    while (seen.kills < wanted) {
        const std::size_t before = internet.server.requests();
        const std::string place = folder + "/" + std::to_string(++seen.crawls);
        const int kills = crawl_under_fire(internet, place, lasted, wanted - seen.kills, chance);
        const Result survivor = result_of(place, internet.apps);
        const auto archived = whole_records_in(place);
        INFO("archive " << place << " after " << kills << " kills");
        CHECK(difference(result, survivor) == "");
        CHECK(survivor == result);
        CHECK(archived == records);
        CHECK(twice(archived) == "");
        const std::size_t sent = internet.server.requests() - before;
        // Each lane has one request under way, which a kill may cut off.
        CHECK(sent <= archived.size() + static_cast<std::size_t>(kills) * 7);
        seen.unequal += survivor == result && archived == records ? 0 : 1;
        seen.kills += kills;
        seen.sent += sent;
        seen.archived += archived.size();
    }
    std::cout << seen.kills << " kills in " << seen.crawls << " crawls of " << result.tasks.size()
              << " requests (" << lasted.count() / 1000 << " ms undisturbed): " << seen.sent
              << " requests sent, " << seen.archived << " archived; "
              << seen.crawls - static_cast<int>(seen.unequal) << " archives equal, " << seen.unequal
              << " not\n";
}
