#include "parsers/gplay_token.h"

#include <array>

namespace parsers {

namespace {

constexpr std::array charts = {records::Chart::top_free, records::Chart::top_paid,
                               records::Chart::top_grossing};

/// The six bits of a character, in both alphabets of base64; 64 for any other.
unsigned bits_of(char c) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (c == '-') c = '+';
    if (c == '_') c = '/';
    const std::size_t place = alphabet.find(c);
    return place == alphabet.npos ? 64 : static_cast<unsigned>(place);
}

std::string from_base64(std::string_view text) {
    std::string bytes;
    unsigned held = 0, bits = 0;
    for (const char c : text) {
        const unsigned six = bits_of(c);
        if (six == 64) break;  // padding, or not base64
        held = (held << 6U | six) & 0xFFFFU;
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        bytes += static_cast<char>(held >> bits & 0xFFU);
    }
    return bytes;
}

std::string_view category_at(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size() && ((text[end] >= 'A' && text[end] <= 'Z') || text[end] == '_')) ++end;
    return text.substr(0, end);
}

}  // namespace

std::string_view play_chart_name(records::Chart chart) {
    switch (chart) {
        case records::Chart::top_free: return "topselling_free";
        case records::Chart::top_paid: return "topselling_paid";
        case records::Chart::top_grossing: return "topgrossing";
    }
    return "";
}

std::optional<NamedChart> chart_in_token(std::string_view base64) {
    const std::string bytes = from_base64(base64.substr(0, 4096));
    for (const auto chart : charts) {
        const std::string mark = std::string(play_chart_name(chart)) + "_";
        const std::size_t at = bytes.find(mark);
        if (at == std::string::npos) continue;
        const auto category = category_at(std::string_view(bytes).substr(at + mark.size()));
        if (!category.empty()) return NamedChart{chart, std::string(category)};
    }
    return std::nullopt;
}

}  // namespace parsers
