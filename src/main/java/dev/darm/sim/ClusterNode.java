package dev.darm.sim;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import com.typesafe.config.Config;
import dev.darm.sim.clock.MachineClock;
import dev.darm.sim.disk.ModelledDisk;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.engine.Machine;
import dev.darm.sim.net.Fabric;
import dev.darm.sim.run.LostMessages;
import dev.darm.sim.run.MachineTime;
import dev.darm.world.Disk;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A machine of a {@link SimulatedCluster} and the actor system on it. */
public final class ClusterNode {

    /** Makes the behaviour of a node's guardian, at each start of the node. */
    @FunctionalInterface
    public interface Root {
        Behavior<?> of(ClusterNode node);
    }

    private final Machine machine;
    private final ModelledDisk disk;
    private final MachineTime time = new MachineTime();
    private final Fabric fabric;
    private final Root root;
    private final String system;
    private final Config config;
    private @Nullable Consumer<String> lost;

    ClusterNode(Machine machine, ModelledDisk disk, Fabric fabric, Root root, String system, Config config) {
        this.machine = machine;
        this.disk = disk;
        this.fabric = fabric;
        this.root = root;
        this.system = system;
        this.config = config;
        machine.clock(time);
    }

    public String name() {
        return machine.name();
    }

    /** Which start of the node this is, from 1; 0 before the first. */
    public int incarnation() {
        return machine.incarnation();
    }

    public boolean running() {
        return machine.alive() && machine.belonging(ActorSystem.class) != null;
    }

    /** The disk under Akka Persistence; it outlives crashes and can be made to fail. */
    public ModelledDisk disk() {
        return disk;
    }

    /** Its clocks, right at first. */
    public MachineClock clock() {
        return time.clock();
    }

    /** The actor system of the current incarnation, for a look; what changes anything belongs into a step. */
    public ActorSystem<?> system() {
        ActorSystem<?> running = machine.alive() ? machine.belonging(ActorSystem.class) : null;
        if (running == null) throw new IllegalStateException(name() + " is down");
        return running;
    }

    Machine machine() {
        return machine;
    }

    /** From its next start {@code found} is told of each message that was lost and must not be. */
    void lost(Consumer<String> found) {
        lost = found;
    }

    /** How many members it sees that are up; 0 while it is none itself. */
    int members() {
        Cluster cluster = running() ? machine.belonging(Cluster.class) : null;
        if (cluster == null || cluster.selfMember().status() != MemberStatus.up()) return 0;
        int up = 0;
        for (Member member : cluster.state().getMembers()) if (member.status() == MemberStatus.up()) up++;
        return up;
    }

    void start() {
        machine.start(() -> {
            machine.own(Fabric.class, fabric);
            machine.own(Disk.class, disk.mount());
            ActorSystem<?> running = machine.own(ActorSystem.class, ActorSystem.create(root.of(this), system, config));
            // read from outside later, which must not be what makes it
            if (config.getString("akka.actor.provider").equals("cluster"))
                machine.own(Cluster.class, Cluster.get(running));
            if (lost != null)
                LostMessages.watch(
                        running, name(), machine.engine(), message -> !message.startsWith("akka."), () -> false, lost);
            int incarnation = machine.incarnation();
            running.getWhenTerminated().whenComplete((done, failure) -> ended(incarnation));
        });
    }

    /** The process ends with its actor system; what it wrote is with the operating system. */
    private void ended(int incarnation) {
        Engine engine = machine.engine();
        engine.at(engine.localNow(), () -> {
            if (!machine.runs(incarnation)) return;
            machine.crash();
            disk.unmount(engine.now());
        });
    }

    void crash(long at) {
        machine.crash();
        disk.crash(at);
    }

    @Override
    public String toString() {
        return name();
    }
}
