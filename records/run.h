#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "records/time.h"

/// What the daemon, the history of runs and the commands around jobs say to each other.
namespace records {

/// When a job was to run: the key of all that is told of its runs.
struct Slot {
    std::string job;
    Instant nominal;  // of its cron expression, without jitter

    friend auto operator<=>(const Slot&, const Slot&) = default;
};

/// What became of a slot. All but the first two are ends.
enum class SlotState : std::uint8_t {
    waiting,     // for its time, for a job before it, or for its next attempt
    running,     // now
    done,        // exit code 0
    incomplete,  // exit code 3: something fell short
    failed,      // its attempts are used up
    missed,      // it was not started within its grace; never back-dated
    skipped,     // the slot before it was still running
};
inline constexpr std::array<std::string_view, 7> slot_state_names = {
    "waiting", "running", "done", "incomplete", "failed", "missed", "skipped"};
constexpr std::string_view to_text(SlotState state) {
    return slot_state_names.at(static_cast<std::size_t>(state));
}
std::optional<SlotState> slot_state_from(std::string_view);
constexpr bool is_settled(SlotState state) {
    return state != SlotState::waiting && state != SlotState::running;
}

/// A slot, and how it stands.
struct SlotFacts {
    Slot slot;
    Instant due;        // nominal, and the jitter of its job
    std::string local;  // nominal, as people there say: "2026-10-05 03:00 -03:00 America/Sao_Paulo"
    SlotState state = SlotState::waiting;
    std::string why;                  // a sentence for people; empty: nothing is to be said
    int attempts = 0;                 // that were begun
    std::optional<Instant> ended;     // when it was settled
    std::optional<Instant> retry_at;  // of a waiting slot: not before then
};

/// The number of a run in the history.
using RunId = std::int64_t;

/// An attempt on a slot, as it begins.
struct RunStart {
    Slot slot;
    Instant begun;
    long pid = 0;
    std::string version;        // of dramascope
    std::string configuration;  // SHA-256 of the effective configuration's text, in hexadecimal
    std::string cause;          // "schedule", "misfire", "retry", "hand", "backfill"
};

/// What a run brought of a source in a storefront. What was asked is one of the six that follow, or
/// waits for the slot's next attempt. An attempt that goes on with an earlier one of its slot tells
/// of the whole slot, not only of itself.
struct Yield {
    std::string source;
    std::string storefront;   // "us"; empty: of none
    std::size_t asked = 0;    // requests of the plan
    std::size_t fetched = 0;  // answers with rows, or that what the archive holds is still so
    std::size_t empty = 0;    // answers that there is nothing
    std::size_t blocked = 0;
    std::size_t drift = 0;   // kept, but not of the kind or layout that was asked for
    std::size_t failed = 0;  // without an answer: refused by robots.txt, over budget, missed too
    std::size_t rows = 0;    // entries of charts, listings, figures, rates
};

/// How a run ended.
struct RunEnd {
    Instant ended;
    SlotState state = SlotState::failed;  // waiting: hindered from outside, to be tried again
    std::string why;
    std::size_t requests = 0;
    std::size_t rows = 0;
    std::uint64_t bytes = 0;  // received
    std::string output;       // the last workbook that it wrote: its file's name; empty: none
    std::string output_digest;
    int revision = 0;
};

struct RunFacts {
    RunId id = 0;
    RunStart start;
    int attempt = 1;            // of its slot, from 1
    std::optional<RunEnd> end;  // empty: it runs, or died without a word
};

/// A workbook that a run wrote. `dramascope report` with its week, as_of, revision and previous
/// makes the same bytes.
struct Output {
    Week week;
    int revision = 1;
    Instant as_of;
    std::optional<Instant> previous;  // as_of of the revision before; empty: it is the first
    std::string file;                 // its name in the folder of the reports
    std::string digest;               // SHA-256 in hexadecimal
};

}  // namespace records
