#include "archive/har.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <regex>

#include "archive/base64.h"
#include "archive/fields.h"

namespace archive {
namespace {

using nlohmann::json;
using records::Page;

constexpr std::size_t depth_cap = 200;
constexpr std::size_t entry_depth = 4;  // { log: { entries: [ {

/// nlohmann holds a text up to four times while it reads it, so an entry may take less than a page.
constexpr std::size_t entry_cap = std::size_t{32} << 20U;

/// Thrown out of the reader, because what it says about a text that ends early repeats the text.
struct TooLarge {};

/// Counts what is read, and stops it when a part of it grows beyond the cap.
struct Meter {
    std::size_t read = 0;
    std::size_t part = 0;
    std::size_t cap = 0;
};

/// The bytes of a stream, up to the cap of the meter.
class MeteredBytes {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = char;

    MeteredBytes() = default;
    MeteredBytes(std::streambuf& bytes, Meter& meter) : bytes_(&bytes), meter_(&meter) {}

    char operator*() const { return static_cast<char>(bytes_->sgetc()); }
    MeteredBytes& operator++() {
        bytes_->sbumpc();
        ++meter_->read;
        if (++meter_->part > meter_->cap) throw TooLarge();
        return *this;
    }
    void operator++(int) { ++*this; }
    bool operator==(const MeteredBytes& other) const { return at_end() == other.at_end(); }
    bool operator!=(const MeteredBytes& other) const { return !(*this == other); }

private:
    bool at_end() const { return !bytes_ || bytes_->sgetc() == std::streambuf::traits_type::eof(); }
    std::streambuf* bytes_ = nullptr;
    Meter* meter_ = nullptr;
};

std::string text_of(const json& object, const char* name) {
    const auto found = object.is_object() ? object.find(name) : object.end();
    const bool text = object.is_object() && found != object.end() && found->is_string();
    return text ? found->get<std::string>() : std::string();
}

const json& part_of(const json& object, const char* name) {
    static const json nothing;
    if (!object.is_object()) return nothing;
    const auto found = object.find(name);
    return found == object.end() ? nothing : *found;
}

bool breaks_line(std::string_view text) { return text.find_first_of("\r\n") != text.npos; }

/// The head of a response. HAR bodies are decoded: the fields that say how they were coded are
/// renamed, so that nobody decodes them twice. Empty where the HAR has no headers.
std::string head_of(const json& response, int status) {
    const std::string reason = text_of(response, "statusText");
    std::string head = "HTTP/1.1 " + std::to_string(status) + " " +
                       (breaks_line(reason) ? std::string() : reason) + "\r\n";
    const json& headers = part_of(response, "headers");
    if (!headers.is_array() || headers.empty()) return {};
    for (const json& each : headers) {
        const std::string name = text_of(each, "name");
        const std::string value = text_of(each, "value");
        if (name.empty() || name.starts_with(':') || breaks_line(name)) continue;
        const bool coding =
            same_letters(name, "Content-Encoding") || same_letters(name, "Transfer-Encoding");
        head.append(coding ? "X-Archive-Orig-" : "").append(name).append(": ");
        for (const char letter : value) head += letter == '\r' || letter == '\n' ? ' ' : letter;
        head += "\r\n";
    }
    return head;
}

/// Browsers write no text for an answer that had none: most redirects, and errors without a body.
bool has_no_body(const json& content, int status) {
    const json& size = part_of(content, "size");
    const bool redirect = status >= 300 && status < 400 && status != 304;
    return redirect || (status >= 400 && size.is_number_integer() && size.get<int>() == 0);
}

/// Collects the entry being read, and gives it on when it is complete.
class Entries : public nlohmann::json_sax<json> {
public:
    Entries(Meter& meter, std::streambuf& bytes, std::string name,
            const std::function<bool(Page)>& on_page,
            const std::function<void(ContainerIssue)>& on_issue)
        : meter_(meter),
          bytes_(bytes),
          name_(std::move(name)),
          on_page_(on_page),
          on_issue_(on_issue) {}

    bool null() override { return value(nullptr); }
    bool boolean(bool it) override { return value(it); }
    bool number_integer(std::int64_t it) override { return value(it); }
    bool number_unsigned(std::uint64_t it) override { return value(it); }
    bool number_float(double it, const std::string&) override { return value(it); }
    bool string(std::string& it) override { return value(std::move(it)); }
    bool binary(json::binary_t&) override { return false; }

    bool key(std::string& it) override {
        key_ = std::move(it);
        if (depth_ == 1) in_log_ = key_ == "log";
        if (depth_ == 2) in_entries_ = in_log_ && key_ == "entries";
        return true;
    }

    bool start_object(std::size_t) override { return open(json::object()); }
    bool start_array(std::size_t) override { return open(json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    // The library's own words name its classes, and repeat what may be megabytes of the text.
    bool parse_error(std::size_t, const std::string&, const json::exception&) override {
        const bool ends = bytes_.sgetc() == std::streambuf::traits_type::eof();
        issue("byte " + std::to_string(meter_.read) +
              (ends ? ": expected more of the HAR, and the file ends here: it is cut"
                    : ": expected JSON, and found something else") +
              "; the entries before were read. Save the HAR again to have the rest");
        return false;
    }
    void too_large() {
        issue("an entry is larger than " + std::to_string(meter_.cap) +
              " bytes; it and what follows it was not read");
    }

    std::size_t count() const { return count_; }
    std::size_t posts() const { return posts_; }

private:
    void issue(std::string what, bool lost = true) {
        const bool in_entry = count_ > 0 && (in_take_ || !open_.empty());
        on_issue_({in_entry ? place() : name_, std::move(what), lost});
    }
    std::string place() const { return name_ + "#entry-" + std::to_string(count_); }

    /// Puts a value into the list or object that is being built; outside entries it is dropped.
    json* put(json it) {
        if (open_.empty()) return nullptr;
        json& into = *open_.back();
        if (!into.is_array()) return &(into[key_] = std::move(it));
        into.push_back(std::move(it));
        return &into.back();
    }

    bool value(json it) {
        put(std::move(it));
        if (open_.empty()) meter_.part = 0;
        return true;
    }

    bool open(json it) {
        if (++depth_ > depth_cap) {
            issue("nested deeper than " + std::to_string(depth_cap) +
                  "; it and what follows it was not read");
            return false;
        }
        if (in_entries_ && depth_ == entry_depth && it.is_object()) {
            ++count_;
            meter_.part = 0;
            entry_ = std::move(it);
            open_.push_back(&entry_);
        } else if (json* placed = put(std::move(it))) {
            open_.push_back(placed);
        }
        return true;
    }

    bool close() {
        const bool entry = in_entries_ && depth_ == entry_depth && !open_.empty();
        if (!open_.empty()) open_.pop_back();
        --depth_;
        if (open_.empty()) meter_.part = 0;
        if (!entry) return true;
        in_take_ = true;
        const bool going_on = take();
        in_take_ = false;
        return going_on;
    }

    bool take() {
        const json entry = std::move(entry_);
        const json& response = part_of(entry, "response");
        const json& content = part_of(response, "content");
        Page page;
        page.place = place();
        page.url = text_of(part_of(entry, "request"), "url");
        page.fetched_at = records::instant_from(text_of(entry, "startedDateTime"));
        page.content_type = text_of(content, "mimeType");
        const json& status = part_of(response, "status");
        page.status = status.is_number_integer() ? status.get<int>() : 0;
        const bool usable = !page.url.empty() && page.status >= 100 && page.status <= 999;
        if (const auto missing = what_is_missing(entry, page); !missing.empty())
            issue(missing, !usable);
        if (part_of(part_of(entry, "request"), "postData").is_object()) ++posts_;
        if (!usable) return true;
        page.head = head_of(response, page.status);
        return take_body(content, page) ? on_page_(std::move(page)) : true;
    }

    std::string what_is_missing(const json& entry, const Page& page) const {
        if (page.url.empty()) return "no request.url; the entry was skipped";
        if (!part_of(entry, "response").is_object() || page.status < 100 || page.status > 999)
            return "no response with a status; the entry was skipped";
        if (!page.fetched_at) return "startedDateTime is no moment with a zone; the page has none";
        return {};
    }

    /// False when the entry does not have the body of its response.
    bool take_body(const json& content, Page& page) {
        const json& text = part_of(content, "text");
        if (!text.is_string() && has_no_body(content, page.status)) return true;
        if (!text.is_string()) {
            issue(
                "no response.content.text: the browser did not save the body; the entry was "
                "skipped");
            return false;
        }
        const std::string coding = text_of(content, "encoding");
        std::optional<std::string> body = text.get<std::string>();
        if (coding == "base64")
            body = base64_decoded(*body);
        else if (!coding.empty())
            body.reset();
        if (!body) {
            issue("response.content.text is not what its encoding \"" + coding +
                  "\" says; the entry was skipped");
            return false;
        }
        page.body = *std::move(body);
        return true;
    }

    Meter& meter_;
    std::streambuf& bytes_;
    std::string name_;
    const std::function<bool(Page)>& on_page_;
    const std::function<void(ContainerIssue)>& on_issue_;
    std::size_t depth_ = 0;
    std::size_t count_ = 0;
    std::size_t posts_ = 0;  // entries whose request had a body
    bool in_take_ = false;   // an entry is complete, and its page is being made
    bool in_log_ = false;
    bool in_entries_ = false;
    std::string key_;
    json entry_;
    std::vector<json*> open_;  // the lists and objects of the entry that have not ended
};

}  // namespace

bool is_har(std::string_view beginning) {
    if (beginning.starts_with("\xEF\xBB\xBF")) beginning.remove_prefix(3);
    static const std::regex shape(
        R"re(^\s*\{\s*"log"\s*:\s*\{\s*"(version|creator|browser|pages|entries|comment)")re");
    const std::string text(beginning.substr(0, 512));
    return std::regex_search(text, shape);
}

void read_har(std::istream& stream, const std::string& name, const Limits& limits,
              const std::function<bool(Page)>& on_page,
              const std::function<void(ContainerIssue)>& on_issue) {
    Meter meter{0, 0, std::min(entry_cap, limits.page_bytes / 3 * 4 + 65536)};
    Entries entries(meter, *stream.rdbuf(), name, on_page, on_issue);
    bool whole = false;
    try {
        whole = json::sax_parse(MeteredBytes(*stream.rdbuf(), meter), MeteredBytes(), &entries,
                                json::input_format_t::json, false);
    } catch (const TooLarge&) {
        entries.too_large();
    }
    if (whole && entries.count() == 0) on_issue({name, "the HAR file has no entries"});
    if (entries.posts() > 0)
        on_issue({name,
                  "what was sent in the bodies of " + std::to_string(entries.posts()) +
                      " requests (postData) is not kept; what was answered is",
                  false});
}

}  // namespace archive
