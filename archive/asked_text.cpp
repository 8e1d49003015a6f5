#include "archive/asked_text.h"

#include <algorithm>

#include "archive/fields.h"

namespace archive {

using records::Asked;

std::string asked_text(const Asked& asked) {
    std::string text;
    const auto put = [&](std::string_view name, std::string_view value) {
        if (value.empty()) return;
        if (!text.empty()) text += '&';
        text.append(name).append("=").append(percent_encoded(value));
    };
    put("source", asked.source);
    put("country", asked.country ? storefront_code(*asked.country) : "");
    put("chart", asked.chart ? to_text(*asked.chart) : "");
    put("genre", asked.genre);
    put("app", asked.app_id);
    return text;
}

Asked asked_from(std::string_view text) {
    Asked asked;
    while (!text.empty()) {
        const std::string_view item = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(text.size(), item.size() + 1));
        const std::string_view name = item.substr(0, item.find('='));
        const std::string value =
            percent_decoded(item.substr(std::min(item.size(), name.size() + 1)));
        if (name == "source") asked.source = value;
        if (name == "country") asked.country = records::country_from(value);
        if (name == "chart") asked.chart = records::chart_from(value);
        if (name == "genre") asked.genre = value;
        if (name == "app") asked.app_id = value;
    }
    return asked;
}

}  // namespace archive
