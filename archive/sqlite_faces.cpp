#include "archive/sqlite_faces.h"

namespace archive {
namespace {

using records::ChartEntry;
using records::Marketplace;

constexpr std::size_t remembered_cap = 500000;

/// All that makes a face, with lengths so that no two faces are written alike.
std::string key_of(Marketplace marketplace, const ChartEntry& entry) {
    std::string key(to_text(marketplace));
    for (const std::string* part : {&entry.app_id, &entry.bundle_id, &entry.name, &entry.publisher})
        key.append(" ").append(std::to_string(part->size())).append(":").append(*part);
    if (entry.price)
        key.append(std::to_string(entry.price->minor_units)).append(entry.price->currency->code);
    return key;
}

void bind(Query& query, std::int64_t app, const ChartEntry& entry) {
    query.with(app).with(entry.name).with(entry.publisher);
    if (entry.price)
        query.with(entry.price->minor_units).with(entry.price->currency->code);
    else
        query.with(std::nullopt).with(std::nullopt);
}

}  // namespace

std::int64_t Faces::app_of(Marketplace marketplace, const std::string& id,
                           const std::string& bundle) {
    Query found(database_, "select key from app where marketplace = ? and id = ? and bundle = ?");
    found.with(to_text(marketplace)).with(id).with(bundle);
    if (found.next()) return found.number(0);
    Query(database_, "insert into app (marketplace, id, bundle) values (?, ?, ?)")
        .with(to_text(marketplace))
        .with(id)
        .with(bundle)
        .run();
    return database_.last_id();
}

Faces::Face Faces::face_of(Marketplace marketplace, const ChartEntry& entry) {
    if (by_entry_.size() > remembered_cap) by_entry_.clear();
    const auto [place, is_new] = by_entry_.try_emplace(key_of(marketplace, entry));
    if (!is_new) return place->second;
    const std::int64_t app = app_of(marketplace, entry.app_id, entry.bundle_id);
    Query found(database_,
                "select key from face where app = ? and name = ? and publisher = ? and price is ? "
                "and currency is ?");
    bind(found, app, entry);
    const bool known = found.next();
    if (!known) {
        Query made(database_,
                   "insert into face (app, name, publisher, price, currency) values (?, ?, ?, ?, "
                   "?)");
        bind(made, app, entry);
        made.run();
    }
    const std::int64_t key = known ? found.number(0) : database_.last_id();
    return place->second = Face{static_cast<std::uint32_t>(key), app};
}

void Faces::forget() {
    by_entry_.clear();
    by_key_.clear();
}

const ChartEntry& Faces::entry_of(std::uint32_t face) {
    if (by_key_.size() > remembered_cap) by_key_.clear();
    const auto [place, is_new] = by_key_.try_emplace(face);
    if (!is_new) return place->second;
    Query found(database_,
                "select a.id, a.bundle, f.name, f.publisher, f.price, f.currency from face f join "
                "app a on a.key = f.app where f.key = ?");
    found.with(std::int64_t{face});
    if (!found.next()) throw DatabaseError("archive.sqlite: a chart names a face that is missing");
    ChartEntry& entry = place->second;
    entry.app_id = found.text(0);
    entry.bundle_id = found.text(1);
    entry.name = found.text(2);
    entry.publisher = found.text(3);
    const auto currency = records::Currency::find(found.text(5));
    if (!found.is_null(4) && currency) entry.price = records::Money{found.number(4), *currency};
    return entry;
}

std::vector<std::uint32_t> Faces::without_id(bool with_bundle) {
    Query rows(database_,
               "select f.key from face f join app a on a.key = f.app where a.id = '' and "
               "(a.bundle <> '') = ? order by f.key");
    rows.with(std::int64_t{with_bundle});
    std::vector<std::uint32_t> keys;
    while (rows.next()) keys.push_back(static_cast<std::uint32_t>(rows.number(0)));
    return keys;
}

}  // namespace archive
