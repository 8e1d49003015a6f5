#pragma once

#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace records {

/// Why something did not work out: a sentence that names the file, the place in it, what was
/// expected and what to do. It is shown to people as it is.
struct Error {
    std::string what;
};

/// A value, or the reason there is none. To be std::expected once the project moves to C++23.
template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(std::string what) {
    return tl::unexpected<Error>(Error{std::move(what)});
}

}  // namespace records
