package dev.darm.journal;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.StoredEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A persistent actor that remembers what it was told, in order. */
final class Counter extends EventSourcedBehavior<Counter.Command, Counter.Told, Counter.Heard> {

    sealed interface Command {}

    /** Persist all of {@code words} together. */
    record Tell(List<String> words, ActorRef<Heard> replyTo) implements Command {}

    record Ask(ActorRef<Heard> replyTo) implements Command {}

    record Told(String word) implements StoredEvent {
        @Override
        public String manifest() {
            return "told/1";
        }

        @Override
        public void write(ByteWriter to) {
            if (word.equals("unspeakable")) throw new IllegalArgumentException("this word cannot be stored");
            to.text(word);
        }
    }

    record Heard(List<String> words) implements StoredEvent {
        @Override
        public String manifest() {
            return "heard/1";
        }

        @Override
        public void write(ByteWriter to) {
            to.list(words, ByteWriter::text);
        }
    }

    static StoredEvent read(String manifest, ByteReader from) {
        return manifest.equals("told/1") ? new Told(from.text()) : new Heard(from.list(ByteReader::text));
    }

    private final boolean keepsFewEvents;

    private Counter(String id, boolean keepsFewEvents) {
        super(PersistenceId.ofUniqueId(id));
        this.keepsFewEvents = keepsFewEvents;
    }

    static Behavior<Command> create(String id) {
        return new Counter(id, false);
    }

    /** Takes a snapshot every three events and deletes the events before it. */
    static Behavior<Command> withSnapshots(String id) {
        return new Counter(id, true);
    }

    @Override
    public Heard emptyState() {
        return new Heard(List.of());
    }

    @Override
    public CommandHandler<Command, Told, Heard> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Tell.class, (state, tell) -> Effect()
                        .persist(tell.words().stream().map(Told::new).toList())
                        .thenReply(tell.replyTo(), after -> after))
                .onCommand(Ask.class, (state, ask) -> Effect().reply(ask.replyTo(), state))
                .build();
    }

    @Override
    public EventHandler<Heard, Told> eventHandler() {
        return newEventHandlerBuilder()
                .forAnyState()
                .onEvent(Told.class, (state, told) -> {
                    List<String> words = new ArrayList<>(state.words());
                    words.add(told.word());
                    return new Heard(words);
                })
                .build();
    }

    @Override
    public Set<String> tagsFor(Told event) {
        return Set.of("told");
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return keepsFewEvents
                ? RetentionCriteria.snapshotEvery(3, 1).withDeleteEventsOnSnapshot()
                : RetentionCriteria.disabled();
    }
}
