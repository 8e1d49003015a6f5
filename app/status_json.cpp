#include <nlohmann/json.hpp>

#include "app/alert_delivery.h"
#include "app/status_page.h"

namespace app {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& object) {
    return object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json text(const std::string& value) { return value.empty() ? Json() : Json(value); }

Json moment(const std::optional<records::Instant>& at) {
    return at ? Json(records::to_text(*at)) : Json();
}

Json slot_of(const std::optional<records::SlotFacts>& slot) {
    if (!slot) return {};
    return {{"slot", records::to_text(slot->slot.nominal)},
            {"state", to_text(slot->state)},
            {"why", text(slot->why)},
            {"attempts", slot->attempts},
            {"ended", moment(slot->ended)}};
}

Json job_of(const JobStatus& job, records::Instant now) {
    return {{"job", job.name},
            {"action", job.action},
            {"cron", job.cron},
            {"zone", job.zone},
            {"next", job.next ? Json(records::to_text(job.next->at)) : Json()},
            {"running", slot_of(job.running)},
            {"waiting", job.waiting.size()},
            {"late_seconds", late(job, now).count()},
            {"newest", slot_of(job.newest)},
            {"last_success", job.success ? moment(job.success->start.slot.nominal) : Json()}};
}

Json run_of(const records::RunFacts& run) {
    Json object = {{"run", run.id},
                   {"job", run.start.slot.job},
                   {"slot", records::to_text(run.start.slot.nominal)},
                   {"attempt", run.attempt},
                   {"cause", run.start.cause},
                   {"begun", records::to_text(run.start.begun)}};
    object["ended"] = run.end ? moment(run.end->ended) : Json();
    object["state"] = run.end ? Json(to_text(run.end->state)) : Json("running");
    object["why"] = run.end ? text(run.end->why) : Json();
    object["rows"] = run.end ? Json(run.end->rows) : Json();
    return object;
}

Json freshness_of(const Status& status) {
    Json list = Json::array();
    for (const auto& [of, slot] : status.newest)
        list.push_back({{"source", of.first},
                        {"storefront", text(of.second)},
                        {"newest", records::to_text(slot)}});
    return list;
}

Json alert_of(const AlertState& alert) {
    return {{"key", alert.key}, {"text", alert.text}, {"opened", records::to_text(alert.opened)}};
}

template <class Values, class Function>
Json list_of(const Values& values, Function function) {
    Json list = Json::array();
    for (const auto& value : values) list.push_back(function(value));
    return list;
}

}  // namespace

std::string status_json(const Status& status, std::span<const AlertState> alerts) {
    const auto now = status.daemon.now;
    Json object = {{"program", "dramascope"},
                   {"version", status.version},
                   {"now", records::to_text(now)},
                   {"started", records::to_text(status.daemon.started)},
                   {"configuration_fault", text(status.daemon.configuration_fault)},
                   {"history_fault", text(status.history_fault)},
                   {"disk_free_bytes", status.disk ? Json(status.disk->free) : Json()}};
    object["alerts"] = list_of(alerts, alert_of);
    object["jobs"] = list_of(status.jobs, [&](const auto& job) { return job_of(job, now); });
    object["freshness"] = freshness_of(status);
    object["workbooks"] =
        list_of(status.workbooks, [](const auto& output) { return Json(output.file); });
    object["runs"] = list_of(status.runs, run_of);
    return text_of(object);
}

std::string webhook_body(const std::string& subject, const std::vector<Notice>& notices) {
    std::string all = subject;
    for (const Notice& notice : notices)
        all += "\n" + std::string(to_text(notice.kind)) + ": " + notice.text;
    const auto one = [](const Notice& notice) {
        return Json{{"state", to_text(notice.kind)},
                    {"key", notice.key},
                    {"text", notice.text},
                    {"opened", records::to_text(notice.opened)}};
    };
    return text_of({{"program", "dramascope"}, {"text", all}, {"alerts", list_of(notices, one)}});
}

std::string to_text(const Delivery& from) {
    return text_of({{"sink", from.sink},
                    {"url", from.url},
                    {"host", from.host},
                    {"port", from.port},
                    {"tls", from.tls},
                    {"user", from.user},
                    {"password", from.password},
                    {"from", from.from},
                    {"to", from.to},
                    {"ca_file", from.ca_file},
                    {"subject", from.subject},
                    {"body", from.body}});
}

records::Result<Delivery> delivery_from(std::string_view text) {
    try {
        const Json object = Json::parse(text);
        Delivery delivery;
        delivery.sink = object.at("sink");
        delivery.url = object.at("url");
        delivery.host = object.at("host");
        delivery.port = object.at("port");
        delivery.tls = object.at("tls");
        delivery.user = object.at("user");
        delivery.password = object.at("password");
        delivery.from = object.at("from");
        delivery.to = object.at("to").get<std::vector<std::string>>();
        delivery.ca_file = object.at("ca_file");
        delivery.subject = object.at("subject");
        delivery.body = object.at("body");
        return delivery;
    } catch (const Json::exception&) {
        return records::fail("stdin: is no delivery; this is how the daemon sends alerts");
    }
}

}  // namespace app
