#include <algorithm>

#include "app/commands.h"
#include "app/configured.h"
#include "app/doctor_checks.h"
#include "app/terminal.h"

namespace app {

int doctor(Session& session) {
    const auto from = configuration(session.arguments);
    if (!from) return fail(session, from.error().what);
    const Patient patient{session, *from};
    Table table({"state", "about", "found", "remedy"});
    bool well = true;
    for (const auto& [name, examine] : examinations()) {
        for (const auto& found : examine(patient)) {
            table.add(
                {std::string(to_text(found.state)), std::string(name), found.what, found.remedy});
            well = well && found.state != Diagnosis::State::failure;
        }
    }
    table.print(session.out, session.arguments.json);
    return well ? Code::fine : Code::failed;
}

}  // namespace app
