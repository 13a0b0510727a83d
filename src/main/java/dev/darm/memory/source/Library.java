package dev.darm.memory.source;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.ServiceKey;
import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.codec.WireMessage;
import dev.darm.journal.RecordLog;
import dev.darm.memory.Document;
import dev.darm.memory.source.LibraryMessage.FeedReply;
import dev.darm.memory.source.LibraryMessage.Found;
import dev.darm.memory.source.LibraryMessage.Here;
import dev.darm.memory.source.LibraryMessage.Located;
import dev.darm.memory.source.LibraryMessage.Place;
import dev.darm.memory.source.LibraryMessage.Study;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import dev.darm.world.Unlikely;
import dev.darm.world.World;
import dev.darm.world.shell.Peers;
import dev.darm.world.shell.WorldExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The actor around {@link LibraryCore}: it reads and writes the log, knows the other libraries, and hands documents to the
 * reader (the node's agent).
 *
 * <p>Group commit: effects that follow a Persist wait until the log is synced, and the sync happens once for all messages
 * that were waiting in the mailbox. It blocks on the disk, so it runs on the journal's dispatcher.
 */
public final class Library extends AbstractBehavior<Library.Command> {

    public static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "library");

    public sealed interface Command {}

    /** Takes a document in; answered once it is durable on two nodes, or on this one when it is alone. */
    public record Feed(Document document, ActorRef<FeedReply> replyTo) implements Command {}

    /** A passage by its hash, from this node or another. */
    public record FetchPassage(Hash passage, ActorRef<Found> replyTo) implements Command {}

    /** A version of a document by its content hash, from this node or another. */
    public record FetchDocument(Hash content, ActorRef<Found> replyTo) implements Command {}

    /** The newest version of a document that this node has heard of. */
    public record CurrentVersion(String uri, ActorRef<Current> replyTo) implements Command {}

    public record Current(Optional<Hash> content) {}

    /** How much is kept here. */
    public record GetStatistics(ActorRef<Statistics> replyTo) implements Command {}

    public record Statistics(int documents, int unstudied, long records) {}

    /** From now on documents are kept on these nodes first: the heads of the chain. */
    public record HeadsAre(SortedSet<String> names) implements Command {}

    /** From now on documents are given to {@code reader} to study. */
    public record ReadBy(ActorRef<ToStudy> reader) implements Command {}

    /** A document for the agent; {@code previous} is the version it replaces, where known. */
    public record ToStudy(Document document, Optional<Document> previous, ActorRef<StudyResult> replyTo) {}

    /** The agent's answer: studied, or to be given again. */
    public record StudyResult(Hash content, boolean done) {}

    /** A message of another node's library. */
    public record FromPeer(LibraryMessage message) implements Command, WireMessage {}

    private record PeersAre(SortedMap<String, ActorRef<Command>> peers) implements Command {}

    private record ToSelf(LibraryMessage message) implements Command {}

    private record Flush() implements Command {}

    private final String self;
    private final World world;
    private final RecordLog log;
    private final LibraryCore core;
    private final TimerScheduler<Command> timers;
    private final Map<Long, Consumer<LibraryMessage>> tickets = new HashMap<>();
    private final ActorRef<StudyResult> studied;
    private final List<Effect<LibraryEvent, LibraryMessage, LibraryMessage>> held = new ArrayList<>();
    private SortedMap<String, ActorRef<Command>> peers = Collections.emptySortedMap();
    private Optional<ActorRef<ToStudy>> reader = Optional.empty();
    private boolean unsynced;
    private long nextTicket = 1;

    /**
     * A library of the node {@code self} in a deployment with these heads, until {@link HeadsAre} tells of others, over its log, which this actor closes. Throws {@link UncheckedIOException} when
     * the log cannot be read.
     */
    public static Behavior<Command> create(String self, SortedSet<String> heads, RecordLog log) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new Library(context, timers, self, heads, log)));
    }

    private Library(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            String self,
            SortedSet<String> heads,
            RecordLog log) {
        super(context);
        this.self = self;
        this.log = log;
        this.timers = timers;
        this.world = WorldExtension.of(context.getSystem());
        this.core = new LibraryCore(self, heads);
        this.studied = context.messageAdapter(
                StudyResult.class,
                result -> new ToSelf(
                        result.done()
                                ? new LibraryMessage.StudyDone(result.content())
                                : new LibraryMessage.StudyFailed(result.content())));
        try {
            log.forEach(0, (number, record) -> core.apply(ByteReader.readAll(record, LibraryEvent::read), number));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the library's log: " + e.getMessage(), e);
        }
        Peers.watch(context, KEY, context.getSelf(), context.getSelf(), PeersAre::new);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Command.class, this::onCommand)
                .onSignal(PostStop.class, signal -> {
                    log.close();
                    return this;
                })
                .build();
    }

    private Behavior<Command> onCommand(Command command) {
        switch (command) {
            case Feed(Document document, ActorRef<FeedReply> replyTo) ->
                tell(new LibraryMessage.Feed(document, ticket(reply -> replyTo.tell((FeedReply) reply))));
            case FetchPassage(Hash passage, ActorRef<Found> replyTo) ->
                tell(new LibraryMessage.WantPassage(passage, ticket(reply -> replyTo.tell(found(reply)))));
            case FetchDocument(Hash content, ActorRef<Found> replyTo) ->
                tell(new LibraryMessage.WantDocument(content, ticket(reply -> replyTo.tell(found(reply)))));
            case CurrentVersion(String uri, ActorRef<Current> replyTo) ->
                replyTo.tell(new Current(core.current(uri).map(LibraryMessage.Entry::content)));
            case GetStatistics(ActorRef<Statistics> replyTo) ->
                replyTo.tell(new Statistics(core.documents(), core.unstudied(world.now()), log.next()));
            case ReadBy(ActorRef<ToStudy> agent) -> {
                reader = Optional.of(agent);
                tell(new LibraryMessage.Review());
            }
            case HeadsAre(SortedSet<String> names) -> tell(new LibraryMessage.HeadsAre(names));
            case FromPeer(LibraryMessage message) -> tell(message);
            case PeersAre(SortedMap<String, ActorRef<Command>> now) -> {
                peers = now;
                tell(new LibraryMessage.InReach(new TreeSet<>(now.keySet())));
            }
            case ToSelf(LibraryMessage message) -> tell(message);
            case Flush() -> {
                if (world.unlikely(Unlikely.LIBRARY_SYNC_LATER))
                    getContext().getSelf().tell(new Flush());
                else flush();
            }
        }
        return this;
    }

    private void tell(LibraryMessage message) {
        List<Effect<LibraryEvent, LibraryMessage, LibraryMessage>> effects = core.on(message, world.now());
        for (Effect<LibraryEvent, LibraryMessage, LibraryMessage> effect : effects) {
            if (effect instanceof Effect.Persist<LibraryEvent, LibraryMessage, LibraryMessage>(LibraryEvent event)) {
                append(event);
            } else if (unsynced) {
                held.add(effect);
            } else {
                carryOut(effect);
            }
        }
    }

    private void append(LibraryEvent event) {
        try {
            core.apply(event, log.append(event.bytes()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the library's log: " + e.getMessage(), e);
        }
        if (!unsynced) {
            unsynced = true;
            getContext().getSelf().tell(new Flush());
        }
    }

    private void flush() {
        try {
            log.sync();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot sync the library's log: " + e.getMessage(), e);
        }
        unsynced = false;
        List<Effect<LibraryEvent, LibraryMessage, LibraryMessage>> ready = List.copyOf(held);
        held.clear();
        ready.forEach(this::carryOut);
    }

    private void carryOut(Effect<LibraryEvent, LibraryMessage, LibraryMessage> effect) {
        switch (effect) {
            case Effect.Persist<LibraryEvent, LibraryMessage, LibraryMessage> persist ->
                throw new IllegalStateException("a Persist is written before effects are carried out: " + persist);
            case Effect.Send<LibraryEvent, LibraryMessage, LibraryMessage>(Party to, LibraryMessage message) ->
                send(to, message);
            case Effect.Schedule<LibraryEvent, LibraryMessage, LibraryMessage> schedule ->
                timers.startSingleTimer(schedule.key(), new ToSelf(schedule.message()), delay(schedule));
            case Effect.Cancel<LibraryEvent, LibraryMessage, LibraryMessage>(String key) -> timers.cancel(key);
            case Effect.Publish<LibraryEvent, LibraryMessage, LibraryMessage> publish ->
                throw new IllegalStateException("the library publishes nothing: " + publish);
        }
    }

    private Duration delay(Effect.Schedule<LibraryEvent, LibraryMessage, LibraryMessage> schedule) {
        return schedule.message() instanceof LibraryMessage.Overdue && world.unlikely(Unlikely.LIBRARY_NEXT_PEER_EARLY)
                ? schedule.delay().dividedBy(4)
                : schedule.delay();
    }

    private void send(Party to, LibraryMessage message) {
        switch (to) {
            case Party.Asker(long ticket) -> {
                Consumer<LibraryMessage> asker = tickets.remove(ticket);
                if (asker != null) asker.accept(message);
            }
            case Party.Node(String name)
            when name.equals(self) -> {
                if (message instanceof Study study) study(study);
                else getContext().getSelf().tell(new ToSelf(message));
            }
            case Party.Node(String name) -> sendTo(name, message);
            case Party.Others() ->
                peers.keySet().stream().filter(name -> !name.equals(self)).forEach(name -> sendTo(name, message));
        }
    }

    private void sendTo(String name, LibraryMessage message) {
        ActorRef<Command> peer = peers.get(name);
        if (peer == null) return;
        peer.tell(new FromPeer(
                switch (message) {
                    case Located located -> here(located);
                    case LibraryMessage.Copy(Place place, List<String> custodians, Instant at) ->
                        new LibraryMessage.Keep(self, read(place), custodians, at);
                    default -> message;
                }));
    }

    private Here here(Located located) {
        Found found = found(located);
        return new Here(located.request(), found.passage(), found.document());
    }

    /** What lies at a place of this node's log, or what came from another node. */
    private Found found(LibraryMessage reply) {
        if (reply instanceof Found found) return found;
        Located located = (Located) reply;
        if (located.place().isEmpty()) return new Found(Optional.empty(), Optional.empty());
        Place place = located.place().get();
        Document document = read(place);
        if (located.document()) return new Found(Optional.empty(), Optional.of(document));
        return new Found(Optional.of(document.passages().get(place.passage())), Optional.empty());
    }

    private Document read(Place place) {
        try {
            LibraryEvent event = ByteReader.readAll(log.read(place.record()), LibraryEvent::read);
            if (event instanceof LibraryEvent.Kept kept) return kept.document();
            throw new IllegalStateException("record " + place.record() + " of the library's log holds no document");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the library's log: " + e.getMessage(), e);
        }
    }

    private void study(Study study) {
        if (reader.isEmpty() || world.unlikely(Unlikely.STUDY_PUT_OFF)) {
            tell(new LibraryMessage.StudyFailed(study.content()));
            return;
        }
        if (study.previous().isEmpty()) handOver(study, Optional.empty());
        else
            tell(new LibraryMessage.WantDocument(
                    study.previous().get(),
                    ticket(reply -> handOver(study, found(reply).document()))));
    }

    private void handOver(Study study, Optional<Document> previous) {
        Document document = read(study.place());
        reader.ifPresent(agent -> agent.tell(new ToStudy(document, previous, studied)));
    }

    private long ticket(Consumer<LibraryMessage> asker) {
        long ticket = nextTicket++;
        tickets.put(ticket, asker);
        return ticket;
    }
}
