#include <filesystem>
#include <fstream>
#include <iomanip>

#include "app/commands.h"
#include "app/csv.h"
#include "app/terminal.h"
#include "archive/warc.h"
#include "fixtures/simulator/simulator.h"

namespace app {
namespace {

namespace fs = std::filesystem;
using records::Result;
using records::Week;

/// Writes pages into one WARC file per week. Pages come in order of time.
class WeeklyFiles {
public:
    explicit WeeklyFiles(fs::path folder) : folder_(std::move(folder)) {}

    void add(records::Page page) {
        const Week week(records::day_of(page.fetched_at.value_or(records::Instant{})));
        if (week_ && *week_ != week) write();
        week_ = week;
        pages_.push_back(std::move(page));
    }

    void write() {
        if (pages_.empty() || !written_) return;
        const auto file = folder_ / (records::to_text(*week_) + ".warc.gz");
        count_ += pages_.size();
        written_ = archive::write_warc(file.string(), std::exchange(pages_, {}));
    }

    std::size_t count() const { return count_; }
    const Result<void>& written() const { return written_; }

private:
    fs::path folder_;
    std::optional<Week> week_;
    std::vector<records::Page> pages_;
    std::size_t count_ = 0;
    Result<void> written_;
};

void write_truth(std::ostream& file, const simulator::Wishes& wishes,
                 const simulator::TruthRow& row) {
    file << csv_cell(wishes.apps[row.app].name) << ',' << storefront_code(row.country) << ','
         << records::to_text(row.marketplace) << ',' << records::to_text(row.day) << ','
         << row.downloads << ',' << row.revenue_usd << '\n';
}

}  // namespace

int simulate(Session& session) {
    const Arguments& arguments = session.arguments;
    auto list = watchlist(arguments);
    if (!list) return fail(session, list.error().what);
    const fs::path folder(arguments.out);
    std::error_code error;
    fs::create_directories(folder, error);
    std::ofstream truth(folder / "truth.csv", std::ios::binary);
    if (!truth) {
        return fail(session, (folder / "truth.csv").string() +
                                 ": cannot be written; choose another folder with --out");
    }
    truth << "app,country,marketplace,day,downloads,revenue_usd\n"
          << std::fixed << std::setprecision(2);
    const simulator::Wishes wishes{arguments.seed, *arguments.first_week, arguments.weeks,
                                   std::move(list->apps)};
    WeeklyFiles files(folder);
    simulator::simulate(
        wishes, [&](records::Page page) { files.add(std::move(page)); },
        [&](const simulator::TruthRow& row) { write_truth(truth, wishes, row); });
    files.write();
    truth.close();
    if (!files.written()) return fail(session, files.written().error().what);
    if (!truth) return fail(session, (folder / "truth.csv").string() + ": not written; disk full?");
    session.err << counted(files.count(), "page") << " of "
                << counted(static_cast<std::size_t>(arguments.weeks), "week")
                << ", and the truth, in " << printable(arguments.out) << '\n';
    return Code::fine;
}

}  // namespace app
