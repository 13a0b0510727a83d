#!/usr/bin/env bash
# Messages a second of processor time between plain typed actors in the simulator. ACTORS sets how many (default 1000 10000
# 100000 1000000), MESSAGES how many a round (default 4000000). A million actors take about 3 GB and ten minutes.
. "$(dirname "$0")/lib.sh"
heap=${HEAP:-6g}
young=${YOUNG:-2500m}
for actors in ${ACTORS:-1000 10000 100000 1000000}; do
  simulated SimActorsBench random "$actors" 1 1 "${MESSAGES:-4000000}"
  export DARM_BENCH_RUNS=1
  simulated SimActorsBench random "$actors" 20 1 "${MESSAGES:-4000000}"
done
for actors in ${ACTORS:-1000 10000 100000}; do
  [ "$actors" -gt 100000 ] || simulated SimActorsBench grouped "$actors" 1 16384 "${MESSAGES:-4000000}"
done
