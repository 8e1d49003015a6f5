#include "parsers/gplay_blocks.h"

#include <string>

#include "parsers/find_back.h"

namespace parsers {

namespace {

constexpr std::string_view callback = "AF_initDataCallback({key: '";
constexpr std::string_view table_mark = "AF_dataServiceRequests = ";
constexpr std::size_t longest_table = 64U << 10U;
constexpr std::size_t most_blocks = 200;
constexpr std::size_t most_keys = 16;  // two are usual
constexpr std::size_t none = std::string_view::npos;

/// A block from where its callback starts.
std::optional<DataBlock> block_at(std::string_view page, std::size_t start) {
    const std::string_view script = page.substr(start, page.find("</script>", start) - start);
    const std::size_t key_end = script.find('\'', callback.size());
    const std::size_t data = script.find("data:");
    if (key_end == none || data == none) return std::nullopt;
    std::size_t from = data + 5;
    const std::string_view function = "function(){return ";
    const bool old_form = script.substr(from).starts_with(function);
    if (old_form) from += function.size();
    const std::size_t to = script.rfind(old_form ? "}});" : ", sideChannel:");
    if (to == none || to < from) return std::nullopt;
    const std::string_view json = script.substr(from, to - from);
    const std::string_view key = script.substr(callback.size(), key_end - callback.size());
    return DataBlock{key, json, page.size() - (start + to)};
}

std::string_view requests_table(std::string_view page) {
    const std::size_t start = find_back(page, table_mark);
    if (start == none) return {};
    const std::string_view table = page.substr(start, longest_table);
    return table.substr(0, table.find("</script>"));
}

}  // namespace

std::vector<std::string_view> keys_bound_to(std::string_view page, std::string_view procedure) {
    const std::string_view table = requests_table(page);
    const std::string bound = "{id:'" + std::string(procedure) + "'";
    std::vector<std::string_view> keys;
    for (std::size_t at = table.find(bound); at != none && keys.size() < most_keys;
         at = table.find(bound, at + 1)) {
        const std::size_t start = table.rfind("'ds:", at);
        if (start == none) continue;
        const std::size_t end = table.find('\'', start + 1);
        if (end < at) keys.push_back(table.substr(start + 1, end - start - 1));
    }
    return keys;
}

std::optional<DataBlock> block_with_key(std::string_view page, std::string_view key) {
    const std::string mark = std::string(callback) + std::string(key) + "'";
    const std::size_t start = find_back(page, mark);
    return start == none ? std::nullopt : block_at(page, start);
}

std::optional<DataBlock> record_block(std::string_view page) {
    constexpr std::string_view beginning = "data:[[[[]]],[null,null,[[";
    constexpr std::size_t longest_opening = 96;  // of key, hash and beginning
    std::size_t at = find_back(page, callback);
    for (std::size_t tries = 0; at != none && tries < most_blocks; ++tries) {
        if (page.substr(at, longest_opening).find(beginning) != none) return block_at(page, at);
        at = find_back(page.substr(0, at), callback);
    }
    return std::nullopt;
}

std::vector<DataBlock> all_blocks(std::string_view page) {
    std::vector<DataBlock> blocks;
    std::size_t at = page.find(callback);
    while (at != none && blocks.size() < most_blocks) {
        const std::size_t end = page.find("</script>", at);
        if (end == none) break;  // a cut page: what is left cannot be read
        if (const auto block = block_at(page, at)) blocks.push_back(*block);
        at = page.find(callback, end);
    }
    return blocks;
}

}  // namespace parsers
