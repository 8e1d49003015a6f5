#!/usr/bin/env bash
# Kills a crawl at 300 random moments, goes on with it each time, and has npm's warcio read every
# WARC file that is left. What the archives must be is in tests/app_world_kill_test.cpp.
# Usage: tests/crawl_kill.sh BUILD_FOLDER [KILLS [SEED]]
set -euo pipefail

build=$(cd "${1:?name the build folder}" && pwd)
kills=${2:-300}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder/npm" warcio@2.4.11 >&2
failed=0
DRAMASCOPE_KILLS=$kills DRAMASCOPE_KILL_SEED=${3:-1} DRAMASCOPE_KILL_KEEP=$folder/archives \
    "$build/app_tests" "L02 a crawl that is killed at any moment*" || failed=1

files=0
for file in "$folder"/archives/*/warc/*.warc.gz; do
    "$folder/npm/node_modules/.bin/warcio" index "$file" >"$folder/index" ||
        { echo "warcio cannot read $file" >&2; failed=1; }
    [ -s "$folder/index" ] || { echo "warcio finds nothing in $file" >&2; failed=1; }
    files=$((files + 1))
done
echo "warcio read $files WARC files"
exit $failed
