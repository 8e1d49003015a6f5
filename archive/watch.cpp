#include "archive/watch.h"

#include "archive/digest.h"

namespace archive {

using records::AppId;
using records::Marketplace;

Watch::Watch(std::span<const records::WatchedApp> apps) : apps_(apps.begin(), apps.end()) {
    for (std::size_t place = 0; place < apps_.size(); ++place) {
        for (const AppId& id : apps_[place].ids) by_id_.try_emplace(id, place);
        if (!apps_[place].bundle_id.empty()) by_bundle_.try_emplace(apps_[place].bundle_id, place);
    }
}

std::optional<std::size_t> Watch::find(Marketplace marketplace, const std::string& id,
                                       const std::string& bundle) const {
    if (const auto found = by_id_.find(AppId{marketplace, id}); found != by_id_.end())
        return found->second;
    if (marketplace != Marketplace::apple || bundle.empty()) return std::nullopt;
    const auto found = by_bundle_.find(bundle);
    return found == by_bundle_.end() ? std::nullopt : std::optional(found->second);
}

std::string Watch::fingerprint() const {
    std::string text;
    for (const auto& app : apps_) {
        text += app.name + '\n' + app.bundle_id + '\n';
        for (const AppId& id : app.ids) text += to_text(id) + '\n';
        text += '\n';
    }
    return hex(sha256({text}));
}

}  // namespace archive
