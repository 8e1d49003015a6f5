#pragma once

#include <CLI/CLI.hpp>

#include <span>
#include <string>
#include <vector>

#include "app/command_line.h"

/// What the commands are called, and which options each has.
namespace app {

/// The options as they were typed.
struct Typed {
    Arguments arguments;
    std::string source, storefront, chart, captured_at, week, as_of, previous, now;
    std::string slot, from, to;
    std::string first_week = "2026-W31";
    std::vector<std::string> storefronts;
};

struct Command {
    const char* name;
    const char* about;
    const char* examples;
    void (*add_options)(CLI::App&, Typed&);
};
std::span<const Command> commands();

// Options that several commands have.
void add_archive(CLI::App&, Typed&);
void add_watchlist(CLI::App&, Typed&);
void add_config(CLI::App&, Typed&);
void add_json(CLI::App&, Typed&);
void add_now(CLI::App&, Typed&);  // stands in for the clock; not shown by --help

// Of the commands around jobs.
void options_of_notify(CLI::App&, Typed&);
void options_of_run(CLI::App&, Typed&);
void options_of_status(CLI::App&, Typed&);
void options_of_next(CLI::App&, Typed&);
void options_of_history(CLI::App&, Typed&);
void options_of_backfill(CLI::App&, Typed&);
void options_of_daemon(CLI::App&, Typed&);
void options_of_doctor(CLI::App&, Typed&);

}  // namespace app
