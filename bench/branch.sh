#!/usr/bin/env bash
# Records a second of a branch ledger: appended in signed batches and one by one, received, made durable. RECORDS: how many
# a round (default 100000).
. "$(dirname "$0")/lib.sh"
bench BranchBench "${RECORDS:-100000}"
