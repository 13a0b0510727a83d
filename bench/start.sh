#!/usr/bin/env bash
# Node start to ready: one node alone, and four at once. STARTS sets how many starts (default 7).
. "$(dirname "$0")/lib.sh"
bench StartBench 1 "${STARTS:-7}"
DARM_BENCH_RUNS=1 bench StartBench 4 "${STARTS:-7}"
