#pragma once

#include "parsers/source.h"

namespace parsers {

/// Bodies larger than this are not read (outcome unsupported): a page of this field has at most a
/// few MB, the largest published chart copy 40 MB.
inline constexpr std::size_t max_body_bytes = 64U << 20U;

/// Reads any page, with the source that its `asked.source`, its URL or its content names.
///
/// Pure and total. The answer always has an outcome, the source's name, the generation and the
/// parser version. On top of what the generation says, this function
///  - recognises what no source should read: errors (by the table of parsers/status.h, whatever
///    their body), nothing at all, throttling, consent and captcha pages (blocked, by structure,
///    never by a word in a description), binary. The storefront is then the one of the URL;
///  - holds the page against what was asked: another storefront, chart, genre or app becomes
///    outcome drift with an issue that names both, and no records, because rows of another market
///    than asked for would be wrong silently;
///  - leaves alone what a crawl kept on its way (outcome empty, with an issue that says what it
///    is): robots.txt, redirects, answers after which it asked again. Only a redirect to a consent
///    form or a captcha with which it ended is blocked;
///  - reports a feed that is more than 36 hours older than its fetch, and dates its rows by the
///    feed's own time.
records::Reading read(const records::Page&);

/// The source and generation that read() would choose; null when none knows the page.
struct Choice {
    const Source* source = nullptr;
    const Generation* generation = nullptr;
};
Choice recognise(const records::Page&);

}  // namespace parsers
