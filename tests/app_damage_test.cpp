// What the commands say of an archive whose WARC files are gone or damaged.

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include <fstream>

#include "app/pipeline.h"
#include "app_testing.h"

namespace fs = std::filesystem;
using Catch::Contains;

namespace {

const std::string segment = "kept/warc/000001.warc.gz";

/// An archive of two pages, which lie in it in this order.
void fill(const Folder& folder) {
    const std::string chart = fixture("apple-rss-legacy/us-top-free.json");
    std::ofstream(folder / "longer.json", std::ios::binary) << read_file(chart) << '\n';
    for (const auto& file : {chart, folder / "longer.json"}) {
        const Ran ran = run_program({"import", "--archive", folder / "kept", file});
        CAPTURE(ran.err);
        REQUIRE(ran.code == 0);
    }
}

/// Changes a byte in the middle of what the first import wrote.
void flip(const std::string& file, std::streamoff offset) {
    std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
    stream.seekg(offset);
    const auto byte = static_cast<char>(stream.get() ^ 0x55);
    stream.seekp(offset);
    stream.put(byte);
}

}  // namespace

TEST_CASE("an archive whose WARC file is missing is not written to, and the remedy is named") {
    const Folder folder;
    fill(folder);
    fs::remove_all(folder / "kept/warc");
    const Ran ran = run_program(
        {"import", "--archive", folder / "kept", fixture("apple-rss-legacy/us-top-free.json")});
    CAPTURE(ran.err);
    REQUIRE(ran.code == 1);
    REQUIRE_THAT(ran.err, Contains("000001.warc.gz: is missing (0 bytes), the database knows"));
    REQUIRE_THAT(ran.err, Contains("restore the file from a copy, or delete archive.sqlite"));
    REQUIRE_FALSE(fs::exists(folder / segment));
}

TEST_CASE("check reads every record of the archive, and names each that is damaged") {
    const Folder folder;
    fill(folder);
    const Ran whole = run_program({"check", "--archive", folder / "kept"});
    CAPTURE(whole.out);
    REQUIRE(whole.code == 0);
    REQUIRE_THAT(whole.out, Contains("2 responses, 2 verified, 0 damaged"));
    flip(folder / segment, 800);
    const Ran damaged = run_program({"check", "--archive", folder / "kept"});
    CAPTURE(damaged.out);
    REQUIRE(damaged.code == 1);
    REQUIRE_THAT(damaged.out, Contains("response 1: ") && Contains("000001.warc.gz#"));
    REQUIRE_THAT(damaged.out, Contains("2 responses, 1 verified, 1 damaged"));
    fs::remove_all(folder / "kept/warc");
    const Ran gone = run_program({"check", "--archive", folder / "kept"});
    REQUIRE(gone.code == 1);
    REQUIRE_THAT(gone.out, Contains("2 responses, 0 verified, 2 damaged"));
}

TEST_CASE("reparse names a damaged record and goes on: code 3") {
    const Folder folder;
    fill(folder);
    flip(folder / segment, 800);
    const Ran ran = run_program({"reparse", "--archive", folder / "kept"});
    CAPTURE(ran.err);
    REQUIRE(ran.code == 3);
    REQUIRE_THAT(ran.err, Contains("response 1: ") && Contains("000001.warc.gz#"));
    REQUIRE_THAT(ran.err, Contains("1 response read again, 0 changed; 1 damaged, not read"));
}

TEST_CASE("reparse makes no archive where there is none: code 1") {
    const Folder folder;
    const Ran ran = run_program({"reparse", "--archive", folder / "typo"});
    REQUIRE(ran.code == 1);
    REQUIRE_THAT(ran.err, Contains("there is no archive here"));
    REQUIRE_FALSE(fs::exists(folder / "typo"));
}

TEST_CASE("rows of no known storefront are told, with the remedy: code 3") {
    const Folder folder;
    const Ran ran = run_program({"import", "--archive", folder / "kept", "--source", "gplay-charts",
                                 "--captured-at", "2026-10-01T12:00:00Z",
                                 fixture("gplay-charts/us-top-free.txt")});
    CAPTURE(ran.err);
    REQUIRE(ran.code == 3);
    REQUIRE_THAT(ran.err, Contains("--storefront COUNTRY") && Contains("1 of no known storefront"));
}

TEST_CASE("a pipe is refused by name, a folder without files is named, empty words are wrong") {
    const Folder folder;
    REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    const Ran pipe = run_program({"parse", folder / "pipe"});
    REQUIRE(pipe.code == 3);
    REQUIRE_THAT(pipe.err, Contains("pipe: this is not a regular file"));
    fs::create_directory(folder / "bare");
    REQUIRE_THAT(run_program({"parse", folder / "bare"}).err, Contains("bare: there is no file"));
    REQUIRE(run_program({"parse", "--storefront", "", "x.json"}).code == 2);
}

TEST_CASE("an unknown command is named, and an archive that cannot be made has a remedy") {
    const Ran unknown = run_program({"imprt", "x.json"});
    REQUIRE(unknown.code == 2);
    REQUIRE_THAT(unknown.err, Contains("imprt: no such command"));
    const Folder folder;
    std::ofstream(folder / "file") << "x";
    const Ran ran = run_program({"import", "--archive", folder / "file/kept",
                                 fixture("apple-rss-legacy/us-top-free.json")});
    REQUIRE(ran.code == 1);
    REQUIRE_THAT(ran.err, Contains("cannot be made") && Contains("choose another with --archive"));
}

TEST_CASE("why a body could not be decoded is in what parse, import, reparse and the report say") {
    const Folder folder;
    const std::string body = "\x1F\x8B\x08 cut";
    const std::string block = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + body;
    std::ofstream(folder / "a.warc", std::ios::binary)
        << "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2026-10-06T14:00:00Z\r\n"
           "WARC-Target-URI: https://itunes.apple.com/us/rss/topfreeapplications/limit=9/json\r\n"
           "Content-Type: application/http\r\nContent-Length: "
        << block.size() << "\r\n\r\n"
        << block << "\r\n\r\n";
    const std::string reason = "it could not be decoded: the compressed body is damaged or cut";
    const std::vector<std::string> kept = {"--archive", folder / "kept"};
    const auto run = [&](std::vector<std::string> words) {
        words.insert(words.end(), kept.begin(), kept.end());
        return run_program(words);
    };
    const Ran parsed = run_program({"parse", folder / "a.warc"});
    CHECK(parsed.code == 3);
    CHECK_THAT(parsed.out, Contains(reason));
    const Ran imported = run({"import", folder / "a.warc"});
    CHECK(imported.code == 3);
    CHECK_THAT(imported.err, Contains("unsupported: body: " + reason));
    CHECK_THAT(run({"reparse"}).err, Contains("1 response read again, 0 changed"));
    const std::string chart = fixture("apple-rss-legacy/us-top-free.json");
    CHECK(run({"import", "--captured-at", "2026-10-06", chart}).code == 0);
    const auto archive = archive::open_to_read(folder / "kept", {});
    REQUIRE(archive);
    const auto workbook = app::report(**archive, *records::week_from("2026-W41"), {}, {});
    REQUIRE(workbook);
    const std::string text = to_text(*workbook);
    CHECK_THAT(text, Contains(reason));                 // on Provenance
    CHECK_THAT(text, Contains("| unsupported, r1 |"));  // on Coverage
}
