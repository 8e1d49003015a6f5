#include "parsers/read.h"

#include <algorithm>
#include <array>
#include <string>

#include "parsers/blocked.h"
#include "parsers/identity.h"
#include "parsers/json.h"
#include "parsers/soundness.h"
#include "parsers/sources.h"
#include "parsers/status.h"

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

/// Each page of these is of one app, so that none there is an answer: the app is not in the
/// storefront.
constexpr std::array sources_of_apps = {&appstore_page, &gplay_details, &sensortower};

bool is_of_one_app(const records::Page& page, const Source* source) {
    if (std::ranges::find(sources_of_apps, source) == sources_of_apps.end()) return false;
    if (!page.asked.app_id.empty()) return true;
    const auto asked = page.url.empty() ? std::nullopt : source->asked_by(page.url);
    return asked && !asked->app_id.empty();
}

/// What a crawl keeps beside pages: rules for crawlers, answers that point elsewhere, answers after
/// which it asked again. They say nothing of any market, and nothing is wrong with them.
std::optional<records::Reading> on_the_way(const records::Page& page) {
    const std::string status = "HTTP " + std::to_string(page.status);
    const bool goes_on = page.exchange && page.exchange->task != 0 && page.exchange->ending.empty();
    if (page.asked.source == "robots")
        return refusal(Outcome::empty, "robots.txt", status + ": the host's rules for crawlers");
    if (is_redirect(page.status) && (goes_on || !refusal_by_status(page, false)))
        return refusal(Outcome::empty, status,
                       "it points to " + std::string(redirect_target(page)));
    if (goes_on) return refusal(Outcome::empty, status, "the crawl asked again after it");
    return std::nullopt;
}

/// What an error is. Its content tells more of it only where it is a known page of a refusal.
std::optional<records::Reading> refused(const records::Page& page, const Source* source) {
    auto by_status = refusal_by_status(page, is_of_one_app(page, source));
    if (!by_status) return std::nullopt;
    if (by_status->outcome != Outcome::blocked)
        if (const auto by_content = refusal_by_content(page))
            return refusal(Outcome::blocked, by_content->where, by_content->what);
    return refusal(by_status->outcome, std::move(by_status->issue.where),
                   std::move(by_status->issue.what));
}

/// Why a body is not for any source to read; nothing when it may be.
std::optional<records::Reading> unreadable(const records::Page& page) {
    if (page.body.size() > max_body_bytes)
        return refusal(Outcome::unsupported, "body",
                       std::to_string(page.body.size()) + " bytes: more than " +
                           std::to_string(max_body_bytes) + ", not read");
    if (!page.fault.empty())
        return refusal(Outcome::unsupported, "body", "it could not be decoded: " + page.fault);
    if (page.body.find_first_not_of(" \t\r\n") == std::string::npos)
        return refusal(Outcome::unsupported, "body", "there is nothing in it");
    if (is_binary(page.body))
        return refusal(Outcome::unsupported, "body",
                       "binary, or not UTF-8: neither HTML, JSON, XML nor a table");
    return std::nullopt;
}

/// Why a body that looks like JSON is none; empty where it is.
std::string fault_of_json(std::string_view body) {
    const std::size_t first = body.find_first_not_of(" \t\r\n");
    const bool json = first != body.npos && (body[first] == '{' || body[first] == '[');
    return json ? JsonText(body).error() : std::string();
}

/// What becomes of a page in which no generation sees its layout.
records::Reading unrecognised(const records::Page& page, const Source* source) {
    if (const auto barred = refusal_by_content(page))
        return refusal(Outcome::blocked, barred->where, barred->what);
    const std::string fault = fault_of_json(page.body);
    if (source)
        return refusal(Outcome::drift, "body",
                       "none of the layouts of " + std::string(source->name) +
                           " that we know: it has changed, is cut off, or is another page" +
                           (fault.empty() ? "" : "; as JSON it cannot be read: " + fault));
    if (!fault.empty())
        return refusal(Outcome::unsupported, "body",
                       "it looks like JSON and cannot be read as such: " + fault);
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

/// The storefront that the URL of a page names, which is not read itself.
std::optional<records::Country> country_named(const records::Page& page, const Source& source) {
    const auto asked = page.url.empty() ? std::nullopt : source.asked_by(page.url);
    return asked ? asked->country : std::nullopt;
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
    const Source* named = source_named(page);
    auto unread = refused(page, named);
    if (!unread) unread = unreadable(page);
    const Choice choice = unread ? Choice{named, nullptr} : recognise(page);
    auto reading = unread              ? std::move(*unread)
                   : choice.generation ? parsed(page, choice)
                                       : unrecognised(page, choice.source);
    settle(reading);
    if (!reading.observed_at) reading.observed_at = page.fetched_at;
    if (!choice.source) return reading;
    if (!choice.generation) reading.country = country_named(page, *choice.source);
    reading.source = choice.source->name;
    reading.parser_version = choice.source->version;
    if (choice.generation) reading.generation = choice.generation->name;
    return reading;
}

}  // namespace parsers
