#include "crawler_transport_testing.h"

#include <catch2/catch.hpp>

#include <algorithm>

namespace transport_testing {

using namespace std::chrono_literals;

crawler::CurlOptions options() {
    crawler::CurlOptions options;
    options.user_agent = "dramascope/test (+https://contact.example)";
    options.ca_file = loopback::ca_file();
    options.connect = 2s;
    options.whole = 4s;
    options.private_network = true;
    return options;
}

std::unique_ptr<crawler::Transport> transport(const crawler::CurlOptions& how) {
    auto made = crawler::curl_transport(how);
    if (!made) FAIL(made.error().what);
    return std::move(*made);
}

crawler::Sending get(std::string url) {
    static std::uint64_t id = 0;
    crawler::Sending sending;
    sending.id = ++id;
    sending.request.url = std::move(url);
    return sending;
}

std::vector<crawler::Received> ask(crawler::Transport& over,
                                   std::vector<crawler::Sending> sendings) {
    const std::size_t all = sendings.size();
    for (crawler::Sending& each : sendings) over.send(std::move(each));
    std::vector<crawler::Received> answers;
    const auto until = std::chrono::steady_clock::now() + 5s;
    while (answers.size() < all && std::chrono::steady_clock::now() < until)
        for (crawler::Received& each : over.wait(100ms)) answers.push_back(std::move(each));
    REQUIRE(answers.size() == all);
    std::ranges::sort(answers, {}, &crawler::Received::id);
    return answers;
}

crawler::Received ask(crawler::Transport& over, const std::string& url) {
    return std::move(ask(over, {get(url)}).front());
}

crawler::Received ask(const std::string& url, const crawler::CurlOptions& how) {
    const auto over = transport(how);
    return ask(*over, url);
}

crawler::Received ask_for(const std::string& bytes, const crawler::CurlOptions& how) {
    const loopback::Server server(loopback::then_close(bytes));
    return ask(server.origin() + "/page", how);
}

void fails(const crawler::Received& got, crawler::Fault fault) {
    using crawler::Fault;
    constexpr auto advice = [](Fault of) {
        switch (of) {
            case Fault::cut: return "the part that came is not used";
            case Fault::protocol: return "the answer is not used";
            case Fault::too_large: return "raise the cap";
            case Fault::forbidden: return "Nothing was sent";
            case Fault::local: return "ulimit -n";
            default: return "asked again later";
        }
    };
    CHECK(to_text(got.fault) == to_text(fault));
    CHECK_THAT(got.why, Catch::Contains(advice(fault)));
}

}  // namespace transport_testing
