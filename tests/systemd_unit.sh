#!/usr/bin/env bash
# N18: the unit of packaging/ is one that systemd takes without a word, that starts the daemon with
# options which it has, and that exposes little: at most 1.5 by systemd-analyze.
# Usage: tests/systemd_unit.sh PROGRAM. Exit code 77: systemd-analyze is not here.
set -euo pipefail

program=$(realpath "${1:?name the program}")
unit=$(dirname "$(realpath "$0")")/../packaging/dramascope.service
command -v systemd-analyze >/dev/null || { echo "systemd-analyze is not installed"; exit 77; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sed "s#/usr/bin/dramascope#$program#" "$unit" >"$folder/dramascope.service"

said=$(systemd-analyze verify --man=no "$folder/dramascope.service" 2>&1) || { echo "$said"; exit 1; }
[ -z "$said" ] || { echo "systemd-analyze verify says: $said"; exit 1; }

# The words of ExecStart, on folders of our own, up to a configuration that is not there.
read -r -a words < <(sed -n 's/^ExecStart=//p' "$folder/dramascope.service")
options=("${words[@]:1}")
said=$("$program" "${options[@]/#\/*\//$folder/}" 2>&1) && { echo "started without a configuration"; exit 1; }
case $said in
    *"$folder/dramascope.toml: cannot be read"*) ;;
    *) echo "the command of ExecStart is refused: $said"; exit 1 ;;
esac

systemd-analyze security --offline=true --threshold=15 --no-pager "$folder/dramascope.service" |
    tail -1
