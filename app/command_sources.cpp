#include "app/commands.h"
#include "app/terminal.h"
#include "parsers/sources.h"

namespace app {

int sources(Session& session) {
    Table table({"source", "version", "generations", "about"});
    for (const auto* source : parsers::sources) {
        std::string generations;
        for (const auto& generation : source->generations) {
            generations += (generations.empty() ? "" : ", ") + std::string(generation.name);
        }
        table.add({std::string(source->name), static_cast<std::size_t>(source->version),
                   generations, std::string(source->about)});
    }
    table.print(session.out, session.arguments.json);
    return Code::fine;
}

}  // namespace app
