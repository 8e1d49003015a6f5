#include "parsers/apple_rss_legacy_atom.h"

#include <algorithm>

#include "parsers/apple_page.h"
#include "parsers/apple_rss_legacy_feed.h"
#include "parsers/xml.h"

namespace parsers {
namespace {

std::string attribute(const XmlAttributes& attributes, std::string_view name) {
    const auto found =
        std::ranges::find(attributes, name, [](const auto& one) { return one.first; });
    return found == attributes.end() ? "" : found->second;
}

/// An entry of the feed, with its texts kept: the XML reader gives them away piece by piece.
struct AtomEntry {
    std::string id, bundle_id, name, publisher, amount, currency, url;

    RssEntry view() const { return {id, bundle_id, name, publisher, amount, currency, url}; }
};

/// What an Atom feed tells, collected element by element.
class AtomFeed {
public:
    std::vector<AtomEntry> entries;
    std::string self, id, title, updated;

    void start(std::string_view name, const XmlAttributes& attributes) {
        ++depth_;
        text_.clear();
        if (depth_ == 2 && name == "entry") entries.emplace_back();
        if (depth_ == 2) inside_ = name == "entry";
        if (depth_ == 2 && name == "link" && attribute(attributes, "rel") == "self")
            self = attribute(attributes, "href");
        if (depth_ == 3 && inside_) start_in_entry(name, attributes);
    }

    void text(std::string_view piece) { text_ += piece; }

    void end(std::string_view name) {
        if (depth_ == 3 && inside_) end_in_entry(name);
        if (depth_ == 2) end_in_feed(name);
        --depth_;
        text_.clear();
    }

private:
    void start_in_entry(std::string_view name, const XmlAttributes& attributes) {
        AtomEntry& entry = entries.back();
        if (name == "id") {
            entry.id = attribute(attributes, "im:id");
            entry.bundle_id = attribute(attributes, "im:bundleId");
        } else if (name == "im:price") {
            entry.amount = attribute(attributes, "amount");
            entry.currency = attribute(attributes, "currency");
        }
    }

    void end_in_entry(std::string_view name) {
        AtomEntry& entry = entries.back();
        if (name == "im:name") entry.name = text_;
        if (name == "im:artist") entry.publisher = text_;
        if (name == "id") entry.url = text_;
    }

    void end_in_feed(std::string_view name) {
        if (name == "id") id = text_;
        if (name == "title") title = text_;
        if (name == "updated") updated = text_;
    }

    int depth_ = 0;
    bool inside_ = false;  // an <entry>
    std::string text_;
};

}  // namespace

records::Reading read_atom_chart(const records::Page& page, const records::Asked& asked) {
    AtomFeed atom;
    const XmlEvents events = {
        .start = [&](std::string_view name, const XmlAttributes& all) { atom.start(name, all); },
        .text = [&](std::string_view text) { atom.text(text); },
        .end = [&](std::string_view name) { atom.end(name); },
    };
    if (const auto error = read_xml(from_first_character(page.body), events))
        return reading_of(records::Outcome::drift, "/feed", *error);
    const bool named = !rss_address(atom.self).feed.empty();
    RssChart chart({named ? atom.self : atom.id, atom.title, atom.updated}, page, asked);
    for (std::size_t at = 0; at < atom.entries.size(); ++at)
        chart.add(atom.entries[at].view(), "/feed/entry[" + std::to_string(at + 1) + "]");
    return std::move(chart).done();
}

}  // namespace parsers
