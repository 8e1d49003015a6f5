#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

#include "schedules/zone_rules.h"

namespace schedules {
namespace {

using std::chrono::seconds;

constexpr std::size_t header_size = 44;
constexpr std::size_t type_size = 6;
constexpr std::int64_t latest = 4'102'444'800;  // 2100; changes beyond are of no use

/// Reads big-endian numbers. What is behind the end of the file is 0, and `fine` turns false.
class Bytes {
public:
    explicit Bytes(std::string_view file) : file_(file) {}

    std::uint8_t byte(std::size_t at) {
        if (at >= file_.size()) fine_ = false;
        return at < file_.size() ? static_cast<std::uint8_t>(file_[at]) : std::uint8_t{0};
    }
    std::uint64_t number(std::size_t at, std::size_t size) {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < size; ++i) value = value << 8 | byte(at + i);
        return value;
    }
    std::int32_t ahead(std::size_t at) { return static_cast<std::int32_t>(number(at, 4)); }
    std::int64_t instant(std::size_t at) { return static_cast<std::int64_t>(number(at, 8)); }

    bool fine() const { return fine_; }
    std::string_view from(std::size_t at) const { return file_.substr(std::min(at, file_.size())); }

private:
    std::string_view file_;
    bool fine_ = true;
};

/// A header, and where the parts of its block begin. A file has two of them: the first is for
/// readers that know 32 bits only, the second has instants of 64 bits.
struct Block {
    bool is_one = false;
    std::size_t leaps, changes, types;  // how many
    std::size_t change_at, type_index_at, type_at, end;
};

Block block_at(Bytes& bytes, std::size_t at, std::size_t instant_size) {
    const auto count = [&](std::size_t which) {
        return static_cast<std::size_t>(bytes.number(at + 20 + 4 * which, 4));
    };
    Block block{};
    block.is_one = bytes.from(at).starts_with("TZif") && bytes.byte(at + 4) >= '2';
    block.leaps = count(2);
    block.changes = count(3);
    block.types = count(4);
    block.change_at = at + header_size;
    block.type_index_at = block.change_at + block.changes * instant_size;
    block.type_at = block.type_index_at + block.changes;
    block.end = block.type_at + block.types * type_size + count(5) +
                block.leaps * (instant_size + 4) + count(1) + count(0);
    return block;
}

/// Whether the counts are those of a real zone: the largest has some 250 changes.
bool is_plausible(const Block& block) {
    return block.is_one && block.leaps == 0 && block.changes <= 10'000 && block.types <= 256;
}

bool read_changes(Bytes& bytes, const Block& block, ZoneRules& rules) {
    std::int64_t previous = std::numeric_limits<std::int64_t>::min();
    for (std::size_t i = 0; i < block.changes; ++i) {
        const std::int64_t at = bytes.instant(block.change_at + 8 * i);
        const std::size_t type = bytes.byte(block.type_index_at + i);
        if (type >= block.types || at <= previous) return false;
        previous = at;
        const seconds ahead{bytes.ahead(block.type_at + type * type_size)};
        if (std::chrono::abs(ahead) > std::chrono::hours(26)) return false;
        if (at < -latest) {
            rules.before = ahead;
        } else if (at <= latest) {
            rules.changes.push_back({records::Instant(seconds(at)), ahead});
        }
    }
    return true;
}

}  // namespace

std::optional<ZoneRules> zone_rules_from(std::string_view tzif) {
    Bytes bytes(tzif);
    const Block old = block_at(bytes, 0, 4);
    if (!bytes.fine() || !is_plausible(old) || old.end >= tzif.size()) return std::nullopt;
    const Block block = block_at(bytes, old.end, 8);
    if (!bytes.fine() || !is_plausible(block) || block.end >= tzif.size()) return std::nullopt;
    ZoneRules rules;
    if (block.types == 0) return std::nullopt;
    rules.before = seconds(bytes.ahead(block.type_at));
    if (!read_changes(bytes, block, rules)) return std::nullopt;
    const std::string_view footer = bytes.from(block.end);
    const std::size_t end = footer.find('\n', 1);
    if (!footer.starts_with('\n') || end == footer.npos) return std::nullopt;
    if (end == 1) return rules;  // empty: nothing is known of the time after the table
    rules.footer = zone_footer_from(footer.substr(1, end - 1));
    return rules.footer ? std::optional(rules) : std::nullopt;
}

}  // namespace schedules
