#!/usr/bin/env bash
# Debian's Prometheus scrapes a daemon, and the example rule fires on a source that is stalled:
#     tests/prometheus.sh build/dev/dramascope
# By hand: it takes about a minute, and needs the Debian package prometheus and free ports.
set -euo pipefail
program=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=$(mktemp -d)
pids=()
end() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait
    rm -rf "$folder"
}
trap end EXIT

# A clock that runs 20000 times as fast: days pass in seconds. The contact is missing, so that
# nothing is sent anywhere: each fetch fails, and its source is stalled after a day and a half.
cat >"$folder/my.toml" <<CONFIG
[network]
private = true
[time]
from = "2026-10-05T00:00:00Z"
at_unix = $(date +%s).0
speed = 20000
[daemon]
listen = "127.0.0.1:18765"
reports = "$folder/reports"
CONFIG
"$program" daemon --config "$folder/my.toml" --archive "$folder/archive" 2>"$folder/log" &
pids+=($!)

sed -e 's/8765/18765/; s/_interval: 1m/_interval: 1s/' packaging/prometheus/prometheus.yml \
    >"$folder/prometheus.yml"
sed -e 's/for: 10m/for: 2s/' packaging/prometheus/dramascope.rules.yml \
    >"$folder/dramascope.rules.yml"
prometheus --config.file="$folder/prometheus.yml" --storage.tsdb.path="$folder/data" \
    --web.listen-address=127.0.0.1:19090 2>"$folder/prometheus.log" &
pids+=($!)

asked() { curl -sf "http://127.0.0.1:19090/api/v1/$1" || true; }
for _ in $(seq 90); do
    sleep 1
    if asked alerts | grep -q '"alertname":"DramascopeSourceStalled"[^}]*}[^}]*}[^}]*"state":"firing"'; then
        curl -sf http://127.0.0.1:18765/metrics | promtool check metrics
        asked alerts | head -c 600
        printf '\nok: scraped, and the rule fires\n'
        exit 0
    fi
done
tail -5 "$folder/log" "$folder/prometheus.log"
asked targets | head -c 800
echo "FAILED: no alert fired"
exit 1
