#pragma once

#include <map>
#include <string>
#include <vector>

#include "reports/differences.h"
#include "reports/revision.h"

namespace reports {

/// What the archive learned between two issues of a workbook, and so why a value differs.
class Causes {
public:
    Causes(const records::Market& now, const Earlier& before);

    struct Cause {
        std::string words;
        records::ResponseId source = 0;  // 0: nothing was learned that explains it
    };

    /// Of the responses that the row cites, what was learned of them; else what was learned of the
    /// row's country, else of the sheet's region, else at all; else "other".
    Cause of(const std::string& sheet, const Difference&) const;

private:
    struct Learned {
        const records::ResponseFacts* facts;
        int version_before = 0;  // of the parser; 0: the response is new
    };
    struct Group {
        std::size_t late = 0;
        std::size_t read_again = 0;
        records::ResponseId first = 0;

        void add(const Learned&);
        Cause cause() const;
    };

    static Cause cause_of(const Learned&);
    const Group* group(const std::string& name) const;

    std::map<records::ResponseId, Learned> learned_;
    std::map<std::string, Group>
        groups_;  // by name and code of a country, name of a region; "": all
};

}  // namespace reports
