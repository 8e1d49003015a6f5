#include "app/run.h"

#include <algorithm>
#include <array>
#include <utility>

#include "app/command_line.h"
#include "app/commands.h"

namespace app {
namespace {

using Run = int (*)(Session&);

constexpr auto runs = std::to_array<std::pair<std::string_view, Run>>({
    {"plan", show_plan},     {"fetch", fetch},         {"compliance", compliance},
    {"parse", parse_pages},  {"import", import_pages}, {"reparse", reparse},
    {"report", report},      {"apps", apps},           {"sources", sources},
    {"coverage", coverage},  {"check", check},         {"run", run_job},
    {"status", show_status}, {"next", show_next},      {"history", show_history},
    {"backfill", backfill},  {"notify", notify},       {"simulate", simulate},
    {"daemon", run_daemon},  {"doctor", doctor},
});

}  // namespace

int run(const std::vector<std::string>& words, const World& world) {
    const auto read = read_arguments(words);
    if (const auto* answer = std::get_if<Answer>(&read)) {
        (answer->code == 0 ? world.out : world.err) << answer->text << std::flush;
        return answer->code;
    }
    const auto& arguments = std::get<Arguments>(read);
    Session session{
        arguments,      world.out,   world.err,    arguments.now.value_or(world.clock()),
        world.terminal, world.clock, world.network};
    const auto found =
        std::ranges::find(runs, arguments.command, &std::pair<std::string_view, Run>::first);
    if (found == runs.end()) return fail(session, "this command has nothing to run");
    const int code = found->second(session);
    world.out.flush();
    if (world.out || world.reader_gone()) return code;
    return fail(session, "the output could not be written to its end: is the disk full?");
}

}  // namespace app
