package dev.darm.sim.net;

import akka.actor.AbstractActor;
import akka.actor.ActorRef;
import akka.actor.Props;
import akka.io.Tcp;
import dev.darm.sim.engine.Machine;
import java.net.InetSocketAddress;

/** Accepts connections at one place. */
final class SimTcpListener extends AbstractActor {

    /** Before a place where connections are taken, to tell it from one where Akka's messages are. */
    static final String PREFIX = "tcp:";

    /** Where connections arrive; called between steps, at the moment of the arrival. */
    interface Door {
        void knock(SimTcpConnection.End client, InetSocketAddress from);
    }

    private record Knock(SimTcpConnection.End client, InetSocketAddress from) {}

    private final Fabric fabric;
    private final Machine machine;
    private final Tcp.Bind bind;
    private final String place;
    private final Door door;

    SimTcpListener(Fabric fabric, Machine machine, Tcp.Bind bind, ActorRef commander) {
        this.fabric = fabric;
        this.machine = machine;
        this.bind = bind;
        this.place = PREFIX + SimTcpConnection.place(bind.localAddress());
        int incarnation = machine.incarnation();
        ActorRef self = getSelf();
        this.door = (client, from) ->
                machine.submit(incarnation, () -> self.tell(new Knock(client, from), ActorRef.noSender()));
        fabric.place(SimTcpConnection.place(bind.localAddress()), machine);
        if (fabric.listen(place, machine, door)) commander.tell(new Tcp.Bound(bind.localAddress()), self);
        else {
            commander.tell(new Tcp.CommandFailed(bind), self);
            getContext().stop(self);
        }
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder()
                .match(Knock.class, this::accept)
                .matchEquals(Tcp.Unbind$.MODULE$, unbind -> {
                    fabric.silence(place, door);
                    getSender().tell(Tcp.Unbound$.MODULE$, getSelf());
                    getContext().stop(getSelf());
                })
                .matchAny(other -> {}) // ResumeAccepting: there is always room
                .build();
    }

    private void accept(Knock knock) {
        ActorRef connection = getContext()
                .actorOf(Props.create(
                        SimTcpConnection.class,
                        () -> new SimTcpConnection(
                                fabric, machine, knock.from(), bind.localAddress(), bind.handler())));
        SimTcpConnection.End here = new SimTcpConnection.End(machine, machine.incarnation(), connection);
        connection.tell(new SimTcpConnection.Established(knock.client()), getSelf());
        fabric.carry(
                machine,
                knock.client().machine(),
                fabric.engine().localNow(),
                SimTcpConnection.HEADER,
                () -> knock.client().tell(new SimTcpConnection.Established(here)),
                () -> {});
    }
}
