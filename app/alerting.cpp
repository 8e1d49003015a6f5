#include "app/alerting.h"

#include <algorithm>
#include <array>

namespace app {
namespace {

constexpr char between = '\t';

/// A text that is one field of a line.
std::string field(std::string text) {
    std::ranges::replace_if(
        text, [](char c) { return c == between || c == '\n' || c == '\r'; }, ' ');
    return text;
}

void open_or_repeat(Notices& notices, const Finding& finding, records::Instant now,
                    std::chrono::seconds repeat) {
    const auto known = notices.memory.find(finding.key);
    if (known == notices.memory.end()) {
        notices.memory[finding.key] = {now, now, finding.text};
        notices.due.push_back({Notice::Kind::opened, finding.key, finding.text, now});
        return;
    }
    OpenAlert& open = known->second;
    open.text = finding.text;
    open.told = std::min(open.told, now);  // the clock went back
    if (now - open.told < repeat) return;
    open.told = now;
    notices.due.push_back({Notice::Kind::again, finding.key, finding.text, open.opened});
}

void close_others(Notices& notices, std::span<const Finding> findings) {
    for (auto at = notices.memory.begin(); at != notices.memory.end();) {
        const bool open = std::ranges::count(findings, at->first, &Finding::key) != 0;
        if (!open)
            notices.due.push_back(
                {Notice::Kind::closed, at->first, at->second.text, at->second.opened});
        at = open ? std::next(at) : notices.memory.erase(at);
    }
}

std::vector<std::string_view> split(std::string_view text, char by) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto end = text.find(by);
        parts.push_back(text.substr(0, end));
        if (end == text.npos) return parts;
        text.remove_prefix(end + 1);
    }
}

}  // namespace

std::string_view to_text(Notice::Kind kind) {
    static constexpr std::array<std::string_view, 3> names = {"opened", "still open", "closed"};
    return names.at(static_cast<std::size_t>(kind));
}

Notices notices_due(std::span<const Finding> findings, const AlertMemory& memory,
                    records::Instant now, std::chrono::seconds repeat) {
    Notices notices;
    notices.memory = memory;
    for (const Finding& finding : findings) open_or_repeat(notices, finding, now, repeat);
    close_others(notices, findings);
    std::ranges::sort(notices.due, {}, &Notice::key);
    return notices;
}

std::string to_text(const AlertMemory& memory) {
    std::string text;
    for (const auto& [key, alert] : memory)
        text += records::to_text(alert.opened) + between + records::to_text(alert.told) + between +
                field(key) + between + field(alert.text) + "\n";
    return text;
}

AlertMemory alert_memory_from(std::string_view text) {
    AlertMemory memory;
    for (const std::string_view line : split(text, '\n')) {
        const auto fields = split(line, between);
        if (fields.size() != 4) continue;
        const auto opened = records::instant_from(fields[0]);
        const auto told = records::instant_from(fields[1]);
        if (opened && told)
            memory[std::string(fields[2])] = {*opened, *told, std::string(fields[3])};
    }
    return memory;
}

}  // namespace app
