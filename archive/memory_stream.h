#pragma once

#include <istream>
#include <streambuf>
#include <string_view>

namespace archive {

/// Reads bytes that are in memory already, without a copy of them.
class MemoryStream : private std::streambuf, public std::istream {
public:
    explicit MemoryStream(std::string_view bytes)
        : std::istream(static_cast<std::streambuf*>(this)) {
        char* begin = const_cast<char*>(bytes.data());  // never written to: there is no overflow()
        setg(begin, begin, begin + bytes.size());
    }
};

}  // namespace archive
