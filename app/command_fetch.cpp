#include "app/commands.h"

namespace app {

int fetch(Session& session) { return fail(session, "fetch is not part of this build"); }

}  // namespace app
