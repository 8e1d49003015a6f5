#include "schedules/toml_reading.h"

namespace schedules {

void refuse(const toml::source_region& place, std::string what) {
    throw Wrong{static_cast<int>(place.begin.line), static_cast<int>(place.begin.column),
                std::move(what)};
}

void refuse(const toml::node& node, std::string what) { refuse(node.source(), std::move(what)); }

std::string text_of(const toml::node& node, const std::string& expected) {
    const auto value = node.value_exact<std::string>();
    if (!value) refuse(node, expected);
    return *value;
}

std::int64_t number_of(const toml::node& node, std::int64_t least, std::int64_t most,
                       const std::string& key) {
    const auto value = node.value_exact<std::int64_t>();
    if (!value || *value < least || *value > most) {
        refuse(node, "'" + key + "' must be a whole number from " + std::to_string(least) + " to " +
                         std::to_string(most));
    }
    return *value;
}

void read(const toml::table& table, const char* key, std::string& to) {
    with(table, key, [&](const toml::node& node) {
        to = text_of(node, std::string("'") + key + "' must be a text in quotes");
    });
}

void read(const toml::table& table, const char* key, bool& to) {
    with(table, key, [&](const toml::node& node) {
        const auto value = node.value_exact<bool>();
        if (!value) refuse(node, std::string("'") + key + "' must be true or false");
        to = *value;
    });
}

void read(const toml::table& table, const char* key, int& to, int least, int most) {
    with(table, key,
         [&](const toml::node& node) { to = static_cast<int>(number_of(node, least, most, key)); });
}

const toml::table* table_of(const toml::table& file, const std::string& key) {
    const toml::node* node = file.get(key);
    if (node && !node->is_table()) refuse(*node, "'" + key + "' must be written as [" + key + "]");
    return node ? node->as_table() : nullptr;
}

}  // namespace schedules
