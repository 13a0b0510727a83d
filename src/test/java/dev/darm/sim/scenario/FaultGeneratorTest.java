package dev.darm.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Laws that hold for the plan of every seed. */
class FaultGeneratorTest {

    private static final Duration QUIET = Duration.ofMinutes(10);

    private static final Scenario EVERYTHING;
    private static final Scenario BEYOND;
    private static final Scenario CALM;

    static {
        Home home = home();
        EVERYTHING = home.read(text("off = 0.3, liveness = on", ""));
        BEYOND = home.read(text("off = 0.3, liveness = on", "over-budget = on\n"));
        CALM = home.read(text("off = 0.3, liveness = off", ""));
    }

    private static Home home() {
        try {
            return new Home(Files.createTempDirectory("scenario"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ten validators, one of them with a power of 3, and two machines without; every kind of fault often. */
    private static String text(String generator, String more) {
        StringBuilder faults = new StringBuilder();
        for (FaultKind kind : FaultKind.values()) {
            if (kind.mends()) continue;
            String point = kind == FaultKind.CHAOS ? ", point = library-sync-later" : "";
            faults.append("    %s { per-hour = 6%s }\n".formatted(kind.word(), point));
        }
        return more
                + "duration = 1 h\n"
                + "nodes = [{ count = 10, device = pi-5, except = [{ nodes = n3, voting-power = 3 }] }\n"
                + "  { count = 2, prefix = e, roles = [edge], device = pi-4 }]\n"
                + "timeline = [{ at = 20 m, fault = empty-disk, nodes = n2, for = 10 s }]\n"
                + "generator {\n  from = 1 m, quiet = 10 m, " + generator + "\n  faults {\n" + faults + "  }\n}\n";
    }

    @Property(tries = 3_000, shrinking = ShrinkingMode.OFF)
    void theBudgetIsNeverExceeded(@ForAll long seed) {
        Plan plan = EVERYTHING.plan(seed);

        assertThat(FaultBudget.check(EVERYTHING.nodes(), plan)).isEmpty();
        // The same once more with a count of its own: damage that stays is never taken back, so the end has the most.
        Map<String, Long> power =
                EVERYTHING.nodes().stream().collect(Collectors.toMap(NodePlan::name, NodePlan::votingPower));
        Set<String> lost = plan.faults().stream()
                .map(TimedFault::fault)
                .filter(fault -> fault.weight() == Weight.FOR_GOOD)
                .flatMap(fault -> fault.machines().stream())
                .collect(Collectors.toSet());
        assertThat(lost.stream().mapToLong(name -> power.getOrDefault(name, 0L)).sum())
                .isLessThanOrEqualTo(3);
    }

    @Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
    void whatIsOverBudgetByIntentIsOverIt(@ForAll long seed) {
        assertThat(FaultBudget.check(BEYOND.nodes(), BEYOND.plan(seed)))
                .hasValueSatisfying(over -> assertThat(over.invariant()).isEqualTo(FaultBudget.INVARIANT));
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void theSameSeedGivesTheSamePlan(@ForAll long seed) {
        assertThat(EVERYTHING.plan(seed)).isEqualTo(EVERYTHING.plan(seed)).isNotEqualTo(EVERYTHING.plan(seed + 1));
    }

    @Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
    void aCoreIsLeftThatIsHonestUndamagedAQuorumAndAMajority(@ForAll long seed) {
        Plan plan = EVERYTHING.plan(seed);
        Liveness liveness = plan.liveness().orElseThrow();
        FaultBudget budget = new FaultBudget(EVERYTHING.nodes());
        plan.faults().forEach(budget::add);

        assertThat(liveness.at()).isEqualTo(EVERYTHING.duration().minus(QUIET));
        assertThat(liveness.core()).doesNotContainAnyElementsOf(budget.countedAt(liveness.at()));
        assertThat(liveness.core()).hasSizeGreaterThan(EVERYTHING.nodes().size() / 2);
        long power = liveness.core().stream()
                .mapToLong(name -> EVERYTHING.node(name).votingPower())
                .sum();
        assertThat(3 * power).isGreaterThan(2 * budget.total());
        for (TimedFault fault : plan.faults())
            if (LivenessPhase.damages(fault.fault()))
                assertThat(liveness.core())
                        .doesNotContainAnyElementsOf(fault.fault().machines());
    }

    @Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
    void inTheLivenessPhaseNothingBeginsButTheRecoveryAndNothingElsewhereEnds(@ForAll long seed) {
        Plan plan = EVERYTHING.plan(seed);
        Liveness liveness = plan.liveness().orElseThrow();

        assertThat(plan.faults())
                .filteredOn(fault -> fault.at().compareTo(liveness.at()) >= 0)
                .containsExactly(new TimedFault(liveness.at(), new Fault.Recover(liveness.core())));
        assertThat(plan.faults())
                .filteredOn(
                        fault -> fault.fault().lasting().compareTo(Duration.ZERO) > 0 && fault.activeAt(liveness.at()))
                .allMatch(fault -> fault.end().equals(Fault.ALWAYS))
                .noneMatch(fault -> fault.fault() instanceof Fault.Crash crash
                        && liveness.core().containsAll(crash.nodes()));
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void withoutALivenessPhaseTheQuietTimeIsQuiet(@ForAll long seed) {
        Plan plan = CALM.plan(seed);
        Duration quiet = CALM.duration().minus(QUIET);

        assertThat(plan.liveness()).isEmpty();
        // Compound faults and permanent damage may reach into it; what was drawn to last does not.
        assertThat(plan.faults())
                .filteredOn(fault -> fault.fault() instanceof Fault.Crash
                        || fault.fault() instanceof Fault.Lossy
                        || fault.fault() instanceof Fault.SlowDisk)
                .allMatch(fault -> fault.end().compareTo(quiet) <= 0);
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void faultsAreOrderedPrimitivePossibleAndWithinTheRun(@ForAll long seed) {
        Plan plan = EVERYTHING.plan(seed);
        assertThat(plan.faults()).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
        for (TimedFault fault : plan.faults()) {
            assertThat(fault.fault().kind().compound()).isFalse();
            assertThat(fault.at()).isBetween(Duration.ZERO, plan.duration());
            assertThat(fault.fault().machines()).isNotEmpty().isSubsetOf(EVERYTHING.names());
            if (fault.fault() instanceof Fault.OnLinks links)
                assertThat(links.to()).doesNotContainAnyElementsOf(links.from());
        }
    }

    @Example
    void someKindsAreOffInASeedAndNoneInAllOfThem() {
        Map<FaultKind, Integer> seeds = new TreeMap<>();
        int mixtures = 200;
        for (long seed = 0; seed < mixtures; seed++) {
            EnumSet<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
            EVERYTHING
                    .plan(seed)
                    .faults()
                    .forEach(fault -> kinds.add(fault.fault().kind()));
            kinds.forEach(kind -> seeds.merge(kind, 1, Integer::sum));
        }
        // Restarts and cuts also come out of compound faults; recovery of the liveness phase.
        for (FaultKind kind : List.of(FaultKind.CRASH, FaultKind.LOSSY, FaultKind.SLOW_CPU, FaultKind.CLOCK_JUMP))
            assertThat(seeds.get(kind)).as(kind.word()).isBetween(100, 175);
        for (FaultKind kind : FaultKind.values())
            if (!kind.compound() && kind != FaultKind.HEAL)
                assertThat(seeds).as(kind.word()).containsKey(kind);
    }

    @Example
    void theRateOfOneKindMovesNoOther() {
        Home home = home();
        String text =
                Home.FOUR + "generator { off = 0, liveness = off, faults { crash.per-hour = 5, lossy.per-hour = %d } }";

        Plan few = home.read(text.formatted(1)).plan(7);
        Plan many = home.read(text.formatted(50)).plan(7);

        assertThat(crashes(few)).isNotEmpty().isEqualTo(crashes(many));
        assertThat(many.faults()).hasSizeGreaterThan(few.faults().size());
    }

    private static List<TimedFault> crashes(Plan plan) {
        return plan.faults().stream()
                .filter(fault -> fault.fault().kind() == FaultKind.CRASH)
                .toList();
    }
}
