#include "app/terminal.h"

#include <algorithm>

#include "app/json_lines.h"
#include "reports/cell_words.h"

namespace app {
namespace {

constexpr std::size_t longest_text = 300;

/// The bytes of the UTF-8 character at the front, 0 when there is none.
std::size_t character_length(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xC2 ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                               : lead < 0xF5 ? 4
                                             : 0;
    if (length == 0 || length > text.size()) return 0;
    const auto continues = [](char byte) { return (byte & 0xC0) == 0x80; };
    return std::ranges::all_of(text.substr(1, length - 1), continues) ? length : 0;
}

/// ASCII controls, their C1 cousins (U+0080 to U+009F), and what turns the direction of text.
bool commands_terminal(std::string_view character) {
    const auto first = static_cast<unsigned char>(character[0]);
    if (character.size() == 1) return first < 0x20 || first == 0x7F;
    const auto second = static_cast<unsigned char>(character[1]);
    if (character.size() == 2) return first == 0xC2 && second < 0xA0;
    const auto third = static_cast<unsigned char>(character[2]);
    const bool embeds = second == 0x80 && third >= 0xAA && third <= 0xAE;
    const bool isolates = second == 0x81 && third >= 0xA6 && third <= 0xA9;
    return character.size() == 3 && first == 0xE2 && (embeds || isolates);
}

std::string padded(const std::string& text, int width) {
    const int missing = width - reports::width_of(text);
    return text + std::string(static_cast<std::size_t>(std::max(missing, 0)), ' ');
}

/// What a person sees of a row.
std::vector<std::string> words_of(const std::vector<Cell>& row) {
    std::vector<std::string> words;
    for (const Cell& cell : row) {
        const auto* count = std::get_if<std::size_t>(&cell);
        words.push_back(count ? std::to_string(*count) : printable(std::get<std::string>(cell)));
    }
    return words;
}

}  // namespace

std::string printable(std::string_view text) {
    std::string safe;
    while (!text.empty() && safe.size() < longest_text) {
        const std::size_t length = character_length(text);
        const auto character = text.substr(0, std::max<std::size_t>(length, 1));
        safe += length == 0 || commands_terminal(character) ? "?" : character;
        text.remove_prefix(character.size());
    }
    return text.empty() ? safe : safe + "...";
}

std::string counted(std::size_t count, std::string_view noun) {
    return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

void Table::print(std::ostream& out, bool json) const {
    if (json) {
        for (const auto& row : rows_) out << row_line(headings_, row);
        return;
    }
    std::vector<std::vector<std::string>> lines = {headings_};
    for (const auto& row : rows_) lines.push_back(words_of(row));
    std::vector<int> widths(headings_.size());
    for (const auto& line : lines)
        for (std::size_t column = 0; column < widths.size(); ++column)
            widths[column] = std::max(widths[column], reports::width_of(line[column]));
    for (const auto& line : lines) {
        std::string text;
        for (std::size_t column = 0; column < widths.size(); ++column)
            text += padded(line[column], widths[column]) + "  ";
        out << text.substr(0, text.find_last_not_of(' ') + 1) << '\n';
    }
}

void Progress::file_done() {
    ++files_done_;
    show();
}

void Progress::page_done() {
    ++pages_done_;
    if (pages_done_ % 16 == 0) show();
}

void Progress::clear() {
    if (shown_) err_ << "\r\x1B[K" << std::flush;
}

void Progress::show() {
    if (!shown_) return;
    constexpr std::size_t length = 30;
    const std::size_t done = files_ == 0 ? length : length * std::min(files_done_, files_) / files_;
    err_ << "\r\x1B[K[" << std::string(done, '#') << std::string(length - done, '.') << "] "
         << files_done_ << " of " << counted(files_, "file") << ", " << counted(pages_done_, "page")
         << std::flush;
}

}  // namespace app
