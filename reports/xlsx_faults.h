#pragma once

#include <string>

namespace reports {

/// Keeps the first thing that went wrong, in words. What follows is written all the same, because
/// libxlsxwriter frees its memory only when it closes a workbook.
class Faults {
public:
    void note(const std::string& where, const std::string& what) {
        if (first_.empty()) first_ = where + ": " + what;
    }
    const std::string& first() const { return first_; }

private:
    std::string first_;
};

}  // namespace reports
