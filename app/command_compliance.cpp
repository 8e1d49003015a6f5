#include "app/commands.h"

namespace app {

int compliance(Session& session) { return fail(session, "compliance is not part of this build"); }

}  // namespace app
