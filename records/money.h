#pragma once

#include <cstdint>

#include "records/currency_table.h"
#include "records/row.h"

namespace records {

/// A currency that a price may be in; see currency_table.h. Currency::find("XXX") is empty for a
/// code we do not know.
using Currency = Row<currency_table>;

/// An exact amount in the smallest unit of its currency: {499, "USD"} is $4.99, {600, "JPY"} is
/// ¥600. The number of decimals is the currency's (ISO 4217), also where stores print none.
struct Money {
    std::int64_t minor_units;
    Currency currency;

    friend bool operator==(const Money&, const Money&) = default;
};

}  // namespace records
