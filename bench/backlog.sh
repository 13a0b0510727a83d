#!/usr/bin/env bash
# The backlog of a day without the chain: queued, opened again, put into one anchor, proven; beside it one root a
# transaction. ROOTS (default 8640000), SINGLES: how many go one by one (default 100000), FOLDER: where (default target).
. "$(dirname "$0")/lib.sh"
bench BacklogBench "${ROOTS:-8640000}" "${SINGLES:-100000}" "${FOLDER:-target}"
