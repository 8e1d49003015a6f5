#include "parsers/read.h"

#include <algorithm>
#include <string>

#include "parsers/blocked.h"
#include "parsers/identity.h"
#include "parsers/soundness.h"
#include "parsers/sources.h"

namespace parsers {

namespace {

using records::Outcome;

records::Reading refusal(Outcome outcome, std::string where, std::string what) {
    records::Reading reading;
    reading.outcome = outcome;
    reading.issues.push_back({std::move(where), std::move(what)});
    return reading;
}

const Generation* generation_of(const Source& source, std::string_view body) {
    for (const Generation& generation : source.generations)
        if (generation.recognises(body)) return &generation;
    return nullptr;
}

/// The source that a refused page would have been of.
const Source* source_named(const records::Page& page) {
    if (const Source* source = find_source(page.asked.source)) return source;
    for (const Source* source : sources)
        if (!page.url.empty() && source->asked_by(page.url)) return source;
    return nullptr;
}

/// The source that the URL is of. Where several claim it, one that knows the layout wins.
Choice choice_by_url(const records::Page& page) {
    Choice claimed;
    if (page.url.empty()) return claimed;
    for (const Source* source : sources) {
        if (!source->asked_by(page.url)) continue;
        if (const auto* generation = generation_of(*source, page.body)) return {source, generation};
        if (!claimed.source) claimed.source = source;
    }
    return claimed;
}

Choice choice_by_content(const records::Page& page) {
    for (const Source* source : sources)
        if (const auto* generation = generation_of(*source, page.body)) return {source, generation};
    return {};
}

bool is_binary(std::string_view body) {
    const std::string_view head = body.substr(0, 1024);
    for (const std::string_view magic : {"\x1F\x8B", "PK\x03\x04", "\x89PNG", "\xFF\xD8\xFF",
                                         "%PDF-", "\xFF\xFE", "\xFE\xFF", "GIF8"})
        if (head.starts_with(magic)) return true;
    return head.find('\0') != head.npos;
}

/// That a host does not have the app that it was asked for: an answer, too.
std::optional<records::Reading> no_such_app(const records::Page& page) {
    const bool of_app = !page.asked.app_id.empty() && find_source(page.asked.source);
    if (!of_app || (page.status != 404 && page.status != 410)) return std::nullopt;
    return refusal(Outcome::empty, "HTTP " + std::to_string(page.status),
                   "there is no such page: the app is not in this storefront, or not at all");
}

std::string_view location_in(std::string_view head) {
    constexpr std::string_view name = "\r\nlocation:";
    const auto same = [](char one, char other) { return (one | 32) == (other | 32); };
    const auto* found = std::search(head.begin(), head.end(), name.begin(), name.end(), same);
    if (found == head.end()) return {};
    std::string_view value(found + name.size(), head.end());
    value = value.substr(0, value.find('\r'));
    return value.substr(std::min(value.find_first_not_of(' '), value.size()));
}

/// What a crawl keeps beside pages: rules for crawlers, answers that point elsewhere, answers after
/// which it asked again. They say nothing of any market, and nothing is wrong with them.
std::optional<records::Reading> on_the_way(const records::Page& page) {
    const std::string status = "HTTP " + std::to_string(page.status);
    if (page.asked.source == "robots")
        return refusal(Outcome::empty, "robots.txt", status + ": the host's rules for crawlers");
    if (page.status >= 300 && page.status < 400 && page.status != 304)
        return refusal(Outcome::empty, status,
                       "it points to " + std::string(location_in(page.head).substr(0, 200)));
    if (page.exchange && page.exchange->task != 0 && page.exchange->ending.empty())
        return refusal(Outcome::empty, status, "the crawl asked again after it");
    return std::nullopt;
}

/// Why a body is not for any source to read; nothing when it may be.
std::optional<records::Reading> unreadable(const records::Page& page) {
    if (const auto refused = refusal_by_status(page))
        return refusal(Outcome::blocked, refused->where, refused->what);
    if (page.body.size() > max_body_bytes)
        return refusal(Outcome::unsupported, "body",
                       std::to_string(page.body.size()) + " bytes: more than " +
                           std::to_string(max_body_bytes) + ", not read");
    if (!page.fault.empty())
        return refusal(Outcome::unsupported, "body", "it could not be decoded: " + page.fault);
    if (page.body.find_first_not_of(" \t\r\n") == std::string::npos)
        return no_such_app(page).value_or(
            refusal(Outcome::unsupported, "body", "there is nothing in it"));
    if (is_binary(page.body))
        return refusal(Outcome::unsupported, "body",
                       "binary, or not UTF-8: neither HTML, JSON, XML nor a table");
    return std::nullopt;
}

/// What becomes of a page in which no generation sees its layout.
records::Reading unrecognised(const records::Page& page, const Source* source) {
    if (const auto refused = refusal_by_content(page))
        return refusal(Outcome::blocked, refused->where, refused->what);
    if (auto absent = no_such_app(page)) return *absent;
    if (page.status >= 400)
        return refusal(Outcome::unsupported, "HTTP " + std::to_string(page.status),
                       page.status < 500 ? "there is no such page" : "the server failed");
    if (source)
        return refusal(Outcome::drift, "body",
                       "none of the layouts of " + std::string(source->name) +
                           " that we know: it has changed, is cut off, or is another page");
    return refusal(Outcome::unsupported, "body",
                   "no source knows this page: if it is of one, name it with --source "
                   "(`dramascope sources` lists them)");
}

records::Reading parsed(const records::Page& page, const Choice& choice) {
    auto reading = choice.generation->parse(page);
    check_counts(reading);
    check_utf8(page, reading);
    check_repeats(reading);
    check_identity(page, *choice.source, reading);
    check_billed(page, *choice.generation, reading);
    check_dated(reading);
    // Copies that others published are old by their nature.
    if (choice.source != &chart_archives) check_fresh(page, reading);
    return reading;
}

/// Rows are records, and whatever is not rows says why.
void settle(records::Reading& reading) {
    if (reading.outcome != Outcome::rows) reading.records.clear();
    if (reading.outcome == Outcome::rows && reading.records.empty())
        reading.outcome = Outcome::drift;
    const bool needs_reason = reading.outcome != Outcome::rows && reading.outcome != Outcome::empty;
    if (needs_reason && reading.issues.empty())
        reading.issues.push_back({"/", "nothing was found where this layout has its records"});
}

}  // namespace

Choice recognise(const records::Page& page) {
    if (const Source* source = find_source(page.asked.source))
        return {source, generation_of(*source, page.body)};
    if (const Choice choice = choice_by_url(page); choice.source) return choice;
    return choice_by_content(page);
}

records::Reading read(const records::Page& page) {
    if (auto reading = on_the_way(page)) {
        reading->observed_at = page.fetched_at;
        return *std::move(reading);
    }
    if (!page.asked.source.empty() && !find_source(page.asked.source))
        return refusal(Outcome::unsupported, "--source",
                       "there is no source \"" + page.asked.source + "\"");
    auto refused = unreadable(page);
    const Choice choice = refused ? Choice{source_named(page), nullptr} : recognise(page);
    auto reading = refused             ? std::move(*refused)
                   : choice.generation ? parsed(page, choice)
                                       : unrecognised(page, choice.source);
    settle(reading);
    if (!reading.observed_at) reading.observed_at = page.fetched_at;
    if (!choice.source) return reading;
    if (refused && !page.url.empty())
        if (const auto asked = choice.source->asked_by(page.url)) reading.country = asked->country;
    reading.source = choice.source->name;
    reading.parser_version = choice.source->version;
    if (choice.generation) reading.generation = choice.generation->name;
    return reading;
}

}  // namespace parsers
