// Any bytes as a robots.txt, as a URL and a Location, and as the head of a response. The first line
// is the target, the URL and the Location; all of it is the file and the head.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "crawler/address.h"
#include "crawler/headers.h"
#include "crawler/robots.h"
#include "crawler/url.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void require(bool rule) {
    if (!rule) std::abort();
}

bool same(const crawler::Url& a, const crawler::Url& b) {
    return a.scheme == b.scheme && a.host == b.host && a.port == b.port && a.target == b.target;
}

/// What is checked is what is sent, and one form of it is one.
void try_url(const crawler::Url& url) {
    const auto again = crawler::url_from(url.text());
    require(again && same(*again, url));
    const std::string form = crawler::canonical(url);
    if (const auto canonical = crawler::url_from(form))
        require(crawler::canonical(*canonical) == form);
    (void)crawler::rule_for(url, {});
    (void)crawler::why_not_public(url.host);
}

void try_robots(std::string_view text, std::string_view target) {
    const crawler::Robots robots(text, "dramascope");
    require(robots.decide("/robots.txt").allowed);
    require(!robots.decide(target).rule.empty());
    const crawler::Pattern pattern(target);
    std::size_t comparisons = 0;
    (void)pattern.matches(text, &comparisons);
    require(comparisons <= 3 * (text.size() + target.size()));
    const auto delay = robots.crawl_delay();
    require(!delay || (delay->count() >= 0 && delay->count() <= 300'000));
}

void try_head(std::string_view head) {
    const records::Instant now{std::chrono::seconds(1'800'000'000)};
    const std::chrono::seconds most{86'400};
    const auto wait = crawler::retry_after(head, now, most);
    require(!wait || (wait->count() > 0 && *wait <= most));
    const auto age = crawler::max_age(head);
    require(!age || age->count() >= 0);
    (void)crawler::validators_in(head);
    require(crawler::why_not_believed(head).size() < 1200);
    (void)crawler::remark_on(head, head, {});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const std::string_view line = text.substr(0, text.find('\n'));
    if (const auto url = crawler::url_from(line)) try_url(*url);
    const auto base = crawler::url_from("https://a.example:8443/b/c;d?e=/f");
    if (const auto url = crawler::resolved(*base, line)) try_url(*url);
    try_robots(text, line);
    try_head(text);
    return 0;
}
