#include <algorithm>

#include "app/commands.h"
#include "app/terminal.h"

namespace app {
namespace {

std::string ids_of(const records::WatchedApp& app, records::Marketplace marketplace) {
    std::string text;
    for (const auto& id : app.ids) {
        if (id.marketplace == marketplace) text += (text.empty() ? "" : " ") + id.id;
    }
    return text;
}

/// What is not known of an app, in few words.
std::string remarks(const records::WatchedApp& app) {
    std::string text;
    const auto miss = [&](bool missing, const char* what) {
        if (missing) text += (text.empty() ? "no " : ", no ") + std::string(what);
    };
    miss(ids_of(app, records::Marketplace::apple).empty(), "Apple id");
    miss(ids_of(app, records::Marketplace::google).empty(), "Google id");
    miss(app.publisher.empty(), "publisher");
    miss(app.parent.empty(), "company");
    return text;
}

}  // namespace

int apps(Session& session) {
    const auto list = watchlist(session.arguments);
    if (!list) return fail(session, list.error().what);
    Table table({"name", "company", "hq", "publisher", "apple", "google", "bundle_id", "launched",
                 "remarks"});
    for (const auto& app : list->apps) {
        table.add({app.name, app.parent, app.hq ? std::string((*app.hq)->code) : "", app.publisher,
                   ids_of(app, records::Marketplace::apple),
                   ids_of(app, records::Marketplace::google), app.bundle_id,
                   app.launched ? records::to_text(*app.launched) : "", remarks(app)});
    }
    table.print(session.out, session.arguments.json);
    return table.empty() ? Code::failed : Code::fine;
}

}  // namespace app
