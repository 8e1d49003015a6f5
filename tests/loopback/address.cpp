#include "loopback/address.h"

#include <algorithm>
#include <charconv>

namespace loopback {

Address address_of(std::string_view url) {
    const std::size_t scheme = url.find("://");
    if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
    url = url.substr(0, url.find('#'));
    const std::size_t path = std::min(url.find('/'), url.size());
    const std::size_t query = std::min(url.find('?'), url.size());
    const std::string steps(url.substr(path, query - path));
    return {std::string(url.substr(0, path)), steps.empty() ? "/" : steps,
            std::string(url.substr(std::min(query + 1, url.size())))};
}

std::string Address::value(std::string_view field) const {
    const std::string fields = "&" + query;
    const std::string mark = "&" + std::string(field) + "=";
    const std::size_t at = fields.find(mark);
    if (at == std::string::npos) return "";
    const std::string rest = fields.substr(at + mark.size());
    return percent_decoded(rest.substr(0, rest.find('&')));
}

std::string percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        int byte = 0;
        const char* digits = text.data() + i + 1;
        if (text[i] == '%' && i + 2 < text.size() &&
            std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
            out += static_cast<char>(byte);
            i += 2;
        } else {
            out += text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

}  // namespace loopback
