// The architecture as a test. See docs/architecture.md for the picture.

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <regex>
#include <set>
#include <sstream>

#include "golden.h"
#include "project_files.h"

namespace {

constexpr std::array layers = {"records",   "parsers", "archive",   "reports",
                               "schedules", "crawler", "estimates", "fixtures/simulator",
                               "app"};

/// A library, the beginning of its headers' names, what CMake calls it, and the files that may
/// include it (by the beginning of their names).
struct Library {
    std::string_view header;
    std::string_view target;
    std::vector<std::string_view> wrappers;
};

const std::vector<Library> libraries = {
    {"simdjson", "simdjson::simdjson", {"parsers/json.cpp"}},
    {"gumbo.h", "PkgConfig::GUMBO", {"parsers/html.cpp"}},
    {"Poco/SAX/", "Poco::XML", {"parsers/xml.cpp"}},
    {"Poco/XML/", "Poco::XML", {"parsers/xml.cpp"}},
    {"Poco/Util/", "Poco::Util", {"app/daemon.cpp"}},
    {"Poco/Net/",
     "Poco::Net",
     {"app/http_server.cpp", "app/http_connection.", "app/alert_delivery.cpp"}},
    {"Poco/URI.h", "Poco::Net", {"app/alert_delivery.cpp"}},
    {"Poco/",
     "Poco::Crypto",
     {"archive/digest.cpp", "archive/inflate_stream.cpp", "parsers/xml.cpp"}},
    {"sqlite3.h", "SQLite::SQLite3", {"archive/sqlite_"}},
    {"libdeflate.h", "PkgConfig::DEFLATE", {"archive/inflate.cpp"}},
    {"nlohmann/",
     "nlohmann_json::nlohmann_json",
     {"archive/har.cpp", "app/json_lines.cpp", "app/status_json.cpp",
      "tests/app_parse_lines_test.cpp"}},
    {"xlsxwriter", "PkgConfig::XLSXWRITER", {"reports/xlsx_"}},
    {"CLI/", "CLI11::CLI11", {"app/command_line"}},
    {"toml++/",
     "tomlplusplus::tomlplusplus",
     {"schedules/watchlist.cpp", "schedules/toml_reading.h"}},
    {"curl/", "CURL::libcurl", {"crawler/curl_", "crawler/url.cpp"}},
    {"openssl/", "OpenSSL::SSL", {"tests/"}},
    {"tl/", "tl::expected", {"records/result.h"}},
    {"catch2/", "Catch2::Catch2", {"tests/"}},
    // The operating system is a library too: files, locks, terminals.
    {"sys/", "", {"archive/", "app/", "bench/", "crawler/", "tests/", "reports/xlsx_writer.cpp"}},
    {"netinet/", "", {"crawler/", "tests/"}},
    {"arpa/", "", {"crawler/", "tests/"}},
    {"spawn.h", "", {"app/"}},
    {"poll.h", "", {"app/", "crawler/", "tests/"}},
    {"linux/", "", {"app/"}},
    {"unistd.h",
     "",
     {"archive/", "app/", "bench/", "crawler/", "tests/", "reports/xlsx_writer.cpp"}},
    {"fcntl.h", "", {"archive/", "app/", "bench/", "tests/", "reports/xlsx_writer.cpp"}},
};

std::string layer_of(std::string_view path) {
    for (const std::string_view layer : layers)
        if (path.starts_with(std::string(layer) + "/")) return std::string(layer);
    return "";
}

struct Include {
    std::string name;
    bool quoted;
};

std::vector<Include> includes_of(const ProjectFile& file) {
    static const std::regex form(R"re(\s*#\s*include\s*([<"])([^>"]+)[>"].*)re");
    std::vector<Include> found;
    for (const std::string& line : lines_of(file.text)) {
        std::smatch match;
        if (std::regex_match(line, match, form)) found.push_back({match[2], match[1] == "\""});
    }
    return found;
}

std::vector<std::string> crossings(const std::vector<ProjectFile>& files) {
    std::vector<std::string> found;
    for (const ProjectFile& file : files) {
        const std::string layer = layer_of(file.name);
        if (layer.empty()) continue;
        for (const auto& [name, quoted] : includes_of(file)) {
            const std::string other = layer_of(name);
            if (quoted && other.empty())
                found.push_back(file.name + " includes \"" + name +
                                "\": write the path from the root, as in \"records/time.h\".");
            else if (layer != "app" && quoted && other != layer && other != "records")
                found.push_back(file.name + " includes " + name +
                                ": only app/ may bring two layers together.");
        }
    }
    return found;
}

bool is_standard(const std::string& header) {
    return std::ranges::all_of(
        header, [](char c) { return std::islower(c) || std::isdigit(c) || c == '_'; });
}

std::vector<std::string> unwrapped(const std::vector<ProjectFile>& files) {
    std::vector<std::string> found;
    for (const ProjectFile& file : files)
        for (const auto& [name, quoted] : includes_of(file)) {
            if (quoted || is_standard(name)) continue;
            const auto library = std::ranges::find_if(
                libraries, [&, &n = name](const Library& l) { return n.starts_with(l.header); });
            if (library == libraries.end())
                found.push_back(
                    file.name + " includes <" + name +
                    ">: name the file that wraps this library in tests/layers_test.cpp.");
            else if (std::ranges::none_of(library->wrappers,
                                          [&](auto w) { return file.name.starts_with(w); }))
                found.push_back(file.name + " includes <" + name + ">: that is for " +
                                std::string(library->wrappers.front()) + ".");
        }
    return found;
}

/// What is wrong with one layer(...) line of CMakeLists.txt.
std::vector<std::string> misbuilt(const std::string& cmake) {
    static const std::regex form(R"(layer\(([^)]+)\))");
    std::vector<std::string> found;
    for (std::sregex_iterator at(cmake.begin(), cmake.end(), form), end; at != end; ++at) {
        std::istringstream words((*at)[1].str());
        std::string layer, word, part;
        words >> layer;
        if (layer == "name" || layer == "app") continue;
        std::string folder = layer;
        while (words >> word) {
            if (word == "FOLDER" || word == "USES" || word == "WRAPS")
                part = word;
            else if (part == "FOLDER")
                folder = word;
            else if (part == "USES" && word != "records" && word != "tl::expected")
                found.push_back(layer + " uses " + word +
                                ": a layer links itself and records only.");
            else if (part == "WRAPS" && std::ranges::none_of(libraries, [&](const Library& l) {
                         return l.target == word && std::ranges::any_of(l.wrappers, [&](auto w) {
                                    return w.starts_with(folder + "/");
                                });
                     }))
                found.push_back(layer + " links " + word + ", but no file of it is its wrapper.");
        }
    }
    return found;
}

}  // namespace

TEST_CASE("A layer includes only itself and records/, and only app/ brings layers together") {
    CHECK_THAT(joined(crossings(cpp_files())), Catch::Equals(""));
}

TEST_CASE("An include across layers is noticed") {
    const auto one = [](const char* file, const char* text) {
        return crossings({{file, text}}).size();
    };
    CHECK(one("parsers/read.cpp", "#include \"archive/archive.h\"\n") == 1);
    CHECK(one("records/time.cpp", "#include \"parsers/read.h\"\n") == 1);
    CHECK(one("fixtures/simulator/world.cpp", "#include \"parsers/read.h\"\n") == 1);
    CHECK(one("parsers/read.cpp", "# include \"../archive/archive.h\" // why not\n") == 1);
    CHECK(one("app/pipeline.cpp", "#include \"archive/archive.h\"\n") == 0);
    CHECK(one("parsers/read.cpp", "#include \"records/time.h\"\n") == 0);
}

TEST_CASE("A library is included only by the file that wraps it") {
    CHECK_THAT(joined(unwrapped(cpp_files())), Catch::Equals(""));
}

TEST_CASE("A library outside of its wrapper is noticed") {
    CHECK(unwrapped({{"parsers/read.cpp", "#include <simdjson.h>\n"}}).size() == 1);
    CHECK(unwrapped({{"app/main.cpp", "#include <boost/any.hpp>\n"}}).size() == 1);
    CHECK(unwrapped({{"reports/workbook.cpp", "#include <unistd.h>\n"}}).size() == 1);
    CHECK(unwrapped({{"parsers/json.cpp", "#include <simdjson.h>\n#include <vector>\n"}}).empty());
}

TEST_CASE("The build links a layer with nothing but records and the libraries that it wraps") {
    CHECK_THAT(joined(misbuilt(read_file(project_root() / "CMakeLists.txt"))), Catch::Equals(""));
    CHECK(misbuilt("layer(parsers USES records archive)").size() == 1);
    CHECK(misbuilt("layer(schedules USES records WRAPS SQLite::SQLite3)").size() == 1);
}

TEST_CASE("Every layer of the build is a layer of these tests") {
    const std::string cmake = read_file(project_root() / "CMakeLists.txt");
    static const std::regex form(R"(\nlayer\((\w+)\s+(FOLDER (\S+))?)");
    std::set<std::string> built;
    for (std::sregex_iterator at(cmake.begin(), cmake.end(), form), end; at != end; ++at)
        built.insert((*at)[3].matched ? (*at)[3].str() : (*at)[1].str());
    CHECK(built.contains("records"));
    for (const std::string& layer : built) {
        INFO(layer << " is built as a layer: name it in tests/layers_test.cpp");
        CHECK(std::ranges::find(layers, layer) != layers.end());
    }
}
