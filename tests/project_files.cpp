#include "project_files.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <sstream>

#include "golden.h"

namespace fs = std::filesystem;

namespace {

constexpr std::array not_ours = {"build", "demo", "node_modules", ".git"};

bool is_ours(const fs::path& folder) {
    return std::ranges::find(not_ours, folder.filename().string()) == not_ours.end();
}

bool ends_in(const std::string& name, const std::vector<std::string_view>& endings) {
    return std::ranges::any_of(endings, [&](auto ending) { return name.ends_with(ending); });
}

/// Where a comment or literal that begins at `start` ends, or `start` when none begins there.
std::size_t end_of_silence(std::string_view cpp, std::size_t start) {
    const auto behind = [&](std::string_view mark, std::size_t from) {
        const std::size_t at = cpp.find(mark, from);
        return at == std::string_view::npos ? cpp.size() : at + mark.size();
    };
    const std::string_view rest = cpp.substr(start);
    if (rest.starts_with("//")) return std::min(cpp.find('\n', start), cpp.size());
    if (rest.starts_with("/*")) return behind("*/", start + 2);
    if (rest.starts_with("R\"")) {
        const std::size_t open = std::min(cpp.find('(', start), cpp.size() - 1);
        return behind(")" + std::string(cpp.substr(start + 2, open - start - 2)) + "\"", open);
    }
    const bool digit_separator = rest.front() == '\'' && start > 0 && std::isalnum(cpp[start - 1]);
    if ((rest.front() != '"' && rest.front() != '\'') || digit_separator) return start;
    std::size_t at = start + 1;
    while (at < cpp.size() && cpp[at] != rest.front()) at += cpp[at] == '\\' ? 2 : 1;
    return std::min(at + 1, cpp.size());
}

}  // namespace

std::vector<ProjectFile> project_files(const std::vector<std::string_view>& endings) {
    std::vector<ProjectFile> files;
    for (fs::recursive_directory_iterator at(project_root()), end; at != end; ++at) {
        if (at->is_directory() && !is_ours(at->path())) at.disable_recursion_pending();
        const std::string name = fs::relative(at->path(), project_root()).string();
        if (at->is_regular_file() && ends_in(name, endings))
            files.push_back({name, read_file(at->path())});
    }
    std::ranges::sort(files, {}, &ProjectFile::name);
    return files;
}

std::vector<ProjectFile> cpp_files() { return project_files({".cpp", ".h"}); }

std::string code_of(std::string_view cpp) {
    std::string code;
    for (std::size_t at = 0; at < cpp.size();) {
        const std::size_t end = end_of_silence(cpp, at);
        const std::size_t silent = std::max(end, at);
        code.append(static_cast<std::size_t>(std::ranges::count(cpp.substr(at, silent - at), '\n')),
                    '\n');
        if (end > at)
            at = end;
        else
            code += cpp[at++];
    }
    return code;
}

std::vector<std::string> lines_of(std::string_view text) {
    std::istringstream stream{std::string(text)};
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

std::string joined(const std::vector<std::string>& sentences) {
    std::string all;
    for (const std::string& sentence : sentences) all += sentence + "\n";
    return all;
}
