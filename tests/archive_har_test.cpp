// What a HAR file gives besides pages, and how that is told.

#include "archive_testing.h"

using namespace archive_testing;

namespace {

Contents contents_of_bytes(const std::string& bytes) {
    const Folder folder;
    write_file(folder / "file", bytes);
    return contents_of(folder / "file");
}

std::string entry(const std::string& response) {
    return R"({"startedDateTime":"2026-10-05T14:00:00Z","request":{"method":"GET","url":)"
           R"("https://play.google.com/store/apps/details?id=com.example.lantern&gl=US"},)"
           R"("response":)" +
           response + "}";
}

std::string har(const std::string& entries) {
    return R"({"log":{"version":"1.2","entries":[)" + entries + "]}}";
}

constexpr const char* whole = R"({"status":200,"content":{"text":"one"}})";

}  // namespace

TEST_CASE("a HAR that is cut says at which byte, in our words, and what to do") {
    const std::string bytes = har(entry(whole) + "," + entry(whole));
    const Contents inside = contents_of_bytes(bytes.substr(0, bytes.size() - 20));
    CHECK(inside.pages.size() == 1);
    REQUIRE(inside.issues.size() == 1);
    CHECK(inside.issues[0].place.ends_with("#entry-2"));
    CHECK(inside.issues[0].what ==
          "byte " + std::to_string(bytes.size() - 20) +
              ": expected more of the HAR, and the file ends here: it is cut; the entries before "
              "were read. Save the HAR again to have the rest");
    const Contents behind = contents_of_bytes(bytes.substr(0, bytes.size() - 3));
    CHECK(behind.pages.size() == 2);
    REQUIRE(behind.issues.size() == 1);
    CHECK(behind.issues[0].place.find('#') == std::string::npos);
}

TEST_CASE("a HAR that is no JSON from some byte on says so without words of the library") {
    const Contents contents = contents_of_bytes(har(entry(whole) + ",\x01" + entry(whole)));
    CHECK(contents.pages.size() == 1);
    REQUIRE(contents.issues.size() == 1);
    CHECK(contents.issues[0].what.find("expected JSON, and found something else") !=
          std::string::npos);
    CHECK(contents.issues[0].what.find("json.exception") == std::string::npos);
}

TEST_CASE("an answer without a body needs no text in a HAR: redirects, and errors of size 0") {
    for (
        const char* response :
        {R"({"status":302,"headers":[{"name":"Location","value":"https://consent.google.com/ml"}],)"
         R"("content":{"size":0,"mimeType":"x-unknown"}})",
         R"({"status":500,"content":{"size":0,"mimeType":""}})"}) {
        const Contents contents = contents_of_bytes(har(entry(response)));
        CHECK(contents.issues.empty());
        REQUIRE(contents.pages.size() == 1);
        CHECK(contents.pages[0].body.empty());
    }
    for (const char* response :
         {R"({"status":500,"content":{"size":9}})", R"({"status":200,"content":{"size":0}})",
          R"({"status":304,"content":{}})"}) {
        const Contents contents = contents_of_bytes(har(entry(response)));
        CHECK(contents.pages.empty());
        REQUIRE(contents.issues.size() == 1);
        CHECK(contents.issues[0].lost);
    }
}

TEST_CASE("a remark on a page that is given is told apart from a page that is lost") {
    const Contents contents = contents_of_bytes(
        har(R"({"request":{"url":"https://example.org/","postData":{"text":"x"}},"response":)" +
            std::string(whole) + "}"));
    CHECK(contents.pages.size() == 1);
    REQUIRE(contents.issues.size() == 2);
    CHECK_FALSE(contents.issues[0].lost);
    CHECK_FALSE(contents.issues[1].lost);
}
