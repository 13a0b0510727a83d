package dev.darm.sim.net;

import akka.remote.RemoteTransport;
import dev.darm.sim.agent.WorldThread;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.engine.Machine;
import org.jspecify.annotations.Nullable;

/** Where the agent has Akka ask for its transport and its TCP manager: in a world it gets the simulated ones. */
public final class Swap {

    private Swap() {}

    /** In place of what {@code RemoteActorRefProvider} built, which opens no socket before it is started. */
    public static RemoteTransport transport(RemoteTransport built) {
        Machine machine = machine();
        if (machine == null) return built;
        SimTransport known = machine.belonging(SimTransport.class);
        if (known != null && known.provider() == built.provider()) return known;
        Fabric fabric = machine.belonging(Fabric.class);
        if (fabric == null) throw machine.engine().leak("remoting of a machine that is connected to nothing");
        return machine.own(SimTransport.class, new SimTransport(fabric, machine, built.system(), built.provider()));
    }

    /** The class of the TCP manager's actor. */
    public static Class<?> tcpManager(Object system) {
        Machine machine = machine();
        if (machine == null) return named("akka.io.TcpManager");
        return SimTcp.class;
    }

    private static Class<?> named(String name) {
        try {
            return Class.forName(name, false, Swap.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    static @Nullable Machine machine() {
        return WorldThread.here() instanceof Engine engine ? engine.currentMachine() : null;
    }
}
