#!/usr/bin/env bash
# What a chain takes on disk, whole and with all blocks but the last 100 abridged. BLOCKS: of how many blocks (default 2000);
# SEGMENT: MiB of a segment, by which disk is given back (default 1; a node has 64); FOLDER: where (default target).
. "$(dirname "$0")/lib.sh"
bench PruningBench "${BLOCKS:-2000}" "${SEGMENT:-1}" "${FOLDER:-target}"
