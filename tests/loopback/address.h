#pragma once

#include <string>
#include <string_view>

namespace loopback {

/// A URL in its parts, for what tests ask; wrong ones are no concern here.
struct Address {
    std::string host, path, query;

    /// The value of a field of the query, decoded; empty: there is none.
    std::string value(std::string_view field) const;
};

Address address_of(std::string_view url);

/// A text without its %41s. Of a form: "+" is a space.
std::string percent_decoded(std::string_view);

}  // namespace loopback
