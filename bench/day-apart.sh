#!/usr/bin/env bash
# A node that writes for a day out of reach, on whole simulated nodes (sim/backlog.conf): nothing lost, how soon its backlog
# stands in the chain, what the others notice. SEED (default 1), SHORT=1 for the short horizon, HEAP (default 10g: the
# modelled disks lie in it). At full length it takes three quarters of an hour of one
# processor.
. "$(dirname "$0")/lib.sh"
heap=${HEAP:-10g}
simulated DayApartBench sim/backlog.conf "${SEED:-1}" ${SHORT:+short}
