#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crawler/crawl.h"

namespace crawler {

struct Job;

/// Responses that are not durable yet, with what becomes known of their jobs once they are.
struct Batch {
    struct Entry {
        Job* job = nullptr;  // that ends with it; nothing for a page that ends none
        records::Ending ending = records::Ending::fetched;
        std::string why;
        Tick start{0};  // of its request
    };

    static constexpr std::size_t most_pages = 64;
    static constexpr std::size_t most_bytes = std::size_t{8} << 20U;

    std::vector<records::Page> pages;
    std::vector<Entry> entries;  // one for each page
    std::size_t bytes = 0;
    /// It has a page of a lane that asks one thing at a time: durable before the lane goes on.
    bool urgent = false;

    void add(records::Page page, Entry entry) {
        bytes += page.payload.size() + page.body.size();
        pages.push_back(std::move(page));
        entries.push_back(std::move(entry));
    }
    bool empty() const { return pages.empty(); }
    bool full() const { return pages.size() >= most_pages || bytes >= most_bytes; }
};

}  // namespace crawler
