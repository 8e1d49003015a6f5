#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/command_line.h"
#include "archive/containers.h"
#include "records/page.h"
#include "records/result.h"

namespace app {

/// What a list of paths stands for.
struct Inputs {
    std::vector<std::string> files;     // in the order of the paths; those of a folder by name
    std::vector<std::string> problems;  // paths that lead nowhere, with the remedy
};

/// Walks files and folders. Names in a folder that begin with a dot are left out, and so are links
/// to folders, which could lead in circles.
Inputs find_inputs(const std::vector<std::string>& paths);

/// Told what could not be read, with its place. Of a file that cannot be opened, the file.
using OnProblem = std::function<void(const archive::ContainerIssue&)>;

/// Reads the pages of files one after the other, and adds what the arguments say of them: the
/// source, the country, the chart and the genre asked for, and the moment, where a file does not
/// say. `take` returns false to stop early; the answer is whether to go on.
class PageReader {
public:
    using Take = std::function<bool(records::Page)>;

    PageReader(const Arguments&, Take, OnProblem, archive::FindPayload elsewhere = {});

    bool read(const std::string& file);
    /// After the last file: the pages that had to wait for another file.
    bool finish();

private:
    archive::Containers::OnPage with_hints(std::optional<records::Instant> moment);

    const Arguments& arguments_;
    Take take_;
    OnProblem on_problem_;
    archive::Containers containers_;
    bool going_on_ = true;
};

}  // namespace app
