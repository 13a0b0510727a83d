package dev.darm.sim.run;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.darm.node.DarmNode;
import dev.darm.node.NodeConfig;
import dev.darm.node.NodeMaterial;
import dev.darm.sim.disk.ModelledDisk;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.engine.Machine;
import dev.darm.sim.engine.Observer;
import dev.darm.sim.net.Fabric;
import dev.darm.world.Disk;

/** A DARM node on a machine, kept running as a service manager would: when it ends by itself, it is started again. */
public final class SimulatedNode {

    /** The token of every simulated node. */
    static final String TOKEN = "simulated-token-0123456789abcdef";

    /** As in {@code hardware/systemd}: how long the service manager waits before it starts a node that ended. */
    private static final long RESTART_AFTER = 2_000_000_000L;

    private static final Config OVERLAY =
            ConfigFactory.parseResources("sim-overlay.conf").resolve();

    private final Engine engine;
    private final Machine machine;
    private final NodeConfig config;
    private final NodeMaterial material;
    private final ModelledDisk disk;
    private final Fabric fabric;
    private boolean wanted;

    public SimulatedNode(Machine machine, NodeConfig config, NodeMaterial material, ModelledDisk disk, Fabric fabric) {
        this.engine = machine.engine();
        this.machine = machine;
        this.config = config;
        this.material = material;
        this.disk = disk;
        this.fabric = fabric;
    }

    public String name() {
        return machine.name();
    }

    public Machine machine() {
        return machine;
    }

    public ModelledDisk disk() {
        return disk;
    }

    /** Switches the machine on. */
    public void start() {
        if (machine.alive()) return;
        wanted = true;
        machine.start(this::begin);
    }

    private void begin() {
        machine.own(Fabric.class, fabric);
        machine.own(Disk.class, disk.mount());
        int incarnation = machine.incarnation();
        try {
            DarmNode node = DarmNode.start(config, material, TOKEN, OVERLAY);
            machine.own(DarmNode.class, node);
            node.ended().whenComplete((done, failure) -> ended(incarnation, "the node ended"));
        } catch (RuntimeException e) {
            ended(incarnation, String.valueOf(e.getMessage()));
        }
    }

    private void ended(int incarnation, String why) {
        if (machine.incarnation() != incarnation) return;
        engine.happened(machine, Observer.Kind.NODE, name(), why, 0);
        engine.at(engine.localNow(), () -> {
            if (machine.incarnation() != incarnation || !machine.alive()) return;
            machine.crash();
            disk.crash(engine.now());
            if (wanted)
                engine.at(engine.now() + RESTART_AFTER, () -> {
                    if (wanted && !machine.alive()) machine.start(this::begin);
                });
        });
    }

    /** Cuts the power: nothing is flushed, what was not synced may be lost. */
    public void crash() {
        wanted = false;
        machine.crash();
        disk.crash(engine.now());
    }

    /** Leaves the cluster and stops, as for an upgrade. */
    public void stop() {
        wanted = false;
        DarmNode node = machine.belonging(DarmNode.class);
        if (node != null) machine.submit(machine.incarnation(), node::stop);
    }

    /** The running node, or null. */
    public @org.jspecify.annotations.Nullable DarmNode node() {
        return machine.alive() ? machine.belonging(DarmNode.class) : null;
    }
}
