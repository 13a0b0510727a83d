#!/usr/bin/env bash
# Every bench, one after the other, with the conditions first. About twelve minutes on two processors.
. "$(dirname "$0")/lib.sh"
prepare
conditions
export DARM_BENCH_RUNS=1
for one in start ingest ask idle pruning; do
  printf '\n## bench/%s.sh\n' "$one"
  "bench/$one.sh"
done
