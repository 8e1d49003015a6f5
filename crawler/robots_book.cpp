#include "crawler/robots_book.h"

#include <utility>

namespace crawler {
namespace {

/// The host said what its rules are, or that it has none. A redirect is here one that nobody can
/// follow to its end, which is the same as none (RFC 9309 §2.3.1.2).
bool was_served(const records::RobotsCopy& copy) {
    return copy.status >= 200 && copy.status < 500 && copy.status != 429;
}

}  // namespace

const records::RobotsCopy* RobotsBook::Entry::in_force() const {
    if (!newest) return nullptr;
    return &crawler::in_force(*newest, served);
}

RobotsBook::RobotsBook(const std::vector<records::RobotsCopy>& copies, std::string product)
    : product_(std::move(product)) {
    for (const records::RobotsCopy& copy : copies) note(entries_[copy.origin], copy);
    for (auto& [origin, entry] : entries_) add(records::RobotsCopy(*entry.newest));
}

/// Copies may come in any order: the newest is the one that was fetched last.
void RobotsBook::note(Entry& entry, const records::RobotsCopy& copy) {
    const auto newer = [&](const std::optional<records::RobotsCopy>& than) {
        return !than || copy.fetched_at >= than->fetched_at;
    };
    if (newer(entry.newest)) entry.newest = copy;
    if (was_served(copy) && newer(entry.served)) entry.served = copy;
}

void RobotsBook::add(const records::RobotsCopy& copy) {
    Entry& entry = entries_[copy.origin];
    entry.newest = copy;
    if (was_served(copy)) entry.served = copy;
    const records::RobotsCopy& counts = *entry.in_force();
    entry.rules.reset();
    if (counts.status >= 200 && counts.status < 300) entry.rules.emplace(counts.body, product_);
}

const RobotsBook::Entry* RobotsBook::find(const std::string& origin) const {
    const auto found = entries_.find(origin);
    return found == entries_.end() ? nullptr : &found->second;
}

bool RobotsBook::fresh(const std::string& origin, records::Instant now) const {
    const Entry* entry = find(origin);
    return entry != nullptr && now < good_until(*entry->newest) &&
           entry->newest->fetched_at <= now + std::chrono::days(1);
}

RobotsVerdict RobotsBook::decide(const std::string& origin, std::string_view target) const {
    const Entry* entry = find(origin);
    if (entry == nullptr) return {false, "robots.txt: not fetched yet"};
    if (entry->rules) return entry->rules->decide(target);
    return crawler::decide(*entry->in_force(), product_, target);
}

std::optional<records::Instant> RobotsBook::not_before(const std::string& origin) const {
    const Entry* entry = find(origin);
    if (entry == nullptr || was_served(*entry->in_force())) return std::nullopt;
    return good_until(*entry->newest);
}

std::chrono::milliseconds RobotsBook::crawl_delay(const std::string& origin) const {
    const Entry* entry = find(origin);
    if (entry == nullptr || !entry->rules) return {};
    return entry->rules->crawl_delay().value_or(std::chrono::milliseconds(0));
}

std::vector<records::RobotsCopy> RobotsBook::copies() const {
    std::vector<records::RobotsCopy> all;
    for (const auto& [origin, entry] : entries_) {
        all.push_back(*entry.newest);
        if (entry.served && entry.served->fetched_at != entry.newest->fetched_at)
            all.push_back(*entry.served);
    }
    return all;
}

}  // namespace crawler
