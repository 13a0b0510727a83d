#!/usr/bin/env bash
# Heap and resident memory of idle nodes, after start and after learning. DOCUMENTS and SEED set the corpus.
. "$(dirname "$0")/lib.sh"
bench IdleBench "$documents" "$seed"
