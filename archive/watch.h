#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "records/app.h"

namespace archive {

/// The watched apps, found by what a page says of an app: its id, or at Apple its bundle id, which
/// is all that some charts have. Where two watched apps claim the same id, the first has it.
class Watch {
public:
    explicit Watch(std::span<const records::WatchedApp> apps);

    const std::vector<records::WatchedApp>& apps() const { return apps_; }
    /// Place in apps().
    std::optional<std::size_t> find(records::Marketplace, const std::string& id,
                                    const std::string& bundle) const;
    const std::map<records::AppId, std::size_t>& by_id() const { return by_id_; }
    const std::map<std::string, std::size_t>& by_bundle() const { return by_bundle_; }
    /// Changes when names or ids do: rows made for another list are then made again.
    std::string fingerprint() const;

private:
    std::vector<records::WatchedApp> apps_;
    std::map<records::AppId, std::size_t> by_id_;
    std::map<std::string, std::size_t> by_bundle_;
};

}  // namespace archive
