package dev.darm.sim.scenario;

import dev.darm.sim.engine.Engine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;

/**
 * What a scenario file says, checked; the format is in {@code docs/scenarios.md}.
 *
 * @param name for reports
 * @param file absolute
 * @param home DARM's own folder, absolute
 * @param seed of the run when the command names none
 * @param order in which work that is ready is done
 * @param duration of the run in virtual time
 * @param nodes the fleet, at least one machine
 * @param devices the device profiles that the fleet uses, by name
 * @param links exceptions from the machines' uplinks; the last that covers a direction holds
 * @param timeline named faults, compound ones among them
 * @param chaos which unlikely branches of the code may be taken; none when absent
 * @param liveness the liveness phase when the file states it; otherwise the generator may add one
 * @param overBudget whether the faults go beyond f by intent; the run must then report a violation
 * @param shortened the same scenario on its short horizon, for continuous integration
 */
public record Scenario(
        String name,
        Path file,
        Path home,
        OptionalLong seed,
        Engine.Order order,
        Duration duration,
        List<NodePlan> nodes,
        SortedMap<String, DeviceProfile> devices,
        List<LinkPlan> links,
        Workload workload,
        List<TimedFault> timeline,
        Generator generator,
        Optional<ChaosPlan> chaos,
        Optional<Liveness> liveness,
        Invariants invariants,
        boolean overBudget,
        Optional<Scenario> shortened) {

    /**
     * Reads a scenario of DARM's own folder, the nearest folder above the file that has {@code hardware/}.
     *
     * @throws ScenarioError with file and line
     */
    public static Scenario read(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        for (Path folder = absolute.getParent(); folder != null; folder = folder.getParent()) {
            if (folder.resolve("hardware").toFile().isDirectory()) return read(absolute, folder, Set.of());
        }
        return read(absolute, Path.of("").toAbsolutePath(), Set.of());
    }

    /**
     * Reads a scenario.
     *
     * @param home DARM's own folder: profiles are in {@code hardware/} there, and paths that are not beside the file start there
     * @param invariants the names that exist; empty to take any
     * @throws ScenarioError with file and line
     */
    public static Scenario read(Path file, Path home, Set<String> invariants) {
        return ScenarioReader.read(
                file.toAbsolutePath().normalize(), home.toAbsolutePath().normalize(), invariants);
    }

    /** The same scenario, whose work is done in another order. */
    public Scenario inOrder(Engine.Order other) {
        return with(other, shortened.map(brief -> brief.inOrder(other)));
    }

    /** The same scenario but for these two. */
    Scenario with(Engine.Order other, Optional<Scenario> brief) {
        return new Scenario(
                name,
                file,
                home,
                seed,
                other,
                duration,
                nodes,
                devices,
                links,
                workload,
                timeline,
                generator,
                chaos,
                liveness,
                invariants,
                overBudget,
                brief);
    }

    /** Everything that happens with this seed, with its time. */
    public Plan plan(long seed) {
        return Plan.draw(this, seed);
    }

    /** A scenario file that says this plan and nothing by chance; read again it gives the same plan. */
    public String write(Plan plan, String comment) {
        return ScenarioText.of(this, plan, comment);
    }

    /** The machine called {@code name}. */
    public NodePlan node(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no machine " + name + " in " + file));
    }

    /** What the machine called {@code name} is. */
    public DeviceProfile device(String name) {
        return Objects.requireNonNull(devices.get(node(name).device()), "the profile of every machine is read");
    }

    /** The names of the machines in their order. */
    public List<String> names() {
        return nodes.stream().map(NodePlan::name).toList();
    }

    /**
     * The uplink profiles that a message from one machine to another passes: that of the last link that covers the
     * direction; else that of both machines when it is the same; else the sender's and then the receiver's.
     */
    public List<String> uplinks(String from, String to) {
        for (LinkPlan link : links.reversed()) if (link.covers(from, to)) return List.of(link.uplink());
        String out = node(from).uplink();
        String in = node(to).uplink();
        return out.equals(in) ? List.of(out) : List.of(out, in);
    }
}
