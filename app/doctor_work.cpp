#include <chrono>
#include <filesystem>
#include <map>

#include "app/configured.h"
#include "app/daemon_lock.h"
#include "app/doctor_checks.h"
#include "app/network.h"
#include "app/secret_file.h"
#include "app/terminal.h"
#include "archive/archive.h"
#include "archive/file.h"
#include "archive/history.h"

// What the work needs: secrets, databases, who else works, hosts.

namespace app {
namespace {

namespace fs = std::filesystem;
using State = Diagnosis::State;

constexpr std::chrono::seconds longest_answer{20};

/// The files that hold secrets, by the keys that name them.
std::vector<std::pair<std::string, std::string>> secret_files(
    const schedules::Configuration& from) {
    std::vector<std::pair<std::string, std::string>> files = {
        {"login_file", from.daemon.login_file},
        {"key", from.daemon.key},
        {"webhook_file", from.alerts.webhook_file},
        {"dead_man_file", from.alerts.dead_man_file},
        {"password_file", from.alerts.smtp.password_file},
    };
    std::erase_if(files, [](const auto& file) { return file.second.empty(); });
    return files;
}

Diagnosis secret(const std::string& key, const std::string& file) {
    const auto read = read_secret(file);
    if (read) return {State::ok, key + ": " + file + " is read by its owner only", ""};
    return {State::failure, key + ": " + read.error().what,
            "chmod 600 " + file + ", owned by the user of the daemon"};
}

Diagnosis opened(const std::string& file, const records::Result<void>& result) {
    if (result) return {State::ok, file + ": opens, and what was checked of it is sound", ""};
    return {State::failure, result.error().what,
            "`dramascope check` looks at all of it; restore the folder from its backup"};
}

using Answers = std::map<std::uint64_t, crawler::Received>;

/// One request per host, all at once: hosts are different, so none is asked twice.
Answers ask(crawler::Transport& transport, const std::vector<std::string>& hosts) {
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        crawler::Sending sending;
        sending.id = i;
        sending.request.url = "https://" + hosts[i] + "/robots.txt";
        sending.most_bytes = std::size_t{512} << 10U;
        transport.send(std::move(sending));
    }
    Answers answers;
    const auto until = std::chrono::steady_clock::now() + longest_answer;
    while (transport.in_flight() > 0 && std::chrono::steady_clock::now() < until)
        for (auto& received : transport.wait(std::chrono::milliseconds{500}))
            answers[received.id] = std::move(received);
    return answers;
}

Diagnosis host(const std::string& name, const crawler::Received* received) {
    const std::string remedy = "open https://" + name +
                               "/robots.txt from this machine: a proxy, a "
                               "firewall, or the host itself is in the way";
    if (!received) return {State::warning, name + ": no answer within 20 seconds", remedy};
    if (received->fault != crawler::Fault::none)
        return {State::warning, name + ": " + received->why, remedy};
    const std::string found = name + ": its robots.txt answers " + std::to_string(received->status);
    return received->status < 500 ? Diagnosis{State::ok, found, ""}
                                  : Diagnosis{State::warning, found, remedy};
}

}  // namespace

std::vector<Diagnosis> examine_secrets(const Patient& patient) {
    std::vector<Diagnosis> found;
    for (const auto& [key, file] : secret_files(patient.configuration))
        found.push_back(secret(key, file));
    if (found.empty()) found.push_back({State::ok, "the configuration names no secrets", ""});
    return found;
}

std::vector<Diagnosis> examine_database(const Patient& patient) {
    const std::string& place = patient.arguments().archive;
    const auto drop = [](const auto&) {};
    std::error_code error;
    std::vector<Diagnosis> found;
    if (!fs::exists(fs::path(place) / "archive.sqlite", error))
        found.push_back({State::ok, place + ": no archive yet; the first fetch makes it", ""});
    else
        found.push_back(opened(place, archive::open_to_read(place, {}).map(drop)));
    found.push_back(opened(place + "/runs.sqlite", archive::open_history_to_read(place).map(drop)));
    return found;
}

std::vector<Diagnosis> examine_processes(const Patient& patient) {
    const std::string& place = patient.arguments().archive;
    const auto daemon = daemon_of(place);
    std::vector<Diagnosis> found = {
        {State::ok, daemon ? "the daemon is " + *daemon : "no daemon runs on " + place, ""}};
    auto lock = archive::File::open(place + "/lock", archive::File::Mode::read);
    if (lock && !lock->lock())
        found.push_back(
            {State::ok, lock->read_at(0, 100).value_or("a process") + " writes the archive", ""});
    return found;
}

std::vector<Diagnosis> examine_hosts(const Patient& patient) {
    const auto& from = patient.configuration;
    if (patient.arguments().offline) return {{State::ok, "not asked (--offline)", ""}};
    if (from.contact.empty())
        return {{State::warning, "not asked: there is no contact, and nothing is fetched without",
                 "write contact = \"you@example.org\" into the file that --config names"}};
    auto network = patient.session.network(curl_options_of(from));
    if (!network) return {{State::failure, network.error().what, "see certificates above"}};
    std::vector<std::string> hosts;
    for (const auto& rule : from.hosts) hosts.push_back(rule.host);
    const auto answers = ask(*network->transport, hosts);
    std::vector<Diagnosis> found;
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        const auto answer = answers.find(i);
        found.push_back(host(hosts[i], answer == answers.end() ? nullptr : &answer->second));
    }
    return found;
}

}  // namespace app
