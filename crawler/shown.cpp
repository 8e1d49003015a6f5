#include "crawler/shown.h"

namespace crawler {

std::string shown(std::string_view text) {
    constexpr std::size_t most = 200;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string safe;
    for (const char c : text.substr(0, most)) {
        const auto octet = static_cast<unsigned char>(c);
        if (octet >= 0x20 && octet < 0x7F)
            safe += c;
        else
            safe.append("\\x").append({digits[octet >> 4U], digits[octet & 15U]});
    }
    return text.size() > most ? safe + "..." : safe;
}

}  // namespace crawler
