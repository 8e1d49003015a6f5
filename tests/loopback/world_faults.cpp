#include "loopback/world_faults.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <stdexcept>

#include "archive/inflate.h"

namespace loopback {

namespace {

using std::chrono::milliseconds;

std::string head(int status, const std::string& lines) {
    return "HTTP/1.1 " + std::to_string(status) + " Simulated\r\n" + lines;
}

std::string length(std::size_t bytes) {
    return "Content-Length: " + std::to_string(bytes) + "\r\n\r\n";
}

std::string html(std::string_view body) {
    return "Content-Type: text/html\r\n" + length(body.size()) + std::string(body);
}

template <int Status>
void refuse(const Whole&, const FaultRule& rule, Wire& wire) {
    const std::string wait = rule.detail.empty() ? "" : "Retry-After: " + rule.detail + "\r\n";
    wire.write(head(Status, wait + html("<html><body>Simulated refusal</body></html>")));
}

void captcha(const Whole&, const FaultRule&, Wire& wire) {
    wire.write(head(200, html("<html><body><form id=\"captcha-form\" action=\"index\">"
                              "</form></body></html>")));
}

void half_of_it(const Whole& whole, const FaultRule&, Wire& wire) {
    const std::string part = whole.body.substr(0, whole.body.size() / 2);
    wire.write(head(206, "Content-Range: bytes 0-" + std::to_string(part.size() - 1) + "/" +
                             std::to_string(whole.body.size()) + "\r\n" + length(part.size()) +
                             part));
}

void unasked_304(const Whole&, const FaultRule&, Wire& wire) {
    wire.write(head(304, "ETag: \"unasked\"\r\n\r\n"));
}

void nothing(const Whole&, const FaultRule&, Wire& wire) { wire.write(head(204, "\r\n")); }

// Some of the body, then the end as `how` makes it.
void cut(const Whole& whole, Wire& wire, void (Wire::*how)()) {
    wire.write(head(whole.status, whole.lines + length(whole.payload.size())));
    wire.write(std::string_view(whole.payload).substr(0, whole.payload.size() / 2));
    wire.wait(milliseconds{5});
    (wire.*how)();
}
void cut_by_end(const Whole& whole, const FaultRule&, Wire& wire) {
    cut(whole, wire, &Wire::close);
}
void cut_by_reset(const Whole& whole, const FaultRule&, Wire& wire) {
    cut(whole, wire, &Wire::reset);
}

void more_than_said(const Whole& whole, const FaultRule&, Wire& wire) {
    wire.write(head(whole.status, whole.lines + length(whole.payload.size()) + whole.payload +
                                      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad"));
    wire.close();
}

void two_lengths(const Whole& whole, const FaultRule&, Wire& wire) {
    wire.write(head(200, whole.lines + "Content-Length: 10\r\n" + length(whole.payload.size()) +
                             whole.payload));
    wire.close();
}

void no_last_chunk(const Whole& whole, const FaultRule&, Wire& wire) {
    wire.write(head(200, whole.lines + "Transfer-Encoding: chunked\r\n\r\n5\r\n" +
                             whole.payload.substr(0, 5) + "\r\n"));
    wire.close();
}

void bad_chunk(const Whole& whole, const FaultRule&, Wire& wire) {
    wire.write(head(200, whole.lines + "Transfer-Encoding: chunked\r\n\r\nzz\r\nwhat\r\n"));
    wire.close();
}

// Both say where the body ends.
void length_and_chunks(const Whole& whole, const FaultRule&, Wire& wire) {
    std::ostringstream size;
    size << std::hex << whole.payload.size();
    wire.write(head(whole.status, whole.lines + "Content-Length: 9\r\nTransfer-Encoding: chunked" +
                                      "\r\n\r\n" + size.str() + "\r\n" + whole.payload +
                                      "\r\n0\r\n\r\n"));
    wire.close();
}

void silence(const Whole& whole, const FaultRule&, Wire& wire) {
    wire.write(head(whole.status, whole.lines + length(whole.payload.size())));
    wire.write(std::string_view(whole.payload).substr(0, whole.payload.size() / 2));
    wire.wait(milliseconds{60'000});
}

// The whole answer, but about Japan.
void another_storefront(const Whole& whole, const FaultRule&, Wire& wire) {
    constexpr std::string_view ours = "\"country\":\"us\"";
    std::string body = whole.body;
    if (const std::size_t at = body.find(ours); at != body.npos)
        body.replace(at, ours.size(), "\"country\":\"jp\"");
    wire.write(head(200, "Content-Type: application/json\r\n" + length(body.size()) + body));
}

void end_at_once(const Whole&, const FaultRule&, Wire& wire) { wire.close(); }

void no_status_line(const Whole&, const FaultRule&, Wire& wire) {
    wire.write("SIMULATED NONSENSE\r\n\r\n");
    wire.close();
}

std::string zipped_lines(std::size_t bytes) {
    return "Content-Type: text/html\r\nContent-Encoding: gzip\r\n" + length(bytes);
}

void half_a_gzip(const Whole& whole, const FaultRule&, Wire& wire) {
    const std::string all = gzip(whole.body);
    const std::string part = all.substr(0, all.size() / 2);
    wire.write(head(200, zipped_lines(part.size()) + part));
}

void wrong_checksum(const Whole& whole, const FaultRule&, Wire& wire) {
    std::string all = gzip(whole.body);
    all[all.size() - 6] = static_cast<char>(all[all.size() - 6] ^ 1);
    wire.write(head(200, zipped_lines(all.size()) + all));
}

void no_gzip_at_all(const Whole& whole, const FaultRule&, Wire& wire) {
    wire.write(head(200, zipped_lines(whole.body.size()) + whole.body));
}

void two_members(const Whole& whole, const FaultRule&, Wire& wire) {
    const std::size_t half = whole.body.size() / 2;
    const std::string all = gzip(whole.body.substr(0, half)) + gzip(whole.body.substr(half));
    wire.write(head(200, zipped_lines(all.size()) + all));
}

void bomb(const Whole&, const FaultRule&, Wire& wire) {
    static const std::string member = gzip(std::string(std::size_t{80} << 20U, ' '));
    wire.write(head(200, zipped_lines(member.size()) + member));
}

void unknown_coding(const Whole& whole, const FaultRule&, Wire& wire) {
    wire.write(head(200, "Content-Type: text/html\r\nContent-Encoding: simulated\r\n" +
                             length(whole.body.size()) + whole.body));
}

void nul_in_header(const Whole& whole, const FaultRule&, Wire& wire) {
    wire.write(
        head(200, std::string("X-Nul: a\0b\r\n", 12) + length(whole.body.size()) + whole.body));
}

void redirect(const Whole&, const FaultRule& rule, Wire& wire) {
    const std::string where = rule.detail.empty() ? "" : "Location: " + rule.detail + "\r\n";
    wire.write(head(302, where + length(0)));
}

void cut_json(const Whole& whole, const FaultRule&, Wire& wire) {
    const std::string part = whole.body.substr(0, whole.body.size() * 2 / 3);
    wire.write(head(200, "Content-Type: application/json\r\n" + length(part.size()) + part));
}

void deep_json(const Whole&, const FaultRule&, Wire& wire) {
    static const std::string deep = "{\"feed\":{\"entry\":" + std::string(1'000'000, '[');
    wire.write(head(200, "Content-Type: application/json\r\n" + length(deep.size()) + deep));
}

void redesigned(const Whole&, const FaultRule&, Wire& wire) {
    wire.write(head(200, html("<html><body><main>Simulated: a new layout</main></body></html>")));
}

constexpr std::array faults = {
    WorldFault{"A01", "429 with Retry-After", refuse<429>},
    WorldFault{"A13", "503", refuse<503>},
    WorldFault{"A15", "403", refuse<403>},
    WorldFault{"A16", "200 with a captcha", captcha},
    WorldFault{"A17", "404", refuse<404>},
    WorldFault{"A18", "500", refuse<500>},
    WorldFault{"A20", "451", refuse<451>},
    WorldFault{"A21", "status 999", refuse<999>},
    WorldFault{"A22", "206 that nobody asked for", half_of_it},
    WorldFault{"A23", "304 that nobody asked for", unasked_304},
    WorldFault{"A24", "204", nothing},
    WorldFault{"B01", "the connection ends in the body", cut_by_end},
    WorldFault{"B02", "a second response behind the body", more_than_said},
    WorldFault{"B05", "two lengths that differ", two_lengths},
    WorldFault{"B08", "a length beside chunks", length_and_chunks},
    WorldFault{"B11", "no last chunk", no_last_chunk},
    WorldFault{"B12", "a chunk size that is none", bad_chunk},
    WorldFault{"B17", "silence in the body", silence},
    WorldFault{"B19", "a reset in the body", cut_by_reset},
    WorldFault{"B20", "the connection ends before any byte", end_at_once},
    WorldFault{"B22", "no status line", no_status_line},
    WorldFault{"C02", "half a gzip member, of the length that was said", half_a_gzip},
    WorldFault{"C03", "a gzip member with a wrong checksum", wrong_checksum},
    WorldFault{"C04", "a plain body that is said to be gzip", no_gzip_at_all},
    WorldFault{"C06", "two gzip members", two_members},
    WorldFault{"C07", "80 MiB in 80 KiB of gzip", bomb},
    WorldFault{"C10", "an unknown coding", unknown_coding},
    WorldFault{"D04", "NUL in a header line", nul_in_header},
    WorldFault{"E04", "a redirect; without a detail, to nowhere", redirect},
    WorldFault{"I01", "JSON a million levels deep", deep_json},
    WorldFault{"I05", "JSON that stops in the middle", cut_json},
    WorldFault{"I12", "another page than any we know", redesigned},
    WorldFault{"I13", "a feed of another storefront", another_storefront},
};

}  // namespace

std::span<const WorldFault> world_faults() { return faults; }

void make_fault(const Whole& whole, const FaultRule& rule, Wire& wire) {
    const auto fault = std::ranges::find(faults, rule.fault, &WorldFault::name);
    if (fault == faults.end()) throw std::logic_error("no fault " + rule.fault);
    fault->make(whole, rule, wire);
}

std::string gzip(std::string_view text) { return std::string(archive::Deflater().gzip(text)); }

}  // namespace loopback
