package dev.darm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.sim.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the simulator's commands print and how they end; the simulator itself is a puppet here. */
class SimCommandTest {

    @TempDir
    Path temp;

    private final Puppet puppet = new Puppet();
    private String scenario = "";

    @BeforeEach
    void write() throws IOException {
        Path file = temp.resolve("small.conf");
        Files.writeString(file, """
                duration = 60 s
                nodes = [{ count = 4, prefix = "n", device = pi-5 }]
                timeline = [
                  { at = 3 s, fault = crash, nodes = n1, for = 2 s }
                  { at = 9 s, fault = crash, nodes = n2, for = 2 s }
                ]
                short { duration = 20 s }
                """);
        scenario = file.toString();
    }

    @Test
    void aRunEndsWithItsHashAndWithZero() {
        Puppet.Ran ran = puppet.sim("run", scenario, "--seed", "7");

        assertThat(ran.exit()).as(ran::toString).isZero();
        assertThat(ran.out().lines().toList().getLast()).matches("trace hash = [0-9a-f]{16}");
        assertThat(puppet.plans.getFirst().seed()).isEqualTo(7);
        assertThat(ran.err()).contains("of 0:01:00").contains("times real time").contains("events/s");
    }

    @Test
    void theShortHorizonAndAMomentEndARunEarlier() {
        Puppet.Ran brief = puppet.sim("run", scenario, "--short");
        Puppet.Ran until = puppet.sim("run", scenario, "--until", "20s");

        assertThat(brief.out()).contains("20.0 s of virtual time");
        assertThat(until.out()).contains("20.0 s of virtual time");
        assertThat(puppet.plans.getFirst().duration().toSeconds()).isEqualTo(20);
    }

    @Test
    void aViolationEndsWithOneAndNamesSeedAndInvariant() {
        puppet.judge = plan -> Optional.of(Puppet.violation("no-loss"));

        Puppet.Ran ran = puppet.sim("run", scenario, "--seed", "7");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err())
                .contains("darm: seed 7 violates no-loss at 0:00:05.000000000: seen")
                .contains("./darm sim shrink " + scenario + " --seed 7");
        assertThat(ran.out().lines().toList().getLast()).startsWith("trace hash = ");
    }

    @Test
    void manySeedsGiveMedianAndPercentiles() {
        puppet.judge = plan -> plan.seed() == 3 ? Optional.of(Puppet.violation("no-loss")) : Optional.empty();

        Puppet.Ran ran = puppet.sim("run", scenario, "--short", "--seeds", "1..21");

        assertThat(ran.exit()).as(ran::toString).isEqualTo(1);
        assertThat(ran.out().lines().filter(line -> line.startsWith("seed "))).hasSize(21);
        assertThat(ran.out()).contains("Over 21 seeds, of which 20 passed");
        assertThat(ran.out()).containsPattern("time to converge +21 +2.00 s +11.0 s +20.0 s");
        assertThat(ran.out()).containsPattern("commit latency +21 +2.00 ms +11.0 ms +20.0 ms");
        assertThat(ran.out()).containsPattern("recall hits +21 +25.0 % +25.0 % +25.0 %");
        assertThat(ran.err()).contains("1 of 21 seeds did not pass; the first to end: seed 3 violates no-loss");
    }

    @Test
    void optionsThatDoNotGoTogetherAreRefused() {
        assertRefused(64, "either --seed or --seeds", "run", scenario, "--seed", "1", "--seeds", "1..2");
        assertRefused(64, "--jobs goes with --seeds", "run", scenario, "--jobs", "2");
        assertRefused(64, "are of one run", "run", scenario, "--seeds", "1..2", "--trace", "x");
        assertRefused(64, "no range of seeds; write for example 1..100", "run", scenario, "--seeds", "1-2");
        assertRefused(64, "no virtual time; write for example 90s", "run", scenario, "--until", "soon");
        assertThat(puppet.plans).isEmpty();
    }

    @Test
    void theOrderOfACommandGoesWithWhatItSuggests() {
        puppet.judge = plan -> Optional.of(Puppet.violation("no-loss"));

        Puppet.Ran ran = puppet.sim("run", scenario, "--order", "fifo", "--seed", "7");

        assertThat(ran.err()).contains("./darm sim run " + scenario + " --order fifo --seed 7");
        assertRefused(64, "expected random or fifo, found 'lifo'", "run", scenario, "--order", "lifo");
    }

    @Test
    void whatIsMissingOrWrongIsNamedWithItsPlace() throws IOException {
        assertRefused(66, "no scenario file " + temp.resolve("none.conf"), "run", temp.resolve("none.conf") + "");
        Path wrong = Files.writeString(temp.resolve("wrong.conf"), "duration = 5 m\nnodez = []\n");
        assertRefused(65, wrong + ":", "run", wrong.toString());
        Path whole = Files.writeString(
                temp.resolve("whole.conf"), "duration = 5 s\nnodes = [{ count = 1, device = pi-5 }]\n");
        assertRefused(64, "no short horizon", "run", whole.toString(), "--short");
        assertRefused(66, "no trace and no scenario", "replay", temp.resolve("none.trace") + "");
        assertRefused(
                64, "no machine 'n9' in small; expected one of n1, n2, n3, n4", "replay", scenario, "--node", "n9");
    }

    @Test
    void aJvmInWhichRunsDoNotRepeatIsRefused() {
        puppet.lacks = List.of("-XX:hashCode=2");

        for (String command : List.of("run", "replay", "diverge", "shrink"))
            assertRefused(64, "-XX:hashCode=2", command, scenario);
        assertRefused(64, "-XX:hashCode=2", "coverage", scenario, "--seeds", "1..2");
    }

    @Test
    void theHeapCapIsStatedWhenItIsHit() {
        puppet.judge = plan -> {
            throw new IllegalStateException("the run failed", new OutOfMemoryError("Java heap space"));
        };

        long cap = Runtime.getRuntime().maxMemory() >> 20;
        assertRefused(70, "seed 7, hit the heap cap of a run, " + cap + " MiB", "run", scenario, "--seed", "7");
        assertRefused(70, "DARM_SIM_OPTS=-Xmx", "run", scenario, "--seeds", "7..8");
    }

    @Test
    void aTraceReplaysAndIsChecked() {
        Path trace = temp.resolve("run.trace");
        Puppet.Ran run = puppet.sim("run", scenario, "--seed", "7", "--trace", trace.toString());
        assertThat(run.exit()).as(run::toString).isZero();

        Puppet.Ran replay = puppet.sim("replay", trace.toString());
        Puppet.Ran part = puppet.sim("replay", trace.toString(), "--to", "5s", "--node", "n1");

        String hash = run.out().lines().toList().getLast();
        assertThat(replay.exit()).as(replay::toString).isZero();
        assertThat(replay.out()).contains("Verified: 60 of 60 events").contains(hash);
        assertThat(part.exit()).as(part::toString).isZero();
        assertThat(part.out())
                .contains("0:00:04.000000000 n1 INFO puppet - second 4")
                .doesNotContain("second 5")
                .contains("Verified: 5 of 60 events");
    }

    @Test
    void aTraceOfARunThatWasEndedEarlyReplaysAsFarAsItGoes() {
        Path trace = temp.resolve("run.trace");
        puppet.sim("run", scenario, "--seed", "7", "--until", "20s", "--trace", trace.toString());

        Puppet.Ran replay = puppet.sim("replay", trace.toString());

        assertThat(replay.exit()).as(replay::toString).isZero();
        assertThat(replay.out()).contains("Verified: 20 of 20 events");
    }

    @Test
    void aReplayThatStraysNamesTheFirstEventThatDiffers() {
        Path trace = temp.resolve("run.trace");
        puppet.sim("run", scenario, "--seed", "7", "--trace", trace.toString());
        Puppet other = new Puppet() {
            @Override
            String message(long second) {
                return second == 11 ? "Other" : super.message(second);
            }
        };

        Puppet.Ran replay = other.sim("replay", trace.toString());

        assertThat(replay.exit()).isEqualTo(1);
        assertThat(replay.err()).contains("The first step that differs is 11.").contains("Other");
    }

    @Test
    void aScenarioReplaysAgainstAHash() {
        String hash = puppet.sim("run", scenario, "--seed", "7")
                .out()
                .lines()
                .toList()
                .getLast();
        hash = hash.substring(hash.length() - 16);

        assertThat(puppet.sim("replay", scenario, "--seed", "7", "--hash", hash).exit())
                .isZero();
        Puppet.Ran other = puppet.sim("replay", scenario, "--seed", "8", "--hash", hash);
        assertThat(other.exit()).isEqualTo(1);
        assertThat(other.err()).contains("not " + hash).contains("./darm sim diverge " + scenario + " --seed 8");
    }

    @Test
    void runsThatDifferAreTakenApart() {
        Puppet drifting = new Puppet() {
            @Override
            String message(long second) {
                return second == 40 ? "Run" + plans.size() : super.message(second);
            }
        };

        Puppet.Ran same = puppet.sim("diverge", scenario, "--seed", "7");
        Puppet.Ran differs = drifting.sim("diverge", scenario, "--seed", "7");

        assertThat(same.exit()).isZero();
        assertThat(same.out()).contains("The two runs are the same: 60 events.");
        assertThat(differs.exit()).isEqualTo(1);
        assertThat(differs.out())
                .contains("The first step that differs is 40.")
                .contains("Run3")
                .contains("Run4")
                .contains("at dev.darm.cli.Puppet.run");
    }

    @Test
    void whatIsLeftOfAViolationIsAScenario() throws IOException {
        puppet.judge =
                plan -> plan.faults().stream().anyMatch(fault -> fault.at().toSeconds() == 9)
                        ? Optional.of(Puppet.violation("no-loss"))
                        : Optional.empty();
        Path small = temp.resolve("small-one.conf");

        Puppet.Ran ran = puppet.sim("shrink", scenario, "--seed", "7", "-o", small.toString());

        assertThat(ran.exit()).as(ran::toString).isZero();
        assertThat(ran.out()).contains("seed 7 violates no-loss").contains("Faults: 1 of 2.");
        Scenario left = Scenario.read(small, Path.of(""), Set.of());
        assertThat(left.plan(7).faults()).hasSize(1);
        assertThat(Files.readString(small)).contains("# seed 7 violates no-loss at 0:00:05");
        assertRefused(65, "violates nothing", "shrink", shrunkToNothing());
    }

    private String shrunkToNothing() throws IOException {
        puppet.judge = plan -> Optional.empty();
        return Files.writeString(temp.resolve("calm.conf"), "duration = 5 s\nnodes = [{ count = 1, device = pi-5 }]\n")
                .toString();
    }

    @Test
    void coverageAddsSeedsUp() {
        Puppet.Ran ran = puppet.sim("coverage", scenario, "--seeds", "1..3");

        assertThat(ran.exit()).as(ran::toString).isZero();
        assertThat(ran.out()).startsWith("3 seeds").containsPattern("crash +3 \\(3\\)");
    }

    @Test
    void aNewScenarioReadsAndReplacesNothing() throws IOException {
        Path file = temp.resolve("mine.conf");

        Puppet.Ran first = puppet.sim("new", file.toString());
        String text = Files.readString(file);
        assertRefused(64, "is there already", "new", file.toString());
        assertRefused(64, "is no name of a scenario", "new", "a b");

        assertThat(first.exit()).as(first::toString).isZero();
        assertThat(Scenario.read(file, Path.of(""), Set.of()).name()).isEqualTo("mine");
        assertThat(Files.readString(file)).isEqualTo(text);
    }

    @Test
    void aTraceIsPrintedThroughFilters() throws IOException {
        Path trace = temp.resolve("run.trace");
        puppet.sim("run", scenario, "--seed", "7", "--trace", trace.toString());

        Puppet.Ran ran = puppet.sim("trace", trace.toString(), "--from", "10s", "--to", "20s", "--message", "Tick3");
        assertThat(ran.exit()).as(ran::toString).isZero();
        assertThat(ran.out()).contains("# 2 shown of 60 events").contains("seed 7: Tick3");
        assertThat(puppet.sim("trace", trace.toString(), "--kind", "disk,log").out())
                .contains("# 0 shown of 60");

        byte[] bytes = Files.readAllBytes(trace);
        bytes[bytes.length / 2] ^= 1;
        Files.write(trace, bytes);
        assertRefused(65, trace + ": byte ", "trace", trace.toString());
        assertRefused(65, "not a trace of DARM", "trace", scenario);
    }

    private void assertRefused(int exit, String words, String... arguments) {
        Puppet.Ran ran = puppet.sim(arguments);
        assertThat(ran.exit()).as(ran::toString).isEqualTo(exit);
        assertThat(ran.err()).contains("darm: ").contains(words);
    }
}
