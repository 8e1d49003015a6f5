#pragma once

#include <string>
#include <string_view>

/// What Excel demands of texts, names and addresses, and libxlsxwriter 1.1.4 does not see to.
namespace reports {

/// Text that is safe in any cell of any program, and looks like what it was:
/// - invalid UTF-8 becomes U+FFFD (the library would write a file that is not XML);
/// - control characters become their pictures (U+2400 on), bidirectional controls "<U+202E>":
///   neither can hide what a name says; tab and line feed stay;
/// - longer than 32,767 UTF-16 units is cut there, and says so at its end.
std::string safe_text(std::string_view);

/// `safe_text`, with "_x0041_" written so that Excel does not read it as the character "A".
std::string cell_text(std::string_view);

/// Why Excel would refuse a sheet's title; empty: it takes it.
std::string sheet_title_fault(std::string_view);

/// Why Excel would refuse or misread a defined name ("Q1" is a cell); empty: it takes it.
std::string defined_name_fault(std::string_view);

/// "AB12" and "$AB$12"; rows and columns count from 0.
std::string address(int row, int column);
std::string fixed_address(int row, int column);
/// "'Latin America'!$B$8:$B$40".
std::string fixed_range(const std::string& sheet, int column, int first_row, int last_row);

}  // namespace reports
