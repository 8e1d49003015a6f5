#pragma once

#include <toml++/toml.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// How the parts of the configuration take values out of TOML. What is wrong leaves as Wrong;
/// read_configuration() makes its message.
namespace schedules {

/// What is wrong with the file, and where.
struct Wrong {
    int line;
    int column;
    std::string what;
};

[[noreturn]] void refuse(const toml::source_region& place, std::string what);
[[noreturn]] void refuse(const toml::node& node, std::string what);

template <class Keys>
std::string list_of(const Keys& keys) {
    std::string text;
    for (const auto& key : keys) text += (text.empty() ? "" : ", ") + std::string(key);
    return text;
}

template <class Keys>
bool is_one_of(const Keys& keys, std::string_view text) {
    return std::ranges::find(keys, text) != std::end(keys);
}

/// Refuses a table that has another key than these. `where`: "in [daemon]".
template <class Keys>
void check_keys(const toml::table& table, const Keys& keys, const std::string& where) {
    for (const auto& [key, value] : table) {
        if (is_one_of(keys, key.str())) continue;
        refuse(key.source(), "unknown key '" + std::string(key.str()) + "' " + where +
                                 "; the keys there are: " + list_of(keys));
    }
}

/// The value of a node, if it is of that kind and fine; otherwise the file is refused.
std::string text_of(const toml::node& node, const std::string& expected);
std::int64_t number_of(const toml::node& node, std::int64_t least, std::int64_t most,
                       const std::string& key);

/// Calls `take` with the value of a key, if the table has it.
template <class Take>
void with(const toml::table& table, const char* key, Take take) {
    if (const toml::node* node = table.get(key)) take(*node);
}

/// The value of a key, if the table has it; otherwise `to` stays as it is.
void read(const toml::table& table, const char* key, std::string& to);
void read(const toml::table& table, const char* key, bool& to);
void read(const toml::table& table, const char* key, int& to, int least, int most);

/// The same for a duration in the unit that the key names: "grace_minutes".
template <class Unit, class Duration>
void read_duration(const toml::table& table, const char* key, Duration& to, int least, int most) {
    with(table, key, [&](const toml::node& node) { to = Unit(number_of(node, least, most, key)); });
}

/// The value of an enumeration by its name, in the order of `names`.
template <class Enum, class Names>
void read_choice(const toml::table& table, const char* key, Enum& to, const Names& names) {
    with(table, key, [&](const toml::node& node) {
        const std::string text = node.value_exact<std::string>().value_or("");
        const auto found = std::ranges::find(names, text);
        if (found == std::end(names)) {
            refuse(node, "'" + std::string(key) + "' must be one of, in quotes: " + list_of(names));
        }
        to = static_cast<Enum>(found - std::begin(names));
    });
}

/// A list of texts, each turned into what it means; none may occur twice.
template <class Item, class Meaning>
void read_list(const toml::node& node, const std::string& key, std::vector<Item>& to,
               Meaning meaning) {
    if (!node.is_array()) refuse(node, "'" + key + "' must be a list of texts: [\"…\", \"…\"]");
    std::vector<Item> items;
    for (const auto& element : *node.as_array()) {
        const std::string text = text_of(element, "'" + key + "' must hold texts in quotes");
        const Item item = meaning(element, text);
        if (std::ranges::find(items, item) != items.end()) {
            refuse(element, std::string("'")
                                .append(text)
                                .append("' stands twice in '")
                                .append(key)
                                .append("'"));
        }
        items.push_back(item);
    }
    to = std::move(items);
}

/// The table [key], if the file has it.
const toml::table* table_of(const toml::table& file, const std::string& key);

/// The entries of [[key]].
template <class Read>
void each_entry(const toml::table& file, const std::string& key, Read read_entry) {
    const toml::node* node = file.get(key);
    if (!node) return;
    if (!node->is_array_of_tables()) {
        refuse(*node, "'" + key + "' must be written as [[" + key + "]], one per entry");
    }
    for (const auto& entry : *node->as_array()) read_entry(*entry.as_table());
}

/// The keys and values of [key].
template <class Read>
void each_key(const toml::table& file, const std::string& key, Read read_key) {
    const toml::table* table = table_of(file, key);
    if (!table) return;
    for (const auto& [name, value] : *table) read_key(std::string(name.str()), value);
}

}  // namespace schedules
