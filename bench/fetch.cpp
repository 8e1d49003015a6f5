// Our side of the comparison of crawlers: bench_fetch BASE-URL COUNT PAGES ARCHIVE CA-FILE asks for
// COUNT URLs over PAGES different pages with 32 connections and no gap, robots.txt obeyed, and
// keeps every response in a new archive, as `dramascope fetch` does. It prints how many were
// fetched.

#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "app/fetching.h"
#include "archive/http_message.h"

namespace {

constexpr int connections = 32;

std::vector<records::Task> tasks_of(const std::string& base, int count, int pages) {
    std::vector<records::Task> tasks(static_cast<std::size_t>(count));
    for (int number = 0; number < count; ++number) {
        tasks[static_cast<std::size_t>(number)].request.url =
            base + "/" + std::to_string(number % pages) + ".html?n=" + std::to_string(number);
    }
    return tasks;
}

crawler::Policy policy_of(int port) {
    records::HostRule rule;
    rule.host = "localhost";
    rule.gap = std::chrono::milliseconds(0);
    rule.budget = 1'000'000'000;
    rule.connections = connections;
    rule.port = port;
    crawler::Policy policy;
    policy.hosts = {rule};
    return policy;
}

records::Instant wall() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

crawler::Tick tick() {
    return std::chrono::duration_cast<crawler::Tick>(
        std::chrono::steady_clock::now().time_since_epoch());
}

crawler::Hooks hooks_of(archive::Archive& archive) {
    crawler::Hooks hooks;
    hooks.decode = [inflater = std::make_shared<archive::Inflater>()](auto head, auto payload) {
        const std::string message = std::string(head) + "\r\n\r\n";
        const auto parts = archive::split_http(message);
        if (!parts) return crawler::Decoded{"", "no HTTP head"};
        constexpr archive::InflateCaps caps{std::size_t{64} << 20U, 1000};
        auto decoded = archive::decode_payload(parts->fields, payload, caps, *inflater);
        return crawler::Decoded{std::move(decoded.body), std::move(decoded.fault)};
    };
    hooks.keep = [&archive](const std::vector<records::Page>& pages) {
        return archive.keep(pages).map(
            [](const auto& kept) { return std::vector<bool>(kept.size(), false); });
    };
    hooks.end = [&archive](const auto& end) { return archive.journal().end(end, wall()); };
    hooks.robots = [](const auto&) {};
    hooks.tell = [](const auto&) {};
    hooks.stop = [] { return false; };
    return hooks;
}

records::Result<std::size_t> fetch(const std::vector<std::string>& words) {
    const std::string& base = words.at(1);
    crawler::CurlOptions options;
    options.user_agent = "dramascope-bench";
    options.ca_file = words.at(5);
    options.private_network = true;
    const auto transport = crawler::curl_transport(options);
    if (!transport) return tl::unexpected(transport.error());
    const auto archive = archive::open(words.at(4), {});
    if (!archive) return tl::unexpected(archive.error());
    auto begun =
        app::begin_crawl((*archive)->journal(), "bench",
                         tasks_of(base, std::stoi(words.at(2)), std::stoi(words.at(3))), wall());
    if (!begun) return tl::unexpected(begun.error());
    const int port = std::stoi(base.substr(base.rfind(':') + 1));
    const auto outcome = crawler::crawl(std::move(begun->tasks), policy_of(port), {}, **transport,
                                        {wall, tick}, 1, hooks_of(**archive));
    if (!outcome) return tl::unexpected(outcome.error());
    const auto fetched = outcome->ended.find(records::Ending::fetched);
    return fetched == outcome->ended.end() ? 0 : fetched->second;
}

}  // namespace

int main(int count, char** words) {
    if (count != 6) return 2;
    const auto fetched = fetch({words, words + count});
    if (!fetched) {
        std::cerr << fetched.error().what << '\n';
        return 1;
    }
    std::cout << *fetched << '\n';
    return *fetched == static_cast<std::size_t>(std::stoi(words[2])) ? 0 : 1;
}
