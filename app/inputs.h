#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/command_line.h"
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

/// Reads the pages of a file, and adds what the arguments say of them: the source, the country, the
/// chart and the genre asked for, and the moment, where the file does not say.
records::Result<void> read_pages(const std::string& file, const Arguments&,
                                 const std::function<bool(records::Page)>& on_page,
                                 const std::function<void(const std::string& problem)>& on_problem);

}  // namespace app
