#!/usr/bin/env bash
# Three simulated weeks of the daemon under fire: kill -9 of the daemon and of its runs, SIGTERM,
# SIGHUP with right and wrong configurations, suspensions, hosts that fail. More than a hundred kills in about five minutes.
# What must hold is in tests/app_daemon_weeks_test.cpp.
# Usage: tests/daemon_weeks.sh BUILD_FOLDER [WEEKS [SEED [LOG]]]
set -euo pipefail

build=$(cd "${1:?name the build folder}" && pwd)
export DRAMASCOPE_WEEKS=${2:-3} DRAMASCOPE_SEED=${3:-1}
if [ $# -ge 4 ]; then export DRAMASCOPE_KEEP_LOG=$4; fi
exec "$build/app_tests" "The weeks of a daemon under fire*"
