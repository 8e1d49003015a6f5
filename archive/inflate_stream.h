#pragma once

#include <istream>
#include <memory>
#include <streambuf>
#include <string>

#include "archive/inflate.h"

namespace archive {

/// Reads a gzip member piece by piece, for members that are too large to be in memory as a whole (a
/// WARC that is one member). Wraps Poco's stream over zlib. Ends early, and says why, when the
/// member is damaged or grows beyond a cap.
class InflateStream : public std::streambuf {
public:
    /// `compressed` stands at the beginning of the member and lives longer than this.
    InflateStream(std::istream& compressed, const InflateCaps&);
    ~InflateStream() override;

    /// Why the stream ended before its time; empty: it did not.
    const std::string& fault() const { return fault_; }

protected:
    int_type underflow() override;

private:
    bool within_caps();

    struct State;
    std::unique_ptr<State> state_;
    InflateCaps caps_;
    std::size_t decoded_ = 0;
    std::string fault_;
};

}  // namespace archive
