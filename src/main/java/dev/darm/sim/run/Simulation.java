package dev.darm.sim.run;

import dev.darm.sim.Seeds;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.link.StreamRules;
import dev.darm.sim.net.Fabric;
import dev.darm.sim.net.LinkWire;
import dev.darm.sim.report.RunSummary;
import dev.darm.sim.scenario.Coverage;
import dev.darm.sim.scenario.Fault;
import dev.darm.sim.scenario.FaultKind;
import dev.darm.sim.scenario.Plan;
import dev.darm.sim.scenario.Scenario;
import dev.darm.sim.scenario.TimedFault;
import dev.darm.sim.scenario.Violation;
import dev.darm.sim.trace.Build;
import dev.darm.sim.trace.RollingHash;
import dev.darm.world.Unlikely;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Carries out scenarios. The same scenario and seed always give the same run, event by event. */
public final class Simulation {

    private static final long SECOND = 1_000_000_000L;

    private final Scenario scenario;
    private final Plan plan;
    private final RunOptions options;
    private final Observations seen = new Observations();
    private final Coverage coverage = new Coverage(Arrays.asList(FaultKind.values()), States.NAMES);
    private final Recording recording;
    private final Engine engine;
    private final LinkWire wire;
    private final RunningFleet fleet;
    private final Checks checks;
    private final long wallStart = System.nanoTime();
    private final long cpuStart = cpu();
    private boolean interrupted;

    private Simulation(Scenario scenario, Plan plan, RunOptions options) {
        this.scenario = scenario;
        this.plan = plan;
        this.options = options;
        this.recording = new Recording(options.recorder(), options.logs());
        Seeds seeds = new Seeds(plan.seed());
        this.engine = new Engine(new Engine.Options(seeds, scenario.order(), 1), recording);
        this.wire = new LinkWire(engine, seeds.of("network"), StreamRules.LINUX);
        this.fleet = new RunningFleet(scenario, plan, engine);
        this.checks = new Checks(fleet, seen, options.checks());
    }

    /** Carries out {@code scenario} with {@code seed}. */
    public static RunResult run(Scenario scenario, long seed, RunOptions options) {
        return run(scenario, scenario.plan(seed), options);
    }

    /** Carries out exactly {@code plan} on the fleet of {@code scenario}. */
    public static RunResult run(Scenario scenario, Plan plan, RunOptions options) {
        return new Simulation(scenario, plan, options).run();
    }

    /** The names of all invariants that DARM watches. */
    public static Set<String> invariants() {
        return Checks.NAMES.keySet();
    }

    private RunResult run() {
        try {
            carryOut();
            return new RunResult(
                    summary(), checks.violation(), options.recorder().snapshot(), coverage);
        } finally {
            engine.close();
        }
    }

    private void carryOut() {
        NodeLogs.install();
        Fabric fabric = new Fabric(engine, wire);
        fleet.build(wire.network(), fabric, seen);
        for (SimulatedNode node : fleet.nodes())
            options.recorder().name(node.machine().index(), node.name());
        recording.restarts(checks::restarted);
        Lies lies = new Lies(fleet, engine.options().seed().of("lies"), seen::forged);
        boolean locks = !fleet.nodes().getFirst().genesis().rules().fastPath();
        fabric.tampering(new Ballots(lies, engine, seen, locks));
        States states = new States(fleet, seen, wire.network());
        new Faulty(fleet, wire.network(), seen, lies, kind -> states.now().forEach(state -> coverage.met(kind, state)))
                .plan(plan.faults());
        new Working(fleet, seen).plan(plan.work());
        for (SimulatedNode node : fleet.nodes()) node.start();
        long end = options.until()
                .map(Duration::toNanos)
                .map(limit -> Math.min(limit, plan.duration().toNanos()))
                .orElse(plan.duration().toNanos());
        goOn(end, states);
        boolean whole = !interrupted && engine.now() >= plan.duration().toNanos();
        if (whole && checks.violation().isEmpty()) checks.atEnd();
        chaos().forEach(point -> {
            coverage.canFire(point.name());
            coverage.fired(point.name(), point.fired());
        });
        coverage.endOfSeed();
    }

    /** A virtual second at a time, with a look at the invariants after each. */
    private void goOn(long end, States states) {
        while (engine.now() < end && checks.violation().isEmpty() && !interrupted) {
            engine.runUntil(options.interrupted(), Math.min(end, engine.now() + SECOND));
            interrupted = options.interrupted().getAsBoolean();
            checks.look();
            states.now().forEach(coverage::reached);
            for (SimulatedNode node : fleet.nodes())
                seen.point(
                        seen.queues, node.name(), engine.now(), node.machine().backlog());
            options.progress().at(engine.now(), wall(), options.recorder().events());
        }
    }

    private double wall() {
        return (System.nanoTime() - wallStart) / 1e9;
    }

    private static long cpu() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }

    private RunSummary summary() {
        Optional<Violation> violation = checks.violation();
        Build build = options.build();
        RunSummary.Outcome outcome = violation.isPresent()
                ? RunSummary.Outcome.FAILED
                : interrupted ? RunSummary.Outcome.INTERRUPTED : RunSummary.Outcome.PASSED;
        List<RunSummary.Commit> commits = seen.chain.values().stream()
                .map(block -> new RunSummary.Commit(block.at(), block.height(), block.latency()))
                .toList();
        List<RunSummary.Link> links = new ArrayList<>();
        wire.network().each(link -> {
            var counters = link.counters();
            links.add(new RunSummary.Link(
                    link.from(), link.to(), counters.messages(), counters.bytes(), counters.lost()));
        });
        List<RunSummary.Tier> tiers = new ArrayList<>();
        seen.tiers.forEach((name, hits) -> tiers.add(new RunSummary.Tier(name, hits)));
        return new RunSummary(
                new RunSummary.Run(
                        scenario.name(),
                        plan.seed(),
                        build.version(),
                        build.commit(),
                        outcome,
                        violation
                                .map(broken -> broken.invariant() + " at " + broken.at() + ": " + broken.message())
                                .orElse(""),
                        text(),
                        RollingHash.hex(options.recorder().hash())),
                new RunSummary.Cost(
                        wall(),
                        (cpu() - cpuStart) / 1e9,
                        engine.now(),
                        engine.steps(),
                        options.recorder().events(),
                        converged()),
                checks.results(),
                seen.faults,
                commits,
                new RunSummary.Recall(seen.asked, tiers),
                links,
                series(seen.members),
                series(seen.queues),
                seen.asks,
                chaos(),
                series(seen.roots));
    }

    /** The unlikely branches of the code, when the scenario or the plan has any on. */
    private List<RunSummary.ChaosPoint> chaos() {
        TreeSet<Unlikely> on = new TreeSet<>();
        for (TimedFault fault : plan.faults()) if (fault.fault() instanceof Fault.Chaos chaos) on.add(chaos.point());
        List<RunSummary.ChaosPoint> points = new ArrayList<>();
        if (on.isEmpty() && scenario.chaos().isEmpty()) return points;
        for (Unlikely point : Unlikely.values())
            points.add(new RunSummary.ChaosPoint(
                    point.word(),
                    on.contains(point),
                    seen.passed.getOrDefault(point, 0L),
                    seen.fired.getOrDefault(point, 0L)));
        return points;
    }

    /** From the healing of the core to the first block after it. */
    private @Nullable Long converged() {
        if (plan.liveness().isEmpty()) return null;
        long healed = plan.liveness().get().at().toNanos();
        return seen.chain.values().stream()
                .filter(block -> block.at() > healed)
                .findFirst()
                .map(block -> block.at() - healed)
                .orElse(null);
    }

    private static List<RunSummary.Series> series(TreeMap<String, List<RunSummary.Point>> byName) {
        List<RunSummary.Series> series = new ArrayList<>();
        byName.forEach((name, points) -> series.add(new RunSummary.Series(name, points)));
        return series;
    }

    private String text() {
        try {
            return Files.readString(scenario.file());
        } catch (IOException e) {
            return "cannot read " + scenario.file() + ": " + e.getMessage();
        }
    }
}
