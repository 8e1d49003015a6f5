#include "app/commands.h"
#include "app/inputs.h"
#include "app/json_lines.h"
#include "app/terminal.h"
#include "parsers/read.h"

namespace app {
namespace {

bool is_trouble(records::Outcome outcome) {
    return outcome != records::Outcome::rows && outcome != records::Outcome::empty;
}

/// One run of `parse`.
class Printing {
public:
    Printing(Session& session, std::size_t files)
        : session_(session), progress_(session.err, session.terminal, files) {}

    void read(const std::vector<std::string>& files) {
        PageReader reader(
            session_.arguments,
            [this](const records::Page& page) {
                print(page);
                return session_.out.good();  // nobody reads on
            },
            [this](const archive::ContainerIssue& issue) { lose(issue); });
        for (const auto& file : files) {
            if (!reader.read(file)) return;
            progress_.file_done();
        }
        reader.finish();
    }

    void complain(const std::string& what) {
        troubled_ = true;
        progress_.clear();
        session_.err << "dramascope: " << printable(what) << '\n';
    }

    int code() const {
        return troubled_ ? Code::some_input_troubled : pages_ == 0 ? Code::failed : Code::fine;
    }

private:
    /// What no page could be made of has a line of its own, as it would have as a page.
    void lose(const archive::ContainerIssue& issue) {
        complain(issue.place + ": " + issue.what);
        if (!issue.lost) return;
        records::Reading reading;
        reading.outcome = records::Outcome::unsupported;
        reading.issues.push_back({"file", issue.what});
        session_.out << page_line(issue.place, reading);
    }

    void print(const records::Page& page) {
        const records::Reading reading = parsers::read(page);
        progress_.clear();
        session_.out << page_line(page.place, reading);
        for (const auto& record : reading.records) session_.out << record_line(record);
        ++pages_;
        troubled_ = troubled_ || is_trouble(reading.outcome);
        progress_.page_done();
    }

    Session& session_;
    Progress progress_;
    std::size_t pages_ = 0;
    bool troubled_ = false;
};

}  // namespace

int parse_pages(Session& session) {
    const Inputs inputs = find_inputs(session.arguments.paths);
    Printing printing(session, inputs.files.size());
    for (const auto& problem : inputs.problems) printing.complain(problem);
    printing.read(inputs.files);
    if (inputs.files.empty() && inputs.problems.empty()) {
        return fail(session, session.arguments.paths.front() +
                                 ": there is no file in it; name a folder with saved pages");
    }
    session.out.flush();
    return printing.code();
}

}  // namespace app
