package dev.darm.sim;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.darm.sim.disk.DiskProfile;
import dev.darm.sim.engine.DeviceCosts;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.link.LinkProfile;
import dev.darm.sim.trace.TraceRecorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A cluster to be simulated, in plain Java: nodes, links, faults, workload, checks. Each method returns the same plan, except
 * {@link #start}. Profiles are named as in {@code hardware/}: {@code lan-1g}, {@code starlink}, {@code sd-card}, {@code pi-5}.
 */
public final class ClusterPlan {

    record Pair(String from, String to, LinkProfile profile) {}

    record Happening(Duration at, Duration every, Consumer<SimulatedCluster> what) {}

    final String name;
    final Map<String, ClusterNode.Root> nodes = new LinkedHashMap<>();
    final TreeMap<String, LinkProfile> uplinks = new TreeMap<>();
    final List<Pair> links = new ArrayList<>();
    final List<Happening> happenings = new ArrayList<>();
    final Map<String, Predicate<SimulatedCluster>> checks = new LinkedHashMap<>();
    final List<Consumer<SimulatedCluster>> started = new ArrayList<>();
    boolean noDeadLetters;
    Seeds seeds = new Seeds(1);
    Engine.Order order = Engine.Order.RANDOM;
    Duration longestStep = Engine.Options.LONGEST_STEP;
    Config config = ConfigFactory.empty();
    LinkProfile uplink = LinkProfile.IDEAL;
    DeviceCosts costs = new DeviceCosts(4, 2_500);
    DiskProfile disk = DiskProfile.read(Hardware.profile("disks", "nvme"));
    TraceRecorder recorder = new TraceRecorder();

    ClusterPlan(String name) {
        this.name = name;
    }

    /** The seed of everything that is left to chance; 1 when not stated. */
    public ClusterPlan seed(long seed) {
        seeds = new Seeds(seed);
        return this;
    }

    /** How the next step is chosen among those that are ready; by the seed when not stated. */
    public ClusterPlan order(Engine.Order other) {
        order = other;
        return this;
    }

    /** {@code count} more nodes, named {@code n1}, {@code n2} and so on. */
    public ClusterPlan nodes(int count, ClusterNode.Root root) {
        for (int i = 0; i < count; i++) node("n" + (nodes.size() + 1), root);
        return this;
    }

    /** One more node; its name is its host name. */
    public ClusterPlan node(String node, ClusterNode.Root root) {
        if (!node.matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?"))
            throw new IllegalArgumentException("'" + node + "': a node's name has small letters, digits and hyphens");
        if (nodes.put(node, root) != null) throw new IllegalArgumentException("two nodes " + node);
        return this;
    }

    /** Akka settings in HOCON, over those of {@code application.conf}. */
    public ClusterPlan config(String hocon) {
        return config(ConfigFactory.parseString(hocon));
    }

    public ClusterPlan config(Config settings) {
        config = settings.withFallback(config);
        return this;
    }

    /** All nodes stand in one place with a wired network of 1 Gbit/s; without a word about links they are ideal. */
    public ClusterPlan lan() {
        return uplinks("lan-1g");
    }

    /** How each node is attached that says nothing else. */
    public ClusterPlan uplinks(String profile) {
        uplink = uplinkProfile(profile);
        return this;
    }

    /** How one node is attached. */
    public ClusterPlan uplink(String node, String profile) {
        uplinks.put(node, uplinkProfile(profile));
        return this;
    }

    /** Both directions between two nodes, in place of how they are attached. */
    public ClusterPlan link(String one, String other, String profile) {
        return link(one, other, uplinkProfile(profile));
    }

    public ClusterPlan link(String one, String other, LinkProfile profile) {
        links.add(new Pair(one, other, profile));
        links.add(new Pair(other, one, profile));
        return this;
    }

    /** What machines they are: how many cores, and what work costs. */
    public ClusterPlan device(String profile) {
        Config device =
                ConfigFactory.parseFile(Hardware.profile("devices", profile).toFile());
        costs = DeviceCosts.of(
                (int) device.getDouble("cores.value"), work -> device.getDouble("work-ns." + work + ".value"));
        return this;
    }

    /** What disks they have. */
    public ClusterPlan disk(String profile) {
        disk = DiskProfile.read(Hardware.profile("disks", profile));
        return this;
    }

    /** Does {@code what} at a moment after the start: a fault, or work; between steps. */
    public ClusterPlan at(Duration moment, Consumer<SimulatedCluster> what) {
        happenings.add(new Happening(moment, Duration.ZERO, what));
        return this;
    }

    /** Does {@code what} again and again, the first time after {@code period}; between steps. */
    public ClusterPlan every(Duration period, Consumer<SimulatedCluster> what) {
        if (period.isZero() || period.isNegative()) throw new IllegalArgumentException("a period of " + period);
        happenings.add(new Happening(period, period, what));
        return this;
    }

    /** What must hold after every virtual second; where it does not, {@link CheckFailed} ends the run. */
    public ClusterPlan check(String check, Predicate<SimulatedCluster> holds) {
        if (checks.put(check, holds) != null) throw new IllegalArgumentException("two checks '" + check + "'");
        return this;
    }

    /** How long a step may take of real time; 5 s when not stated. */
    public ClusterPlan longestStep(Duration limit) {
        longestStep = limit;
        return this;
    }

    /** What hears every event, such as one with a trace file. */
    public ClusterPlan recorder(TraceRecorder other) {
        recorder = other;
        return this;
    }

    /**
     * No message but Akka's own may be lost on a node that is up: sent to an actor of the same node that has ended, dropped
     * by a queue that is full, or left unhandled. What goes to another node, comes from one, or is too late for an ask or for
     * an actor without a name of its own may be. Looked at as a {@link #check}; the first that was lost is named.
     */
    public ClusterPlan noDeadLetters() {
        noDeadLetters = true;
        return this;
    }

    /** Calls {@code listener} with the cluster when it is started. */
    public ClusterPlan whenStarted(Consumer<SimulatedCluster> listener) {
        started.add(listener);
        return this;
    }

    /**
     * Switches all nodes on and lets each make its actor system, which takes a few microseconds of virtual time.
     *
     * @throws IllegalStateException when the JVM was not started for simulation; it says with which options it must be
     */
    public SimulatedCluster start() {
        Jvm.require();
        if (nodes.isEmpty()) throw new IllegalStateException("a cluster without nodes");
        SimulatedCluster cluster = new SimulatedCluster(this);
        for (Consumer<SimulatedCluster> listener : started) listener.accept(cluster);
        return cluster;
    }

    private static LinkProfile uplinkProfile(String profile) {
        return LinkProfile.read(Hardware.profile("uplinks", profile));
    }
}
