#include "crawler/crawl.h"

#include <utility>

#include "crawler/run.h"

namespace crawler {

records::Result<Outcome> crawl(std::vector<records::OpenTask> tasks, const Policy& policy,
                               const Memory& memory, Transport& transport, const Clock& clock,
                               std::uint64_t seed, const Hooks& hooks) {
    Run run(policy, memory, transport, clock, seed, hooks);
    return run.carry_out(std::move(tasks));
}

}  // namespace crawler
