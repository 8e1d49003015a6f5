#include "archive/process.h"

#include <fstream>
#include <sstream>
#include <string_view>
#include <vector>

namespace archive {
namespace {

std::string line_of(const std::string& file) {
    std::ifstream stream(file);
    std::string line;
    std::getline(stream, line);
    return line;
}

// proc(5): the fields after the name of the program, which is in brackets and may hold anything.
constexpr std::size_t state = 0;
constexpr std::size_t start_time = 19;

std::vector<std::string> fields_of(long pid) {
    const std::string line = line_of("/proc/" + std::to_string(pid) + "/stat");
    const auto name_end = line.rfind(')');
    if (name_end == std::string::npos) return {};
    std::istringstream rest(line.substr(name_end + 1));
    std::vector<std::string> fields;
    for (std::string field; rest >> field;) fields.push_back(std::move(field));
    return fields;
}

}  // namespace

std::string process_mark(long pid) {
    const auto fields = fields_of(pid);
    if (fields.size() <= start_time) return {};
    if (fields[state] == "Z" || fields[state] == "X") return {};
    return fields[start_time] + "@" + line_of("/proc/sys/kernel/random/boot_id");
}

bool process_lives(long pid, const std::string& mark) {
    return !mark.empty() && process_mark(pid) == mark;
}

}  // namespace archive
