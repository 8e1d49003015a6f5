#include "records/run.h"

#include "records/names.h"

namespace records {

std::optional<SlotState> slot_state_from(std::string_view text) {
    return named<SlotState>(slot_state_names, text);
}

}  // namespace records
