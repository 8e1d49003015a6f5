#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "app/alerting.h"
#include "records/result.h"
#include "schedules/configuration.h"

/// Brings alerts to people: by a webhook, by mail; and calls the URL of a dead-man's switch.
/// Wraps Poco's HTTP and SMTP clients.
namespace app {

/// One message to one sink, with all that is needed to send it. Some of it is secret.
struct Delivery {
    std::string sink;  // "webhook", "mail", "ping"
    std::string url;   // of webhook and ping
    std::string host;  // of mail, and what follows
    int port = 0;
    bool tls = true;  // STARTTLS
    std::string user;
    std::string password;  // empty: no login
    std::string from;
    std::vector<std::string> to;
    std::string ca_file;  // of an authority beside those of the system; empty: none
    std::string subject;  // of mail
    std::string body;     // JSON for a webhook, text for mail, nothing for ping
};

/// Sends it, and returns when it was accepted; for at most a minute per step, so the caller limits
/// the time of all. An error never shows a URL or a password.
records::Result<void> deliver(const Delivery&);

/// The same in a process of its own (`program notify -`), which is killed when its time is over or
/// when `stop`, a descriptor, becomes readable: a sink that hangs holds up nobody.
records::Result<void> deliver_apart(const std::string& program, const Delivery&, int stop,
                                    std::chrono::milliseconds within);

/// The sinks of a configuration, without a message, their secrets read. An error names the file
/// that cannot be used.
records::Result<std::vector<Delivery>> sinks_of(const schedules::Configuration&);

/// Puts notices into a delivery, as its sink wants them.
Delivery with_notices(Delivery, const std::vector<Notice>&);

/// How a delivery goes to another process, and comes from it.
std::string to_text(const Delivery&);
records::Result<Delivery> delivery_from(std::string_view);

/// {"program":"dramascope","text":...,"alerts":[...]}: what a webhook gets. Slack's and
/// Mattermost's show "text".
std::string webhook_body(const std::string& subject, const std::vector<Notice>&);

}  // namespace app
