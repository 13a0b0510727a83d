package dev.darm.sim.net;

import akka.actor.AbstractActor;
import akka.actor.ActorRef;
import akka.actor.Terminated;
import akka.io.Tcp;
import akka.util.ByteString;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.engine.Machine;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One end of a connection: Akka's connection actor, whose socket is the other end's actor and the wire between. */
final class SimTcpConnection extends AbstractActor {

    /** Bytes of a segment beside its content. */
    static final int HEADER = 40;

    private static final int SEGMENT = 16 << 10;

    /** After so long without an answer a sender gives up, as TCP does after its last retransmission. */
    private static final long GIVE_UP = 20_000_000_000L;

    /** One end, as the other sees it. */
    record End(Machine machine, int incarnation, ActorRef actor) {
        void tell(Object message) {
            machine.submit(incarnation, () -> actor.tell(message, ActorRef.noSender()));
        }

        boolean gone() {
            return machine.incarnation() != incarnation;
        }
    }

    record Established(End other) {}

    record Refused(Tcp.Connect connect) {}

    private record Segment(ByteString bytes) {}

    private record Finished() {}

    private record Reset(String why) {}

    private final Fabric fabric;
    private final Engine engine;
    private final Machine machine;
    private final InetSocketAddress remote;
    private final InetSocketAddress local;
    private final ActorRef commander;
    private @Nullable ActorRef handler;
    private @Nullable ActorRef closer;
    private @Nullable End other;
    private boolean keepOpenOnPeerClosed;
    private final ArrayDeque<ByteString> received = new ArrayDeque<>();
    private boolean wanted;
    private boolean peerFinished;
    private boolean peerToldFinished;
    private boolean finished;

    SimTcpConnection(
            Fabric fabric, Machine machine, InetSocketAddress remote, InetSocketAddress local, ActorRef commander) {
        this.fabric = fabric;
        this.engine = fabric.engine();
        this.machine = machine;
        this.remote = remote;
        this.local = local;
        this.commander = commander;
    }

    static String place(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder()
                .match(Established.class, established -> {
                    other = established.other();
                    commander.tell(new Tcp.Connected(remote, local), getSelf());
                })
                .match(Refused.class, refused -> {
                    commander.tell(new Tcp.CommandFailed(refused.connect()), getSelf());
                    getContext().stop(getSelf());
                })
                .match(Tcp.Register.class, register -> {
                    handler = register.handler();
                    keepOpenOnPeerClosed = register.keepOpenOnPeerClosed();
                    getContext().watch(register.handler());
                })
                .match(Tcp.WriteCommand.class, this::write)
                .matchEquals(Tcp.ResumeReading$.MODULE$, resume -> {
                    wanted = true;
                    hand();
                })
                .matchEquals(Tcp.SuspendReading$.MODULE$, suspend -> wanted = false)
                .match(Segment.class, segment -> {
                    received.add(segment.bytes());
                    hand();
                })
                .match(Finished.class, fin -> {
                    peerFinished = true;
                    hand();
                })
                .match(Reset.class, reset -> close(new Tcp.ErrorClosed(reset.why())))
                .match(Tcp.CloseCommand.class, this::close)
                .match(Terminated.class, gone -> abort())
                .matchAny(ignored -> {})
                .build();
    }

    /** Gives the handler what it asked for: one piece at a time. */
    private void hand() {
        if (handler == null) return;
        if (wanted && !received.isEmpty()) {
            wanted = false;
            handler.tell(new Tcp.Received(received.remove()), getSelf());
        }
        if (peerFinished && received.isEmpty() && !peerToldFinished) {
            peerToldFinished = true;
            if (finished) close(Tcp.ConfirmedClosed$.MODULE$);
            else if (keepOpenOnPeerClosed) handler.tell(Tcp.PeerClosed$.MODULE$, getSelf());
            else {
                send(new Finished(), 0);
                close(Tcp.PeerClosed$.MODULE$);
            }
        }
    }

    private void write(Tcp.WriteCommand command) {
        switch (command) {
            case Tcp.Write write -> {
                ByteString left = write.data();
                while (left.nonEmpty()) {
                    ByteString piece = left.take(SEGMENT);
                    left = left.drop(SEGMENT);
                    send(new Segment(piece), piece.size());
                }
                if (!(write.ack() instanceof Tcp.NoAck)) getSender().tell(write.ack(), getSelf());
            }
            case Tcp.CompoundWrite many -> {
                write(many.head());
                write(many.tailCommand());
            }
            default -> getSender().tell(new Tcp.CommandFailed(command), getSelf());
        }
    }

    private void send(Object message, int bytes) {
        End there = other;
        if (there == null) return;
        End here = new End(machine, machine.incarnation(), getSelf());
        Runnable late = () -> engine.at(engine.now() + GIVE_UP, () -> here.tell(new Reset("Connection timed out")));
        Runnable arrived = () -> {
            if (!there.gone()) there.tell(message);
            else if (there.machine().alive()) here.tell(new Reset("Connection reset by peer"));
            else late.run();
        };
        fabric.carry(machine, there.machine(), engine.localNow(), HEADER + bytes, arrived, late);
    }

    private void close(Tcp.CloseCommand command) {
        closer = getSender();
        if (command.equals(Tcp.Abort$.MODULE$)) {
            send(new Reset("Connection reset by peer"), 0);
            close(Tcp.Aborted$.MODULE$);
        } else if (command.equals(Tcp.ConfirmedClose$.MODULE$) && !peerToldFinished) {
            finished = true;
            send(new Finished(), 0);
            hand();
        } else {
            send(new Finished(), 0);
            close(command.event());
        }
    }

    private void abort() {
        send(new Reset("Connection reset by peer"), 0);
        getContext().stop(getSelf());
    }

    /** Tells those concerned, and ends. */
    private void close(Tcp.ConnectionClosed event) {
        if (handler != null) handler.tell(event, getSelf());
        if (closer != null && !closer.equals(handler)) closer.tell(event, getSelf());
        if (handler == null) commander.tell(event, getSelf());
        getContext().stop(getSelf());
    }
}
