package dev.darm.sim.run;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.darm.gateway.GatewayDoor;
import dev.darm.gateway.GatewayPort;
import dev.darm.gateway.Refusal;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.SigningKey;
import dev.darm.node.DarmNode;
import dev.darm.node.NodeConfig;
import dev.darm.node.NodeMaterial;
import dev.darm.sim.clock.MachineClock;
import dev.darm.sim.disk.ModelledDisk;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.engine.Machine;
import dev.darm.sim.net.Fabric;
import dev.darm.sim.trace.Kind;
import dev.darm.world.Disk;
import dev.darm.world.Unlikely;
import java.util.EnumMap;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A DARM node on a machine, kept running as a service manager would: when it ends by itself, it is started again. */
public final class SimulatedNode {

    /** The token of every simulated node. */
    static final String TOKEN = "simulated-token-0123456789abcdef";

    /** How long the service manager waits before it starts a node that ended, doubled each time up to the longest. */
    private static final long RESTART_AFTER = 2_000_000_000L;

    /** How long corrupted bytes may still come in: links hold them back, and actors that wait for something. */
    private static final long FORGED_NANOS = 60_000_000_000L;

    private static final long LONGEST_RESTART_AFTER = 60_000_000_000L;

    /** The messages of DARM's own protocols. */
    private static final Predicate<String> DARM =
            message -> message.startsWith("dev.darm.") && !message.startsWith("dev.darm.sim.");

    private static final Config OVERLAY =
            ConfigFactory.parseResources("sim-overlay.conf").resolve();

    /** The parts of a machine that a node runs on. */
    record Parts(MachineTime time, ModelledDisk disk, Fabric fabric, Observations seen) {}

    private final Engine engine;
    private final Machine machine;
    private final IntFunction<NodeConfig> configs;
    private final NodeMaterial material;
    private final Parts parts;
    private final EnumMap<Unlikely, Double> chances = new EnumMap<>(Unlikely.class);
    private final EnumMap<Unlikely, RandomGenerator> draws = new EnumMap<>(Unlikely.class);
    private int version = 1;
    private boolean wanted;
    private long restartAfter = RESTART_AFTER;

    /** @param configs the node's configuration for a version of the wire */
    SimulatedNode(Machine machine, IntFunction<NodeConfig> configs, NodeMaterial material, Parts parts) {
        this.engine = machine.engine();
        this.machine = machine;
        this.configs = configs;
        this.material = material;
        this.parts = parts;
    }

    /** A node of its own, with a clock that is right, outside a scenario. */
    public static SimulatedNode of(
            Machine machine, NodeConfig config, NodeMaterial material, ModelledDisk disk, Fabric fabric) {
        MachineTime time = new MachineTime();
        machine.clock(time);
        return new SimulatedNode(
                machine, version -> config, material, new Parts(time, disk, fabric, new Observations()));
    }

    public String name() {
        return machine.name();
    }

    public Machine machine() {
        return machine;
    }

    public ModelledDisk disk() {
        return parts.disk();
    }

    MachineClock time() {
        return parts.time().clock();
    }

    Optional<SigningKey> key() {
        return material.signingKey();
    }

    String chainId() {
        return material.genesis().chainId();
    }

    Genesis genesis() {
        return material.genesis();
    }

    NodeConfig config() {
        return configs.apply(version);
    }

    boolean wanted() {
        return wanted;
    }

    /** From its next start the node speaks this version of the wire. */
    void speak(int wireVersion) {
        version = wireVersion;
    }

    /** The unlikely branch {@code point} of the code is taken with {@code probability} each time it is passed. */
    void chance(Unlikely point, double probability) {
        chances.put(point, probability);
    }

    /** Each node draws for each point from a generator of its own, so that one more point changes nothing for the others. */
    private boolean take(Unlikely point) {
        parts.seen().passed.merge(point, 1L, Long::sum);
        double chance = chances.getOrDefault(point, 0.0);
        if (chance == 0) return false;
        RandomGenerator draw = draws.computeIfAbsent(point, any -> engine.options()
                .seed()
                .of("chaos")
                .of(name())
                .of(point.word())
                .generator());
        if (draw.nextDouble() >= chance) return false;
        parts.seen().fired.merge(point, 1L, Long::sum);
        engine.happened(machine, Kind.FAULT, name(), point.word(), 0);
        return true;
    }

    /** Whatever made it restart slowly, or do what is unlikely, is over. */
    void calm() {
        restartAfter = RESTART_AFTER;
        chances.clear();
    }

    /** Switches the machine on. */
    public void start() {
        wanted = true;
        if (!machine.alive()) machine.start(this::begin);
    }

    private void begin() {
        machine.own(Fabric.class, parts.fabric());
        machine.own(Disk.class, parts.disk().mount());
        machine.own(SimWorld.Chances.class, this::take);
        int incarnation = machine.incarnation();
        try {
            DarmNode node = DarmNode.start(config(), material, TOKEN, OVERLAY);
            machine.own(DarmNode.class, node);
            Witness.on(node.system(), name(), engine, parts.seen());
            LostMessages.watch(
                    node.system(),
                    name(),
                    engine,
                    DARM,
                    () -> parts.seen().forgedSince(Math.max(0, engine.now() - FORGED_NANOS)),
                    parts.seen()::lost);
            node.ended().whenComplete((done, failure) -> ended(incarnation, "the node ended"));
        } catch (RuntimeException e) {
            ended(incarnation, String.valueOf(e.getMessage()));
        }
    }

    private void ended(int incarnation, String why) {
        if (machine.incarnation() != incarnation) return;
        engine.happened(machine, Kind.NODE, name(), why, 0);
        engine.at(engine.localNow(), () -> {
            if (!machine.runs(incarnation)) return;
            machine.crash();
            parts.disk().unmount(engine.now());
            if (!wanted) return;
            engine.at(engine.now() + restartAfter, () -> {
                if (wanted && !machine.alive()) machine.start(this::begin);
            });
            restartAfter = Math.min(2 * restartAfter, LONGEST_RESTART_AFTER);
        });
    }

    /** Cuts the power: nothing is flushed, what was not synced may be lost. */
    public void crash() {
        wanted = false;
        machine.crash();
        parts.disk().crash(engine.now());
    }

    /** Leaves the cluster and stops, as for an upgrade. */
    public void stop() {
        wanted = false;
        DarmNode node = node();
        if (node != null) machine.submit(machine.incarnation(), node::stop);
        else crash();
    }

    /** The running node, or null. */
    public @Nullable DarmNode node() {
        return machine.alive() ? machine.belonging(DarmNode.class) : null;
    }

    /** What requests to the node are put to, in a step of its machine; null while it is down or starting. */
    public @Nullable GatewayPort port() {
        DarmNode node = node();
        if (node == null) return null;
        try {
            return GatewayDoor.of(node.system()).port();
        } catch (Refusal starting) {
            return null;
        }
    }
}
