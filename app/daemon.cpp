#include "app/daemon.h"

#include <Poco/Util/ServerApplication.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <utility>
#include <vector>

namespace app {
namespace {

namespace fs = std::filesystem;

// Poco turns faults of memory into exceptions. A crash must be one: systemd starts us again.
constexpr std::array crashes = {SIGILL, SIGBUS, SIGSEGV, SIGSYS};
using Actions = std::array<struct sigaction, crashes.size()>;

Actions crash_actions() {
    Actions actions{};
    for (std::size_t i = 0; i < crashes.size(); ++i)
        sigaction(crashes.at(i), nullptr, &actions.at(i));
    return actions;
}

void restore(const Actions& actions) {
    for (std::size_t i = 0; i < crashes.size(); ++i)
        sigaction(crashes.at(i), &actions.at(i), nullptr);
}

class Server : public Poco::Util::ServerApplication {
public:
    explicit Server(std::function<int()> work) : work_(std::move(work)) {}

protected:
    int main(const std::vector<std::string>&) override { return work_(); }

private:
    std::function<int()> work_;
};

}  // namespace

int serve(const ServerOptions& options, std::function<int()> work) {
    const fs::path folder = fs::current_path();
    const Actions actions = crash_actions();
    Server server([&] {
        restore(actions);
        fs::current_path(folder);  // Poco goes to "/"
        return work();
    });
    std::vector<std::string> words = {"dramascope"};
    if (options.background) words.emplace_back("--daemon");
    if (!options.pid_file.empty())
        words.push_back("--pidfile=" + fs::absolute(options.pid_file).string());
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    return server.run(static_cast<int>(words.size()), arguments.data());
}

}  // namespace app
