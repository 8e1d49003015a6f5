#include "records/app.h"

namespace records {

std::string to_text(const AppId& app) {
    return std::string(to_text(app.marketplace)) + ":" + app.id;
}

}  // namespace records
