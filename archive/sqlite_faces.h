#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "archive/sqlite_database.h"
#include "records/record.h"

namespace archive {

/// The dictionaries of apps, and of how apps look in charts ("faces": name, publisher, price),
/// which let a chart be a list of numbers. Both only grow; what was looked up is remembered.
class Faces {
public:
    explicit Faces(Database& database) : database_(database) {}

    struct Face {
        std::uint32_t key = 0;
        std::int64_t app = 0;
    };
    /// The number of an entry's face, made if there is none.
    Face face_of(records::Marketplace, const records::ChartEntry&);
    /// The number of an app, made if there is none.
    std::int64_t app_of(records::Marketplace, const std::string& id, const std::string& bundle);
    /// The entry of a face, without its rank.
    const records::ChartEntry& entry_of(std::uint32_t face);
    /// The faces of apps that charts did not name by id, in order: those with a bundle id, or those
    /// with a name only.
    std::vector<std::uint32_t> without_id(bool with_bundle);
    /// After a transaction was undone, what is remembered may not be there.
    void forget();

private:
    Database& database_;
    std::unordered_map<std::string, Face> by_entry_;
    std::unordered_map<std::uint32_t, records::ChartEntry> by_key_;
};

}  // namespace archive
