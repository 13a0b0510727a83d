#!/usr/bin/env bash
# Four validators in one JVM, and then in four processes that speak over TCP, with files of their own: blocks, roots and signed
# claims a second, latency, and what a decision costs. SECONDS_EACH: how long each is measured (default 20); FOLDER: where the
# files are made (default target); CASES: which of "one fast small large claims" (default all).
. "$(dirname "$0")/lib.sh"
prepare
conditions
"$JAVA_HOME/bin/java" -Xmx1g -XX:+UseParallelGC -cp target/test-classes:target/darm.jar \
  dev.darm.bench.LedgerBench "${SECONDS_EACH:-20}" "${FOLDER:-target}" "${CASES:-one fast small large claims}"
