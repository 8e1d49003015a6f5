#!/usr/bin/env bash
# The metrics and the example rules, as Prometheus' own tool reads them: tests/prometheus_rules.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if ! command -v promtool >/dev/null; then
    echo "promtool is not here (Debian package prometheus): nothing was checked"
    exit 77
fi
# promtool prints what it would write otherwise, and its exit code is 3 for that.
promtool check metrics <fixtures/watching/metrics.txt
promtool check rules packaging/prometheus/dramascope.rules.yml
promtool check config packaging/prometheus/prometheus.yml
promtool test rules packaging/prometheus/dramascope.rules.test.yml
