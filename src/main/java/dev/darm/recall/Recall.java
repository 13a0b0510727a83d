package dev.darm.recall;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Props;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.ServiceKey;
import dev.darm.codec.Hash;
import dev.darm.codec.WireMessage;
import dev.darm.encoding.Encoder;
import dev.darm.memory.Embedding;
import dev.darm.memory.MemoryNews;
import dev.darm.recall.RecallMessage.Encode;
import dev.darm.recall.RecallMessage.Purpose;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import dev.darm.world.Unlikely;
import dev.darm.world.World;
import dev.darm.world.shell.Peers;
import dev.darm.world.shell.WorldExtension;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The actor around {@link RecallCore}: it asks the encoder and the lexical index, listens to {@link MemoryNews} on the
 * event stream, and knows the recall of the other nodes.
 *
 * <p>Whatever publishes memory's news at its start must start after this actor has answered a {@link GetStatistics}: by
 * then it has subscribed, and it will hear the entries that long-term memory tells once. A lookup goes before the entries
 * that wait to be encoded.
 */
public final class Recall extends AbstractBehavior<Recall.Command> {

    public static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "recall");

    public sealed interface Command {}

    /** Finds what answers {@code question}. Always answered: an encoder or index that fails costs its share of a context. */
    public record Lookup(String question, ActorRef<Found> replyTo) implements Command {}

    /** The long-term entry {@code commitment} answered {@code question}; every node's cache learns it. */
    public record Answered(String question, Hash commitment) implements Command {}

    /** Make new vectors with {@code encoder}, and the old ones anew. */
    public record SwitchTo(Encoder encoder) implements Command {}

    public record GetStatistics(ActorRef<RecallStatistics> replyTo) implements Command {}

    /** What happened to memory on this node; see {@link #listen}. */
    public record Hear(MemoryNews news) implements Command {}

    /** A message of another node's recall. */
    public record FromPeer(RecallMessage message) implements Command, WireMessage {}

    private record ToSelf(RecallMessage message) implements Command {}

    private record PeersAre(SortedMap<String, ActorRef<Command>> peers) implements Command {}

    /** An encoding that ended; {@code failure} is empty when the encoder in use gave a vector. */
    private record EncodingEnded(Purpose purpose, List<Embedding> made, String failure) implements Command {}

    private final String self;
    private final World world;

    /** The encoder in use, and those before it of which vectors are left, by version. */
    private final TreeMap<String, Encoder> encoders = new TreeMap<>();

    private Encoder encoder;
    private final RecallSettings settings;
    private final RecallCore core;
    private final TimerScheduler<Command> timers;
    private final ActorRef<LexicalSearch.Command> lexical;
    private final Map<Long, ActorRef<Found>> tickets = new HashMap<>();
    private final ArrayDeque<Encode> urgent = new ArrayDeque<>();
    private final ArrayDeque<Encode> patient = new ArrayDeque<>();
    private SortedMap<String, ActorRef<Command>> peers = Collections.emptySortedMap();
    private int encoding;
    private boolean encoderWorks = true;
    private long nextTicket = 1;

    /** The recall of the node {@code self}. */
    public static Behavior<Command> create(String self, Encoder encoder, RecallSettings settings) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new Recall(context, timers, self, encoder, settings)));
    }

    /**
     * Has {@code recall} hear of memory's news from now on. Whoever starts short-term and long-term memory after this call
     * can be sure that none of what they tell at their start is missed: a recall that subscribed itself could come late.
     */
    public static void listen(ActorSystem<?> system, ActorRef<Command> recall) {
        Behavior<MemoryNews> relay = Behaviors.receiveMessage(news -> {
            recall.tell(new Hear(news));
            return Behaviors.same();
        });
        ActorRef<MemoryNews> listener = system.systemActorOf(relay, "recall-news", Props.empty());
        system.eventStream().tell(new EventStream.Subscribe<>(MemoryNews.class, listener));
    }

    private Recall(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            String self,
            Encoder encoder,
            RecallSettings settings) {
        super(context);
        this.self = self;
        this.encoder = encoder;
        encoders.put(encoder.version(), encoder);
        this.settings = settings;
        this.timers = timers;
        this.world = WorldExtension.of(context.getSystem());
        this.core = new RecallCore(self, encoder.version(), settings);
        this.lexical = context.spawn(
                LexicalSearch.create(context.messageAdapter(RecallMessage.Searched.class, ToSelf::new)),
                "lexical",
                DispatcherSelector.blocking());
        Peers.watch(context, KEY, context.getSelf(), context.getSelf(), PeersAre::new);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder().onMessage(Command.class, this::onCommand).build();
    }

    private Behavior<Command> onCommand(Command command) {
        switch (command) {
            case Lookup(String question, ActorRef<Found> replyTo) -> {
                long ticket = nextTicket++;
                tickets.put(ticket, replyTo);
                run(new RecallMessage.Ask(question, ticket));
            }
            case Answered(String question, Hash commitment) -> {
                if (!world.unlikely(Unlikely.RECALL_LEARNS_NOTHING))
                    run(new RecallMessage.Answered(question, commitment));
            }
            case SwitchTo(Encoder next) -> {
                encoder = next;
                encoders.put(next.version(), next);
                run(new RecallMessage.Switched(next.version()));
            }
            case GetStatistics(ActorRef<RecallStatistics> replyTo) -> replyTo.tell(core.statistics());
            case Hear(MemoryNews news) -> run(new RecallMessage.Heard(news));
            case FromPeer(RecallMessage message) -> onPeer(message);
            case ToSelf(RecallMessage message) -> run(message);
            case PeersAre(SortedMap<String, ActorRef<Command>> now) -> {
                peers = now;
                run(new RecallMessage.InReach(new TreeSet<>(now.keySet())));
            }
            case EncodingEnded(Purpose purpose, List<Embedding> made, String failure) -> {
                encoding--;
                noteEncoder(failure);
                run(new RecallMessage.Encoded(purpose, made));
                encodeNext();
            }
        }
        return this;
    }

    /** A peer may tell, want and answer; anything else it has no business to say. */
    private void onPeer(RecallMessage message) {
        switch (message) {
            case RecallMessage.Tell _,
                    RecallMessage.Want _,
                    RecallMessage.Page _,
                    RecallMessage.AskShard _,
                    RecallMessage.ShardAnswer _,
                    RecallMessage.Keep _,
                    RecallMessage.Kept _ -> run(message);
            case RecallMessage.Ask _,
                    RecallMessage.Answered _,
                    RecallMessage.Heard _,
                    RecallMessage.InReach _,
                    RecallMessage.Encoded _,
                    RecallMessage.Searched _,
                    RecallMessage.Overdue _,
                    RecallMessage.ShardsLate _,
                    RecallMessage.Rebalance _,
                    RecallMessage.EncodeAgain _,
                    RecallMessage.Switched _,
                    RecallMessage.Refresh _,
                    RecallMessage.Reply _,
                    Encode _,
                    RecallMessage.Search _,
                    RecallMessage.Index _,
                    RecallMessage.Unindex _,
                    RecallMessage.Purge _ ->
                getContext()
                        .getLog()
                        .warn(
                                "a peer's recall sent {}, which is not for peers",
                                message.getClass().getSimpleName());
        }
    }

    private void run(RecallMessage message) {
        for (Effect<Void, RecallMessage, RecallMessage> effect : core.on(message, world.now())) {
            switch (effect) {
                case Effect.Persist<Void, RecallMessage, RecallMessage> _ ->
                    throw new IllegalStateException("recall persists nothing");
                case Effect.Send<Void, RecallMessage, RecallMessage>(Party to, RecallMessage said) -> send(to, said);
                case Effect.Schedule<Void, RecallMessage, RecallMessage> later ->
                    timers.startSingleTimer(
                            later.key(),
                            new ToSelf(later.message()),
                            world.unlikely(Unlikely.RECALL_TIMER_EARLY)
                                    ? later.delay().dividedBy(2)
                                    : later.delay());
                case Effect.Cancel<Void, RecallMessage, RecallMessage>(String key) -> timers.cancel(key);
                case Effect.Publish<Void, RecallMessage, RecallMessage>(RecallMessage said) -> order(said);
            }
        }
        encodeNext();
    }

    private void send(Party to, RecallMessage message) {
        switch (to) {
            case Party.Node(String name) -> {
                ActorRef<Command> peer = peers.get(name);
                if (peer != null) peer.tell(new FromPeer(message));
            }
            case Party.Others() ->
                peers.forEach((name, peer) -> {
                    if (!name.equals(self)) peer.tell(new FromPeer(message));
                });
            case Party.Asker(long ticket) -> {
                ActorRef<Found> asker = tickets.remove(ticket);
                if (asker != null && message instanceof RecallMessage.Reply(Found found)) asker.tell(found);
            }
        }
    }

    private void order(RecallMessage order) {
        switch (order) {
            case Encode encode -> (encode.purpose() instanceof Purpose.ForLookup ? urgent : patient).add(encode);
            case RecallMessage.Search search -> lexical.tell(new LexicalSearch.Find(search));
            case RecallMessage.Index index -> lexical.tell(new LexicalSearch.Put(index));
            case RecallMessage.Unindex unindex -> lexical.tell(new LexicalSearch.Remove(unindex));
            case RecallMessage.Purge purge -> lexical.tell(new LexicalSearch.Purge());
            case RecallMessage.Ask _,
                    RecallMessage.Answered _,
                    RecallMessage.Heard _,
                    RecallMessage.InReach _,
                    RecallMessage.Encoded _,
                    RecallMessage.Searched _,
                    RecallMessage.Overdue _,
                    RecallMessage.ShardsLate _,
                    RecallMessage.Rebalance _,
                    RecallMessage.EncodeAgain _,
                    RecallMessage.Switched _,
                    RecallMessage.Refresh _,
                    RecallMessage.Reply _,
                    RecallMessage.Tell _,
                    RecallMessage.Want _,
                    RecallMessage.Page _,
                    RecallMessage.AskShard _,
                    RecallMessage.ShardAnswer _,
                    RecallMessage.Keep _,
                    RecallMessage.Kept _ -> throw new IllegalStateException("not an order: " + order);
        }
    }

    private void encodeNext() {
        while (encoding < settings.parallelEncodings() && !(urgent.isEmpty() && patient.isEmpty())) {
            Encode next = urgent.isEmpty() ? patient.remove() : urgent.remove();
            encoding++;
            List<CompletableFuture<Embedding>> making = encodersFor(next).stream()
                    .map(one -> checked(one, next.text()))
                    .toList();
            getContext()
                    .pipeToSelf(
                            CompletableFuture.allOf(making.toArray(CompletableFuture[]::new)),
                            (all, failure) -> ended(next.purpose(), making, failure));
        }
    }

    /** The one in use first. */
    private List<Encoder> encodersFor(Encode order) {
        if (encoders.size() > 1) {
            SortedSet<String> needed = core.earlierEncoders();
            encoders.keySet().removeIf(version -> !version.equals(encoder.version()) && !needed.contains(version));
        }
        List<Encoder> all = new ArrayList<>(List.of(encoder));
        for (String version : order.also())
            Optional.ofNullable(encoders.get(version))
                    .filter(one -> one != encoder)
                    .ifPresent(all::add);
        return all;
    }

    private static CompletableFuture<Embedding> checked(Encoder by, String text) {
        return by.embed(text)
                .thenApply(made -> {
                    if (made.vector().length != by.dimensions())
                        throw new IllegalStateException("%s gave %d dimensions, not %d"
                                .formatted(by.version(), made.vector().length, by.dimensions()));
                    return made;
                })
                .toCompletableFuture();
    }

    /** Says once that the encoder fails and once that it works again, however many texts wait for it. */
    private void noteEncoder(String failure) {
        boolean works = failure.isEmpty();
        if (works && !encoderWorks) getContext().getLog().info("the encoder {} works again", encoder.version());
        if (!works && encoderWorks)
            getContext()
                    .getLog()
                    .warn("the encoder {} fails, so recall goes by words alone: {}", encoder.version(), failure);
        encoderWorks = works;
    }

    private static Command ended(
            Purpose purpose, List<CompletableFuture<Embedding>> making, @Nullable Throwable failure) {
        List<Embedding> made = making.stream()
                .filter(one -> !one.isCompletedExceptionally())
                .map(CompletableFuture::join)
                .toList();
        return new EncodingEnded(purpose, made, failure == null ? "" : String.valueOf(failure));
    }
}
