#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "records/time.h"

/// What the timetable and the history of runs say to each other.
namespace records {

/// One firing of a job, and its key for ever: the job and the instant at which its timetable says
/// that it fires. A run at another time belongs to its slot all the same, and says when it was.
struct Slot {
    std::string job;
    Instant nominal;

    friend auto operator<=>(const Slot&, const Slot&) = default;
};

enum class SlotState : std::uint8_t {
    waiting,     // for its time, its place, or its next attempt
    running,     // an attempt has begun and not ended
    done,        // exit 0
    incomplete,  // exit 3: something fell short
    failed,      // its attempts are used up
    missed,      // not started within its grace; never back-dated
    skipped,     // the one before was still running, or the job did not exist yet or any more
};
inline constexpr std::array<std::string_view, 7> slot_state_names = {
    "waiting", "running", "done", "incomplete", "failed", "missed", "skipped"};
constexpr std::string_view to_text(SlotState state) {
    return slot_state_names.at(static_cast<std::size_t>(state));
}
std::optional<SlotState> slot_state_from(std::string_view);

/// Whether nothing will happen to a slot any more.
constexpr bool is_settled(SlotState state) {
    return state != SlotState::waiting && state != SlotState::running;
}

/// A slot, and what became of it.
struct SlotFacts {
    Slot slot;
    Instant due;        // nominal + the job's jitter
    std::string local;  // "2026-10-05 03:00 -03:00 America/Sao_Paulo": nominal on the wall there
    SlotState state = SlotState::waiting;
    std::string why;  // for people; may be empty
    int attempts = 0;
    std::optional<Instant> ended;     // of the last attempt, or of the waiting
    std::optional<Instant> retry_at;  // of a waiting one that failed before
};

/// The name of one attempt in the history. 0: none yet.
using RunId = std::int64_t;

/// What is known of an attempt when it begins.
struct RunStart {
    Slot slot;
    Instant begun;
    long pid = 0;
    std::string version;        // of the program
    std::string configuration;  // SHA-256 of the text of the effective configuration
    std::string cause;          // "schedule", "misfire", "retry", "hand", "backfill"
};

/// What a run got from one source for one storefront. Each request that was asked is one of the
/// five after it, or still open. A run that goes on with an earlier one of its slot tells of the
/// whole slot.
struct Yield {
    std::string source;
    std::string storefront;   // "us"; empty: it is of none
    std::size_t asked = 0;    // requests of the plan
    std::size_t fetched = 0;  // answers with rows, or that what the archive holds is still so
    std::size_t empty = 0;    // answers that there is nothing
    std::size_t blocked = 0;
    std::size_t drift = 0;   // kept, but not of the kind or layout that was asked for
    std::size_t failed = 0;  // without an answer: refused by robots.txt, over budget, missed too
    std::size_t rows = 0;    // entries of charts, listings, figures, rates
};

/// What is known of an attempt when it has ended.
struct RunEnd {
    Instant ended;
    SlotState state = SlotState::failed;  // waiting: hindered from outside, to be tried again
    std::string why;
    std::size_t requests = 0;
    std::size_t rows = 0;
    std::uint64_t bytes = 0;
    std::string output;         // the (last) file that it wrote; empty: none
    std::string output_digest;  // SHA-256
    int revision = 0;           // of a workbook, from 1
};

/// A workbook that a run wrote. `dramascope report` with its week, as_of, revision and previous
/// makes the same bytes.
struct Output {
    Week week;
    int revision = 1;
    Instant as_of;
    std::optional<Instant> previous;  // as_of of the revision before; empty: it is the first
    std::string file;                 // its name in the folder of the reports
    std::string digest;               // SHA-256
};

/// An attempt, from the history.
struct RunFacts {
    RunId id = 0;
    RunStart start;
    int attempt = 1;  // of its slot
    std::optional<RunEnd> end;
};

}  // namespace records
