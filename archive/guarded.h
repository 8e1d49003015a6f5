#pragma once

#include <exception>
#include <type_traits>

#include "records/result.h"

namespace archive {

/// The work, with what it throws as an error.
template <class Work>
auto guarded(Work work) -> records::Result<decltype(work())> {
    try {
        if constexpr (std::is_void_v<decltype(work())>) {
            work();
            return {};
        } else {
            return work();
        }
    } catch (const std::exception& error) {
        return records::fail(error.what());
    }
}

}  // namespace archive
