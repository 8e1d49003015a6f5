#include <catch2/catch.hpp>

#include "reports/cell_words.h"
#include "reports/excel_rules.h"

using namespace reports;

TEST_CASE("Invalid UTF-8 becomes the replacement character, byte by byte where nothing fits") {
    REQUIRE(safe_text("a\xFFz") == "a\xEF\xBF\xBDz");
    REQUIRE(safe_text("\xE4\xB8") == "\xEF\xBF\xBD");               // cut short
    REQUIRE(safe_text("\xC0\xAF").find('/') == std::string::npos);  // overlong
    REQUIRE(safe_text("\xED\xA0\x80") == "\xEF\xBF\xBD");           // half of a surrogate pair
    REQUIRE(safe_text("\xF5\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST_CASE("Text of every script and emoji stays as it is") {
    const std::string text = "红果短剧 – Sereal+ ñandú ไทย 🎬👩‍❤️‍👨";
    REQUIRE(safe_text(text) == text);
}

TEST_CASE("Controls, NUL and bidirectional marks are made visible") {
    REQUIRE(safe_text(std::string("a\0b", 3)) == "a␀b");
    REQUIRE(safe_text("a\x1B[31m") == "a␛[31m");
    REQUIRE(safe_text("a\x7F") == "a␡");
    REQUIRE(safe_text("\xE2\x80\xAEtxt.exe") == "<U+202E>txt.exe");
    REQUIRE(safe_text("\xEF\xBF\xBE") == "\xEF\xBF\xBD");  // not a character: XML refuses it
    REQUIRE(safe_text("a\tb\nc") == "a\tb\nc");
}

TEST_CASE("Text over Excel's 32,767 characters is cut and says so") {
    const std::string cut = safe_text(std::string(40'000, 'x'));
    REQUIRE(cut.size() <= 32'767);
    REQUIRE(cut.find("[cut here: 40000 characters in all]") != std::string::npos);
    REQUIRE(safe_text(std::string(32'767, 'x')) == std::string(32'767, 'x'));
}

TEST_CASE("Emoji count as two characters, as Excel counts them") {
    std::string text;
    for (int count = 0; count < 20'000; ++count) text += "🎬";
    const std::string cut = safe_text(text);
    REQUIRE(cut.find("[cut here: 40000 characters in all]") != std::string::npos);
    REQUIRE(cut.size() < std::size_t{32'767} * 2 + 8);
}

TEST_CASE("A name that looks like Excel's escape of a character is escaped itself") {
    REQUIRE(cell_text("_x0041_") == "_x005F_x0041_");
    REQUIRE(cell_text("a_x000d_b") == "a_x005F_x000d_b");
    REQUIRE(cell_text("_xyz_") == "_xyz_");
}

TEST_CASE("Titles of sheets that Excel refuses are refused first") {
    REQUIRE(sheet_title_fault("Latin America").empty());
    REQUIRE(sheet_title_fault(std::string(31, 'x')).empty());
    for (const std::string& title :
         {std::string(), std::string(32, 'x'), std::string("a/b"), std::string("'a"),
          std::string("a'"), std::string("a[b]"), std::string("History")})
        REQUIRE_FALSE(sheet_title_fault(title).empty());
}

TEST_CASE("Names that look like cells are refused") {
    for (const std::string_view name :
         {"Q1", "FY25", "XFD1", "R1C1", "r", "C", "1st", "a b", "a-b", ""})
        REQUIRE_FALSE(defined_name_fault(name).empty());
    for (const std::string_view name : {"ranks_rows", "_x", "countries_1", "ABCD1"})
        REQUIRE(defined_name_fault(name).empty());
}

TEST_CASE("Cells have the addresses that Excel gives them") {
    REQUIRE(address(0, 0) == "A1");
    REQUIRE(address(9, 25) == "Z10");
    REQUIRE(address(0, 26) == "AA1");
    REQUIRE(address(0, 701) == "ZZ1");
    REQUIRE(address(1'048'575, 16'383) == "XFD1048576");
    REQUIRE(fixed_range("It's", 1, 0, 4) == "'It''s'!$B$1:$B$5");
}

TEST_CASE("Numbers are shown as their column says") {
    REQUIRE(shown(1234567.0, Kind::count) == "1,234,567");
    REQUIRE(shown(-5400000.0, Kind::signed_count) == "-5,400,000");
    REQUIRE(shown(3.0, Kind::rank_move) == "▲ 3");
    REQUIRE(shown(-3.0, Kind::rank_move) == "▼ 3");
    REQUIRE(shown(0.0, Kind::rank_move) == "–");
    REQUIRE(shown(0.0, Kind::depth) == "0 (empty chart)");
    REQUIRE(shown(0.256, Kind::percent) == "25.6%");
    REQUIRE(shown(Missing{"not collected"}, Kind::rank) == "not collected");
}
