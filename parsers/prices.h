#pragma once

#include <cstdint>
#include <string_view>

#include "records/money.h"
#include "records/result.h"

namespace parsers {

/// Reads a price as a storefront prints it, given the currency that the storefront bills (from
/// records::billing_currency or the page's own priceCurrency): "$5.990" is 5,990 pesos in Chile and
/// "$ 24.900,00" 24,900 pesos in Colombia, "Rp 99ribu" 99,000 rupiah, "￦7,700" 7,700 won,
/// "149.000đ", "5,99 €", "USD 4.99". Accepts NBSP, narrow NBSP, full-width signs and digits, and
/// the digits of Arabic and Persian, whose two separators have one meaning each.
///
/// Which of dot and comma marks the decimals is read off the text: the later one when both are
/// there; otherwise the one that has as many digits behind it as the currency has decimals. Three
/// digits behind a single one are thousands where stores print the currency without decimals (peso
/// of Chile, rupiah, dong ...), and nowhere else.
///
/// A text whose own sign contradicts the currency ("€5" where USD is expected), or which can be
/// read in two ways ("$5.990" in USD), is an error: nothing is guessed. So is "Free", a range of
/// prices, and a price that is not printed in digits.
records::Result<records::Money> money_from(std::string_view text, records::Currency expected);

/// A decimal amount as JSON feeds write it ("0.00000", "4.99", 29.9) in a currency's minor units.
/// More decimals than the currency has must be zeros.
records::Result<records::Money> money_from_decimal(std::string_view amount, records::Currency);

/// The same for a JSON number, by the shortest decimals that mean it: 29.9 is "29.9".
records::Result<records::Money> money_from_number(double amount, records::Currency);

/// Micros (millionths), as Google writes prices. What a currency's minor unit cannot hold is an
/// error.
records::Result<records::Money> money_from_micros(std::int64_t micros, records::Currency);

}  // namespace parsers
