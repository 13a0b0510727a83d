#!/usr/bin/env bash
# Virtual seconds that whole nodes live through in a second of processor time. NODES sets the sizes (default 4 7 13 48 100),
# LOAD=1 adds the workload of the home lab. A hundred nodes take about ten minutes.
. "$(dirname "$0")/lib.sh"
heap=${HEAP:-4g}
for nodes in ${NODES:-4 7 13 48 100}; do
  simulated SimNodesBench idle "$nodes" "${SECONDS_A_ROUND:-$((1200 / nodes + 20))}"
  export DARM_BENCH_RUNS=1
  [ -z "${LOAD:-}" ] || simulated SimNodesBench load "$nodes" "${SECONDS_OF_LOAD:-600}"
done
