# Sourced by the benches: builds what is missing and runs a main of src/test/java/dev/darm/bench.
set -euo pipefail
cd -P "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/jdk.sh
JAVA_HOME=$(find_jdk) || { echo "no JDK $wanted or newer found" >&2; exit 69; }
export JAVA_HOME

# The documents of the corpus and the seed of its generator.
documents=${DOCUMENTS:-300}
seed=${SEED:-1}

prepare() {
  ./darm up --help >/dev/null
  if [ ! -d target/test-classes/dev/darm/bench ] ||
    [ -n "$(find src/test/java/dev/darm/bench -newer target/test-classes/dev/darm/bench -print -quit)" ]; then
    mvn -B -q test-compile >&2
    touch target/test-classes/dev/darm/bench
  fi
}

conditions() {
  local processor
  processor=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
  printf '%s\n' "# $(date -u +%Y-%m-%dT%H:%MZ), commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown)$(git diff --quiet HEAD 2>/dev/null || echo ' with changes')" \
    "# $(nproc) processors (${processor:-unknown}), $(awk '/MemTotal/ {printf "%.0f GiB", $2 / 1048576}' /proc/meminfo), $(uname -sr)" \
    "# $("$JAVA_HOME/bin/java" -version 2>&1 | sed -n 2p), load at the start $(cut -d' ' -f1 /proc/loadavg)"
}

# Prints the conditions once, also when one bench runs another.
bench() {
  if [ -z "${DARM_BENCH_RUNS:-}" ]; then
    prepare
    conditions
  fi
  local main=$1
  shift
  "$JAVA_HOME/bin/java" -Xmx256m -XX:+UseSerialGC -cp target/test-classes:target/darm.jar "dev.darm.bench.$main" "$@"
}

# The same in a JVM as the simulator needs it, with `heap` and `young` as its sizes. Nodes log warnings only.
simulated() {
  if [ -z "${DARM_BENCH_RUNS:-}" ]; then
    prepare
    conditions
  fi
  local main=$1 agent mason
  shift
  agent=target/darm-agent.jar
  mason=${MAVEN_REPOSITORY:-$HOME/.m2/repository}
  mason=$(ls "$mason"/edu/gmu/cs/mason/*/mason-*.jar | head -n 1)
  DARM_LOG_LEVEL=WARN "$JAVA_HOME/bin/java" "-javaagent:$agent" -XX:+UnlockExperimentalVMOptions -XX:hashCode=2 \
    -XX:+UseSerialGC "-Xms$heap" "-Xmx$heap" ${young:+"-Xmn$young"} -XX:+UseCompactObjectHeaders \
    -XX:+UseTransparentHugePages --sun-misc-unsafe-memory-access=allow \
    -cp "target/test-classes:target/darm.jar:$mason" "dev.darm.bench.$main" "$@" 2> >(grep -v -e WARNING: -e VectorizationProvider >&2)
}
