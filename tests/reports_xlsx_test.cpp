#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <limits>

#include "reports/excel_rules.h"
#include "reports/workbook.h"
#include "tests/golden.h"
#include "tests/reports_markets.h"

using namespace reports;

namespace {

namespace fs = std::filesystem;

/// A folder for the files of one test, gone with it.
class Folder {
public:
    Folder() {
        std::string name = (fs::temp_directory_path() / "reports-XXXXXX").string();
        path_ = mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path_); }
    fs::path operator/(const char* name) const { return path_ / name; }
    std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(path_), fs::directory_iterator()));
    }

private:
    fs::path path_;
};

Workbook book_of(std::vector<std::vector<Cell>> rows, std::string title = "Sheet",
                 std::string name = "the_rows") {
    Sheet sheet(std::move(title));
    Table table{std::move(name), {{"A"}, {"B", Kind::count}}};
    table.rows = std::move(rows);
    sheet.add(std::move(table));
    return {*records::week_from("2026-W40"), "", {std::move(sheet)}};
}

bool has_tool(const char* tool) {
    return std::system(("command -v " + std::string(tool) + " >/dev/null 2>&1").c_str()) == 0;
}

/// The part of a workbook, unpacked by the system's own tool.
std::string part_of(const fs::path& workbook, const std::string& part) {
    const std::string out = workbook.string() + ".part";
    const int status = std::system(("python3 -c 'import "
                                    "sys,zipfile;open(sys.argv[3],\"wb\").write(zipfile.ZipFile("
                                    "sys.argv[1]).read(sys.argv[2]))' " +
                                    workbook.string() + ' ' + part + ' ' + out)
                                       .c_str());
    REQUIRE(status == 0);
    return read_file(out);
}

std::string refusal(const Workbook& workbook) {
    const Folder folder;
    const auto written = write_xlsx(workbook, folder / "a.xlsx");
    REQUIRE_FALSE(written);
    REQUIRE(folder.files() == 0);  // neither the workbook nor half of one
    return written.error().what;
}

}  // namespace

TEST_CASE("The same market gives the same bytes twice") {
    const Folder folder;
    REQUIRE(write_xlsx(build(markets::large(2)), folder / "a.xlsx"));
    REQUIRE(write_xlsx(build(markets::large(2)), folder / "b.xlsx"));
    const std::string bytes = read_file(folder / "a.xlsx");
    REQUIRE(bytes.size() > 10'000);
    REQUIRE(bytes == read_file(folder / "b.xlsx"));
}

TEST_CASE("A workbook takes the place of an older one only when it is whole") {
    const Folder folder;
    REQUIRE(write_xlsx(book_of({{std::string("old"), 1.0}}), folder / "a.xlsx"));
    const std::string old = read_file(folder / "a.xlsx");
    REQUIRE_FALSE(
        write_xlsx(book_of({{std::string("new"), std::numeric_limits<double>::quiet_NaN()}}),
                   folder / "a.xlsx"));
    REQUIRE(read_file(folder / "a.xlsx") == old);
    REQUIRE(folder.files() == 1);
}

TEST_CASE("N08: a process killed while it writes leaves the old workbook or the new one, whole") {
    const Folder folder;
    const std::vector<Workbook> workbooks = {build(markets::small()), build(markets::empty(0))};
    std::vector<std::string> whole;
    for (const Workbook& workbook : workbooks) {
        REQUIRE(write_xlsx(workbook, folder / "a.xlsx"));
        whole.push_back(read_file(folder / "a.xlsx"));
    }
    for (int kill_number = 0; kill_number < 25; ++kill_number) {
        const pid_t writer = fork();
        REQUIRE(writer >= 0);
        for (std::size_t at = 0; writer == 0; ++at)
            if (!write_xlsx(workbooks[at % 2], folder / "a.xlsx")) _exit(1);
        usleep(static_cast<useconds_t>(2'000 + kill_number * 7'919 % 29'000));
        REQUIRE(kill(writer, SIGKILL) == 0);
        int status = 0;
        REQUIRE(waitpid(writer, &status, 0) == writer);
        REQUIRE(WIFSIGNALED(status));  // it had not given up: what a dead one left is no hindrance
        const std::string bytes = read_file(folder / "a.xlsx");
        REQUIRE((bytes == whole[0] || bytes == whole[1]));
    }
    REQUIRE(write_xlsx(workbooks[0], folder / "a.xlsx"));
    REQUIRE(folder.files() == 1);
}

TEST_CASE("A workbook that another process is writing is not written at the same time") {
    const Folder folder;
    const int other = open((folder / "a.xlsx.partial").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    REQUIRE(flock(other, LOCK_EX | LOCK_NB) == 0);
    const auto refused = write_xlsx(build(markets::empty(0)), folder / "a.xlsx");
    REQUIRE_FALSE(refused);
    REQUIRE(refused.error().what.find("another process writes it") != std::string::npos);
    REQUIRE(fs::exists(folder / "a.xlsx.partial"));  // it is the other's
    close(other);
    REQUIRE(write_xlsx(build(markets::empty(0)), folder / "a.xlsx"));
}

TEST_CASE("The properties of the file say which revision it is, and whether it is final") {
    if (!has_tool("python3")) {
        WARN("python3 is not here: the file is not looked into");
        return;
    }
    const Folder folder;
    Workbook workbook = book_of({});
    workbook.revision = 3;
    workbook.status = "provisional: late data may come until 2026-10-12";
    REQUIRE(write_xlsx(workbook, folder / "a.xlsx"));
    const std::string xml = part_of(folder / "a.xlsx", "docProps/core.xml");
    REQUIRE(xml.find("<dc:subject>Revision 3<") != std::string::npos);
    REQUIRE(xml.find(">provisional<") != std::string::npos);
    REQUIRE(xml.find(">" + workbook.status + "<") != std::string::npos);
}

TEST_CASE("Numbers that are not finite are refused, with the cell") {
    for (const double number :
         {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
        REQUIRE(refusal(book_of({{std::string("x"), number}})).find("sheet Sheet, cell B2") !=
                std::string::npos);
        REQUIRE(refusal(book_of({{std::string("x"), Formula{"=1", number}}})).find("cell B2") !=
                std::string::npos);
    }
}

TEST_CASE("A title of 32 characters is refused and does not crash") {
    REQUIRE(refusal(book_of({}, std::string(32, 'x'))).find("31 characters") != std::string::npos);
}

TEST_CASE("A defined name that looks like a cell is refused") {
    REQUIRE(refusal(book_of({{std::string("x"), 1.0}}, "Sheet", "Q1")).find("like a cell") !=
            std::string::npos);
}

TEST_CASE("Two sheets of one title, or two tables of one name, are refused") {
    Workbook workbook = book_of({{std::string("x"), 1.0}});
    workbook.sheets.push_back(workbook.sheets.front());
    REQUIRE(refusal(workbook).find("two sheets") != std::string::npos);
    workbook = book_of({{std::string("x"), 1.0}});
    workbook.sheets.front().add(std::get<Table>(workbook.sheets.front().blocks().front()));
    REQUIRE(refusal(workbook).find("two tables") != std::string::npos);
}

TEST_CASE("A folder that is not there is a clear refusal") {
    const Folder folder;
    const auto written = write_xlsx(book_of({}), folder / "missing" / "a.xlsx");
    REQUIRE_FALSE(written);
    REQUIRE(written.error().what.find("is no folder") != std::string::npos);
}

TEST_CASE("Names that look like formulas, links or escapes stay text") {
    if (!has_tool("python3")) {
        WARN("python3 is not here: the file is not looked into");
        return;
    }
    const Folder folder;
    REQUIRE(write_xlsx(book_of({{std::string("=HYPERLINK(\"http://x\",\"y\")"), 1.0},
                                {std::string("_x0041_"), 2.0},
                                {std::string("http://example.org"), 3.0},
                                {std::string("\xFF broken"), 4.0},
                                {std::string("nul\0here", 8), 5.0}}),
                       folder / "a.xlsx"));
    const std::string xml = part_of(folder / "a.xlsx", "xl/worksheets/sheet1.xml");
    REQUIRE(xml.find("<f>") == std::string::npos);
    REQUIRE(xml.find("<hyperlink") == std::string::npos);
    REQUIRE(xml.find("=HYPERLINK(\"http://x\",\"y\")</t>") != std::string::npos);
    REQUIRE(xml.find("_x005F_x0041_</t>") != std::string::npos);
    REQUIRE(xml.find("\xEF\xBF\xBD broken</t>") != std::string::npos);
    REQUIRE(xml.find("nul␀here</t>") != std::string::npos);
}

TEST_CASE("A formula carries the value that we computed") {
    if (!has_tool("python3")) {
        WARN("python3 is not here: the file is not looked into");
        return;
    }
    const Folder folder;
    REQUIRE(write_xlsx(book_of({{std::string("x"), Formula{"=2+2", 4.0}},
                                {std::string("y"), Formula{"=\"a\"", std::string("a")}}}),
                       folder / "a.xlsx"));
    const std::string xml = part_of(folder / "a.xlsx", "xl/worksheets/sheet1.xml");
    REQUIRE(xml.find("<f>2+2</f><v>4</v>") != std::string::npos);
    REQUIRE(xml.find("<f>\"a\"</f><v>a</v>") != std::string::npos);
}

TEST_CASE("The moment of making is the week's, so that no clock is in the file") {
    if (!has_tool("python3")) {
        WARN("python3 is not here: the file is not looked into");
        return;
    }
    const Folder folder;
    REQUIRE(write_xlsx(book_of({}), folder / "a.xlsx"));
    REQUIRE(part_of(folder / "a.xlsx", "docProps/core.xml").find("2026-10-05T00:00:00Z") !=
            std::string::npos);
}

TEST_CASE("Every formula's value is what LibreOffice computes") {
    if (!has_tool("soffice") || !has_tool("python3")) {
        WARN("LibreOffice or python3 is not here: nothing is recalculated");
        return;
    }
    const Folder folder;
    const std::string tool =
        "python3 " + (project_root() / "tests" / "workbook_recalc.py").string() + ' ';
    REQUIRE(write_xlsx(build(markets::large(2)), folder / "a.xlsx"));
    REQUIRE(std::system((tool + (folder / "a.xlsx").string()).c_str()) == 0);
    REQUIRE(write_xlsx(book_of({{std::string("x"), Formula{"=2+2", 5.0}}}), folder / "wrong.xlsx"));
    REQUIRE(std::system((tool + (folder / "wrong.xlsx").string() + " >/dev/null").c_str()) != 0);
}
