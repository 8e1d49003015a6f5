#include "app/alert_delivery.h"

#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/MailMessage.h>
#include <Poco/Net/MailRecipient.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/NetSSL.h>
#include <Poco/Net/RejectCertificateHandler.h>
#include <Poco/Net/SSLManager.h>
#include <Poco/Net/SecureSMTPClientSession.h>
#include <Poco/URI.h>

#include "app/builtin.h"
#include "app/secret_file.h"
#include "app/terminal.h"

namespace app {
namespace {

namespace net = Poco::Net;

const Poco::Timespan patience(20, 0);  // of each step

/// Verifies certificates and the names in them; Poco would ask on the console otherwise.
net::Context::Ptr verifying(const std::string& ca_file) {
    net::initializeSSL();
    net::Context::Params params;
    params.caLocation = ca_file;
    params.verificationMode = net::Context::VERIFY_STRICT;  // on localhost, too
    params.loadDefaultCAs = true;
    net::Context::Ptr context = new net::Context(net::Context::TLS_CLIENT_USE, params);
    context->requireMinimumProtocol(net::Context::PROTO_TLSV1_2);
    net::SSLManager::instance().initializeClient(nullptr, new net::RejectCertificateHandler(false),
                                                 context);
    return context;
}

bool is_this_machine(const std::string& host) {
    net::IPAddress address;
    return host == "localhost" || (net::IPAddress::tryParse(host, address) && address.isLoopback());
}

std::unique_ptr<net::HTTPClientSession> session_for(const Poco::URI& url,
                                                    const std::string& ca_file) {
    std::unique_ptr<net::HTTPClientSession> session;
    if (url.getScheme() == "https")
        session = std::make_unique<net::HTTPSClientSession>(url.getHost(), url.getPort(),
                                                            verifying(ca_file));
    else if (url.getScheme() == "http" && is_this_machine(url.getHost()))
        session = std::make_unique<net::HTTPClientSession>(url.getHost(), url.getPort());
    if (session) session->setTimeout(patience);
    return session;
}

/// The status of the answer: nothing of it is read besides.
int ask(net::HTTPClientSession& session, const Poco::URI& url, const Delivery& delivery) {
    const bool post = delivery.sink == "webhook";
    const std::string path = url.getPathAndQuery();
    net::HTTPRequest request(post ? "POST" : "GET", path.empty() ? "/" : path, "HTTP/1.1");
    request.set("User-Agent", "dramascope/" + std::string(version));
    if (post) {
        request.setContentType("application/json");
        request.setContentLength64(static_cast<Poco::Int64>(delivery.body.size()));
    }
    std::ostream& out = session.sendRequest(request);
    if (post) out << delivery.body << std::flush;
    net::HTTPResponse response;
    session.receiveResponse(response);
    return response.getStatus();
}

records::Result<void> call(const Delivery& delivery) {
    const Poco::URI url(delivery.url);
    const auto session = session_for(url, delivery.ca_file);
    if (!session)
        return records::fail("its URL is not one of https:// (http:// is for this machine alone)");
    const int status = ask(*session, url, delivery);
    if (status >= 200 && status < 300) return {};
    return records::fail("it answered with status " + std::to_string(status) + ", not with 2xx");
}

void fill(net::MailMessage& message, const Delivery& delivery) {
    message.setSender(delivery.from);
    for (const auto& to : delivery.to)
        message.addRecipient(net::MailRecipient(net::MailRecipient::PRIMARY_RECIPIENT, to));
    message.setSubject(delivery.subject);
    message.setContentType("text/plain; charset=utf-8");
    message.setContent(delivery.body, net::MailMessage::ENCODING_QUOTED_PRINTABLE);
}

records::Result<void> mail(const Delivery& delivery) {
    if (!delivery.tls && !is_this_machine(delivery.host))
        return records::fail("tls = false is for a server on this machine alone");
    net::SecureSMTPClientSession session(delivery.host, static_cast<Poco::UInt16>(delivery.port));
    session.setTimeout(patience);
    session.login();
    if (delivery.tls && !session.startTLS(verifying(delivery.ca_file)))
        return records::fail("it has no STARTTLS; set tls = false if it is on this machine");
    if (!delivery.password.empty())
        session.login(net::SMTPClientSession::AUTH_PLAIN, delivery.user, delivery.password);
    else if (delivery.tls)
        session.login();
    net::MailMessage message;
    fill(message, delivery);
    session.sendMessage(message);
    session.close();
    return {};
}

/// What went wrong, without what could be secret: Poco's texts hold hosts and replies, URLs not.
std::string why(const Poco::Exception& fault) {
    const std::string text = printable(fault.displayText());
    return text.empty() ? fault.name() : text;
}

records::Result<Delivery> called(const std::string& sink, const std::string& file) {
    return read_secret(file).map([&](const std::string& url) {
        Delivery delivery;
        delivery.sink = sink;
        delivery.url = url;
        return delivery;
    });
}

records::Result<Delivery> mailed(const schedules::SmtpSettings& smtp) {
    Delivery delivery;
    delivery.sink = "mail";
    delivery.host = smtp.host;
    delivery.port = smtp.port;
    delivery.tls = smtp.tls;
    delivery.user = smtp.user.empty() ? smtp.from : smtp.user;
    delivery.from = smtp.from;
    delivery.to = smtp.to;
    if (smtp.password_file.empty()) return delivery;
    return read_secret(smtp.password_file).map([&](const std::string& password) {
        delivery.password = password;
        return delivery;
    });
}

std::string subject_of(const std::vector<Notice>& notices) {
    std::size_t closed = 0;
    for (const Notice& notice : notices) closed += notice.kind == Notice::Kind::closed ? 1 : 0;
    if (closed == notices.size()) return "dramascope: " + counted(closed, "alert") + " closed";
    return "dramascope: " + counted(notices.size() - closed, "alert") +
           (closed == 0 ? "" : ", " + std::to_string(closed) + " closed");
}

}  // namespace

records::Result<void> deliver(const Delivery& delivery) {
    try {
        auto sent = delivery.sink == "mail" ? mail(delivery) : call(delivery);
        if (sent) return sent;
        return records::fail(delivery.sink + ": " + sent.error().what);
    } catch (const Poco::Exception& fault) {
        return records::fail(delivery.sink + ": " + why(fault));
    }
}

records::Result<std::vector<Delivery>> sinks_of(const schedules::Configuration& from) {
    const auto& alerts = from.alerts;
    std::vector<records::Result<Delivery>> read;
    if (!alerts.webhook_file.empty()) read.push_back(called("webhook", alerts.webhook_file));
    if (!alerts.smtp.host.empty()) read.push_back(mailed(alerts.smtp));
    if (!alerts.dead_man_file.empty()) read.push_back(called("ping", alerts.dead_man_file));
    std::vector<Delivery> sinks;
    for (auto& sink : read) {
        if (!sink) return tl::make_unexpected(sink.error());
        sink->ca_file = from.ca_file;
        sinks.push_back(*std::move(sink));
    }
    return sinks;
}

Delivery with_notices(Delivery delivery, const std::vector<Notice>& notices) {
    delivery.subject = subject_of(notices);
    if (delivery.sink == "webhook") delivery.body = webhook_body(delivery.subject, notices);
    if (delivery.sink != "mail") return delivery;
    for (const Notice& notice : notices)
        delivery.body += std::string(to_text(notice.kind)) + " (since " +
                         records::to_text(notice.opened) + "): " + printable(notice.text) + "\r\n";
    return delivery;
}

}  // namespace app
