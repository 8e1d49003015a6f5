#pragma once

#include <string>
#include <string_view>
#include <vector>

/// A text file of the project, for the tests that read the project itself.
struct ProjectFile {
    std::string name;  // relative to the root: "parsers/read.cpp"
    std::string text;

    bool in(std::string_view folder) const { return name.starts_with(std::string(folder) + "/"); }
};

/// Every file under the root whose name ends in one of `endings`, in order of name. Nothing that is
/// built or installed (build/, demo/, node_modules/, .git/).
std::vector<ProjectFile> project_files(const std::vector<std::string_view>& endings);

/// The C++ sources and headers.
std::vector<ProjectFile> cpp_files();

/// A C++ text without its comments and without what its literals say; lines stay where they are.
std::string code_of(std::string_view cpp);

std::vector<std::string> lines_of(std::string_view text);

/// What a rule finds, one sentence per place; a test requires that this is empty. The sentences are
/// joined so that a failure shows them all.
std::string joined(const std::vector<std::string>& sentences);
