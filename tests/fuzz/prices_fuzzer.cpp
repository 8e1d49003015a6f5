// Any text as a price, in every currency of the table.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "parsers/prices.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view code =
        records::currency_table[data[0] % records::currency_table.size()].code;
    const auto currency = records::Currency::find(code);
    if (!currency) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    (void)parsers::money_from(text, *currency);
    (void)parsers::money_from_decimal(text, *currency);
    return 0;
}
