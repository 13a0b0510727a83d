#!/usr/bin/env bash
# PHOLD on the simulator's agenda, on its actors with timers, and on MASON 14.0's schedule, in one run a size.
# ENTITIES sets the sizes (default 1000 100000 1000000), EVENTS how many a round (default 2000000).
. "$(dirname "$0")/lib.sh"
heap=${HEAP:-6g}
young=${YOUNG:-2500m}
for entities in ${ENTITIES:-1000 100000 1000000}; do
  simulated SimPholdBench "$entities" "${EVENTS:-2000000}"
  export DARM_BENCH_RUNS=1
done
