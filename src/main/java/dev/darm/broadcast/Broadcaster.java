package dev.darm.broadcast;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.receptionist.ServiceKey;
import dev.darm.broadcast.BroadcastCore.Said;
import dev.darm.codec.Hash;
import dev.darm.codec.Octets;
import dev.darm.codec.WireMessage;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import dev.darm.world.World;
import dev.darm.world.shell.Peers;
import dev.darm.world.shell.WorldExtension;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The actor around {@link BroadcastCore}. The owners of kinds are actors of its node. */
public final class Broadcaster extends AbstractBehavior<Broadcaster.Command> {

    /** Under which the broadcasters of a cluster find each other. */
    public static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "broadcaster");

    public sealed interface Command {}

    /** Items of {@code kind} are for {@code owner}, which must answer each by {@link Judge}. */
    public record Own(Kind kind, ActorRef<Arrived> owner) implements Command {}

    /** Send an item to those of {@code to} that are in reach. One that is too large is logged and goes nowhere. */
    public record Spread(Kind kind, Octets bytes, SortedSet<String> to) implements Command {}

    /** What the owner of an item that arrived says of it. */
    public record Judge(Hash id, Verdict verdict) implements Command {}

    public record GetCounts(ActorRef<BroadcastCounts> replyTo) implements Command {}

    /** A message of another node's broadcaster. */
    public record FromPeer(BroadcastMessage message) implements Command, WireMessage {}

    /** An item for its owner. */
    public record Arrived(Hash id, Octets bytes) {}

    /** The broadcasters that can be reached, by the names of their nodes; this one may be among them. */
    public record PeersAre(SortedMap<String, ActorRef<Command>> peers) implements Command {}

    private record Tick() implements Command {}

    private final World world;
    private final BroadcastCore core;
    private final TreeMap<String, ActorRef<Arrived>> owners = new TreeMap<>();
    private SortedMap<String, ActorRef<Command>> peers = Collections.emptySortedMap();

    /** The broadcaster of {@code node}, which finds the other nodes' by {@link #KEY}. */
    public static Behavior<Command> create(String node, BroadcastSettings settings) {
        return Behaviors.setup(context -> create(
                node,
                settings,
                WorldExtension.of(context.getSystem()),
                self -> Peers.watch(self, KEY, self.getSelf(), self.getSelf(), PeersAre::new)));
    }

    /** A broadcaster that is told its peers by {@code findPeers}, through {@link PeersAre}. */
    public static Behavior<Command> create(
            String node, BroadcastSettings settings, World world, Consumer<ActorContext<Command>> findPeers) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay("tick", new Tick(), settings.interval());
            findPeers.accept(context);
            return new Broadcaster(context, world, new BroadcastCore(node, settings));
        }));
    }

    private Broadcaster(ActorContext<Command> context, World world, BroadcastCore core) {
        super(context);
        this.world = world;
        this.core = core;
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder().onMessage(Command.class, this::onCommand).build();
    }

    private Behavior<Command> onCommand(Command command) {
        switch (command) {
            case Own(Kind kind, ActorRef<Arrived> owner) -> {
                core.accept(kind);
                owners.put(kind.name(), owner);
            }
            case Spread(Kind kind, Octets bytes, SortedSet<String> to) -> spread(kind, bytes, to);
            case Judge(Hash id, Verdict verdict) -> carryOut(core.judged(id, verdict, world.now()));
            case GetCounts(ActorRef<BroadcastCounts> replyTo) -> replyTo.tell(core.counts());
            case FromPeer(BroadcastMessage message) -> carryOut(core.hear(message, world.now()));
            case PeersAre(SortedMap<String, ActorRef<Command>> reachable) -> {
                peers = reachable;
                carryOut(core.connected(new TreeSet<>(reachable.keySet()), world.now()));
            }
            case Tick() -> carryOut(core.tick(world.now()));
        }
        return this;
    }

    private void spread(Kind kind, Octets bytes, SortedSet<String> to) {
        try {
            carryOut(core.spread(kind, bytes.toBytes(), to, world.now()));
        } catch (IllegalArgumentException e) {
            getContext().getLog().error("an item of {} is not spread: {}", kind.name(), e.getMessage());
        }
    }

    private void carryOut(List<Effect<Void, Void, Said>> effects) {
        for (Effect<Void, Void, Said> effect : effects) {
            switch (effect) {
                case Effect.Send<Void, Void, Said>(Party.Node(String peer), Said.ToPeer(BroadcastMessage message)) -> {
                    ActorRef<Command> ref = peers.get(peer);
                    if (ref != null) ref.tell(new FromPeer(message));
                }
                case Effect.Publish<Void, Void, Said>(Said.Arrived(Kind kind, Hash id, Octets bytes)) -> {
                    ActorRef<Arrived> owner = owners.get(kind.name());
                    if (owner != null) owner.tell(new Arrived(id, bytes));
                }
                default -> throw new IllegalStateException("a broadcaster does not do this: " + effect);
            }
        }
    }
}
