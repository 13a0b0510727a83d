package dev.darm.sim.net;

import akka.actor.AbstractActor;
import akka.actor.ActorRef;
import akka.actor.Props;
import akka.io.Tcp;
import akka.io.TcpExt;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.engine.Machine;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * The manager of Akka's TCP in a world: the protocol of {@code akka.io.Tcp} without sockets. What it does not know (UDP
 * style options, writing files) no user of it in Akka HTTP asks for; such a command fails as Akka's own would.
 */
public final class SimTcp extends AbstractActor {

    /** The ports given to connections that name none, in turn: Linux's {@code ip_local_port_range}. */
    private static final int EPHEMERAL = 32_768;

    private static final int LAST_EPHEMERAL = 60_999;

    private final Fabric fabric;
    private final Machine machine;
    private int port = EPHEMERAL;

    /** Called by Akka. */
    public SimTcp(TcpExt tcp) {
        Machine here = Swap.machine();
        Fabric connected = here == null ? null : here.belonging(Fabric.class);
        if (here == null || connected == null) throw new IllegalStateException("TCP of a machine without a fabric");
        this.machine = here;
        this.fabric = connected;
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder()
                .match(Tcp.Bind.class, this::bind)
                .match(Tcp.Connect.class, this::connect)
                .match(Tcp.Command.class, other -> getSender().tell(new Tcp.CommandFailed(other), getSelf()))
                .build();
    }

    private void bind(Tcp.Bind bind) {
        ActorRef commander = getSender();
        getContext()
                .actorOf(
                        Props.create(SimTcpListener.class, () -> new SimTcpListener(fabric, machine, bind, commander)));
    }

    /** A machine's own address, for whoever reads the far end of a connection: its name, and 10.0.0.1 and so on by its index. */
    private static InetAddress address(Machine machine) {
        int number = machine.index() + 1;
        byte[] bytes = {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number};
        try {
            return InetAddress.getByAddress(machine.name(), bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    /** A connection begins with a packet there and one back. */
    private void connect(Tcp.Connect connect) {
        Engine engine = fabric.engine();
        ActorRef commander = getSender();
        String place = SimTcpConnection.place(connect.remoteAddress());
        InetSocketAddress local = new InetSocketAddress(address(machine), port);
        port = port == LAST_EPHEMERAL ? EPHEMERAL : port + 1;
        ActorRef connection = getContext()
                .actorOf(Props.create(
                        SimTcpConnection.class,
                        () -> new SimTcpConnection(fabric, machine, connect.remoteAddress(), local, commander)));
        Machine to = fabric.host(place);
        SimTcpConnection.End here = new SimTcpConnection.End(machine, machine.incarnation(), connection);
        long limit = connect.timeout().isDefined() ? connect.timeout().get().toNanos() : 60_000_000_000L;
        Runnable failed = () -> here.tell(new SimTcpConnection.Refused(connect));
        Runnable late = () -> engine.at(engine.now() + limit, failed);
        if (to == null) {
            engine.at(engine.localNow(), failed);
            return;
        }
        Runnable arrived = () -> {
            SimTcpListener.Door door = fabric.at(SimTcpListener.PREFIX + place, SimTcpListener.Door.class);
            if (door != null) door.knock(here, local);
            else if (to.alive()) fabric.carry(to, machine, engine.now(), SimTcpConnection.HEADER, failed, () -> {});
            else late.run();
        };
        fabric.carry(machine, to, engine.localNow(), SimTcpConnection.HEADER, arrived, late);
    }
}
