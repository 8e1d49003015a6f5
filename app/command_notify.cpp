#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <iostream>

#include "app/alert_delivery.h"
#include "app/commands.h"
#include "app/configured.h"
#include "app/terminal.h"

namespace app {
namespace {

constexpr std::streamsize largest_delivery = 4 << 20;
constexpr unsigned longest = 70;  // seconds; the daemon gives up before

/// For the daemon: what to send stands on stdin, so that no secret is in the arguments.
int notify_from_stdin(Session& session) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    std::string text(static_cast<std::size_t>(largest_delivery), '\0');
    std::cin.read(text.data(), largest_delivery);
    text.resize(static_cast<std::size_t>(std::cin.gcount()));
    const auto sent = delivery_from(text).and_then(deliver);
    session.out << (sent ? "delivered" : printable(sent.error().what)) << '\n';
    return sent ? fine : failed;
}

/// One message to each sink, for a person who wants to know whether it comes.
int notify_all(Session& session, const schedules::Configuration& configuration) {
    const auto sinks = sinks_of(configuration);
    if (!sinks) return fail(session, sinks.error().what);
    if (sinks->empty())
        return fail(session,
                    "no sink is configured; name webhook_file, dead_man_file or smtp in [alerts]");
    const std::vector<Notice> test = {
        {Notice::Kind::opened, "test", "this is a test, nothing is wrong", session.now}};
    bool all = true;
    for (const Delivery& sink : *sinks) {
        const auto sent = deliver(with_notices(sink, test));
        session.out << (sent ? sink.sink + ": delivered" : printable(sent.error().what)) << '\n';
        all = all && sent;
    }
    return all ? fine : failed;
}

}  // namespace

int notify(Session& session) {
    alarm(longest);  // whatever a sink does
    if (!session.arguments.paths.empty()) return notify_from_stdin(session);
    const auto read = configuration(session.arguments);
    return read ? notify_all(session, *read) : fail(session, read.error().what);
}

}  // namespace app
