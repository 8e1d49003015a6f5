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

/// What a crawl came to, moments aside: of each task its URL, ending and the digest of what came.
std::vector<std::string> result_of(archive::Archive& archive) {
    std::map<records::ResponseId, std::string> digests;
    const auto responses = archive.responses({}).value();
    for (const auto& response : responses) digests[response.id] = response.digest;
    const auto crawls = archive.journal().crawls().value();
    CHECK(crawls.size() == 1);
    std::vector<std::string> lines;
    const auto tasks = archive.journal().tasks(crawls.front().id).value();
    for (const auto& task : tasks)
        lines.push_back(task.task.request.url + " " +
                        (task.ending ? std::string(to_text(*task.ending)) : "open") + " " +
                        digests[task.response]);
    return lines;
}

/// Whether nothing is left to do; also where the archive has not been made yet: there is.
bool is_complete(const std::string& place, const std::vector<records::WatchedApp>& apps) {
    if (!fs::exists(fs::path(place) / "archive.sqlite")) return false;
    const auto archive = archive::open_to_read(place, apps);
    if (!archive) return false;
    const auto crawls = (*archive)->journal().crawls();
    return crawls && !crawls->empty() && crawls->front().open == 0;
}

/// How often each URL stands in the WARC files; a record that cannot be read fails the test.
std::map<std::string, int> records_in(const std::string& place) {
    std::map<std::string, int> urls;
    archive::Containers containers(archive::Limits{});
    const auto on_page = [&](const records::Page& page) {
        ++urls[page.url];
        return true;
    };
    const auto on_issue = [](const archive::ContainerIssue& issue) {
        FAIL(issue.place << ": " << issue.what);
    };
    for (const auto& file : fs::directory_iterator(fs::path(place) / "warc"))
        REQUIRE(containers.read(file.path().string(), on_page, on_issue));
    containers.finish(on_page, on_issue);
    return urls;
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
    std::size_t sent = 0, archived = 0, lost = 0;
};

/// Crawls into a new archive, killed again and again until a run comes to its end.
int crawl_under_fire(const Internet& internet, const std::string& place, microseconds longest,
                     int kills_left, std::mt19937& chance) {
    std::uniform_int_distribution<microseconds::rep> moment(0, longest.count());
    int kills = 0;
    while (!is_complete(place, internet.apps)) {
        const Process program(internet.fetch_words(place), internet.folder / "log.txt");
        const int code =
            kills < kills_left ? program.kill_after(microseconds{moment(chance)}) : program.wait();
        INFO(read_file(internet.folder / "log.txt"));
        REQUIRE((code == -9 || code == 0 || code == 3));
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
    const auto archive = archive::open_to_read(folder + "/0", internet.apps).value();
    const std::vector<std::string> result = result_of(*archive);
    const std::map<std::string, int> records = records_in(folder + "/0");
    REQUIRE(result.size() == internet.plan().size());
    REQUIRE(twice(records) == "");

    Seen seen;
    while (seen.kills < wanted) {
        const std::size_t before = internet.server.requests();
        const std::string place = folder + "/" + std::to_string(++seen.crawls);
        const int kills = crawl_under_fire(internet, place, lasted, wanted - seen.kills, chance);
        const auto survivor = archive::open_to_read(place, internet.apps).value();
        const auto archived = records_in(place);
        INFO("archive " << place << " after " << kills << " kills");
        CHECK(result_of(*survivor) == result);
        CHECK(archived == records);
        CHECK(twice(archived) == "");
        const std::size_t sent = internet.server.requests() - before;
        // Each lane has one request under way, which a kill may cut off.
        CHECK(sent <= archived.size() + static_cast<std::size_t>(kills) * 7);
        seen.kills += kills;
        seen.sent += sent;
        seen.archived += archived.size();
    }
    std::cout << seen.kills << " kills in " << seen.crawls << " crawls of " << result.size()
              << " requests (" << lasted.count() / 1000 << " ms undisturbed): " << seen.sent
              << " requests sent, " << seen.archived
              << " archived, none twice; all archives equal\n";
}
