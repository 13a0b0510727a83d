#!/usr/bin/env bash
# Questions through HTTP by tier: p50, p99. DOCUMENTS and SEED set the corpus.
. "$(dirname "$0")/lib.sh"
bench AskBench "$documents" "$seed"
