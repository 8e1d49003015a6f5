#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "crawler/transport.h"
#include "loopback/server.h"

/// The transport of work against servers on loopback.
namespace transport_testing {

/// Options with short deadlines, the tests' root certificate, and loopback allowed.
crawler::CurlOptions options();

/// The transport, or a failed test.
std::unique_ptr<crawler::Transport> transport(const crawler::CurlOptions& = options());

crawler::Sending get(std::string url);

/// Sends, and waits for all answers, 5 s at most; by their ids.
std::vector<crawler::Received> ask(crawler::Transport&, std::vector<crawler::Sending>);
crawler::Received ask(crawler::Transport&, const std::string& url);
/// With a transport of its own.
crawler::Received ask(const std::string& url, const crawler::CurlOptions& = options());
/// One request to a server that gives these bytes and then ends the connection.
crawler::Received ask_for(const std::string& bytes, const crawler::CurlOptions& = options());

/// Checks that an answer failed like this, and that people are told what to do.
void fails(const crawler::Received&, crawler::Fault);

}  // namespace transport_testing
