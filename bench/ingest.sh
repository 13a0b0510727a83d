#!/usr/bin/env bash
# Documents and claims a second on four nodes, and fsyncs a document and a claim. DOCUMENTS and SEED set the corpus.
. "$(dirname "$0")/lib.sh"
bench IngestBench "$documents" "$seed"
