#include "reports/causes.h"

#include "reports/cell_words.h"

namespace reports {

Causes::Causes(const records::Market& now, const Earlier& before) {
    for (const records::ResponseFacts& facts : now.responses) {
        const auto known = before.readings.find(facts.id);
        const bool is_new = known == before.readings.end();
        // Not among the responses of the market before, and yet no news: nothing needed it then.
        if (is_new && before.as_of && facts.recorded <= *before.as_of) continue;
        if (!is_new && known->second.recorded == facts.recorded) continue;
        const Learned one{&facts, is_new ? 0 : known->second.parser_version};
        learned_.emplace(facts.id, one);
        groups_[""].add(one);
        if (!facts.country) continue;
        const auto& country = *facts.country;
        groups_[std::string(country->name)].add(one);
        groups_[std::string(country->code)].add(one);
        if (const std::string region(to_text(country->region)); region != country->name)
            groups_[region].add(one);
    }
}

void Causes::Group::add(const Learned& one) {
    ++(one.version_before == 0 ? late : read_again);
    if (first == 0) first = one.facts->id;
}

Causes::Cause Causes::Group::cause() const {
    std::string words;
    if (late > 0) words = "late data: " + counted(static_cast<long long>(late), "response");
    if (read_again > 0)
        words += (words.empty() ? "" : "; ") + std::string("read again: ") +
                 counted(static_cast<long long>(read_again), "response");
    return {words, first};
}

Causes::Cause Causes::cause_of(const Learned& one) {
    const std::string source = one.facts->source.empty() ? "" : " (" + one.facts->source + ")";
    if (one.version_before == 0) return {"late data" + source, one.facts->id};
    const auto version = [](int number) { return std::to_string(number); };
    const std::string versions = one.version_before == one.facts->parser_version
                                     ? ""
                                     : ", parser version " + version(one.facts->parser_version) +
                                           " after " + version(one.version_before);
    return {"read again" + source + versions, one.facts->id};
}

const Causes::Group* Causes::group(const std::string& name) const {
    const auto found = groups_.find(name);
    return found == groups_.end() ? nullptr : &found->second;
}

Causes::Cause Causes::of(const std::string& sheet, const Difference& difference) const {
    for (const records::ResponseId id : difference.sources)
        if (const auto found = learned_.find(id); found != learned_.end())
            return cause_of(found->second);
    for (const std::string& name : {difference.country, sheet, std::string()})
        if (const Group* learned = group(name)) return learned->cause();
    return {"other", 0};
}

}  // namespace reports
