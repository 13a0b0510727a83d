package dev.darm.journal;

import akka.actor.ActorRef;
import akka.actor.ExtendedActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.persistence.AtomicWrite;
import akka.persistence.PersistentRepr;
import akka.persistence.journal.Tagged;
import akka.persistence.journal.japi.AsyncWriteJournal;
import dev.darm.journal.JournalEntry.Event;
import dev.darm.journal.JournalEntry.Payload;
import dev.darm.journal.JournalEntry.Written;
import java.io.IOException;
import java.io.NotSerializableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.OptionConverters;

/**
 * The Akka journal {@code darm.journal.segment} on the node's {@link EventLog}.
 *
 * <p>A batch that cannot be stored as it is (no serializer, too large) is <em>rejected</em>: its actor is told and nothing
 * was written. A disk that fails makes the write <em>fail</em>: its actor stops, since nobody knows what was stored. Reads
 * of an id wait for the writes before them.
 */
public final class SegmentJournal extends AsyncWriteJournal {

    private final JournalFolder folder;
    private final Payloads payloads;

    public SegmentJournal() {
        ExtendedActorSystem system = (ExtendedActorSystem) context().system();
        folder = JournalFolder.of(Adapter.toTyped(system));
        payloads = new Payloads(system);
    }

    @Override
    public void preStart() throws Exception {
        super.preStart();
        try {
            folder.open();
        } catch (IOException e) {
            folder.stopNode(e);
        }
    }

    @Override
    public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> messages) {
        List<Optional<Exception>> results = new ArrayList<>();
        List<Written> batches = new ArrayList<>();
        List<byte[]> records = new ArrayList<>();
        for (AtomicWrite message : messages) {
            try {
                Written batch = written(message);
                byte[] record = batch.bytes();
                if (record.length > RecordLog.MAX_RECORD_BYTES)
                    throw new IllegalArgumentException("events of %s persisted together take %d bytes, at most %d fit"
                            .formatted(batch.persistenceId(), record.length, RecordLog.MAX_RECORD_BYTES));
                batches.add(batch);
                records.add(record);
                results.add(Optional.empty());
            } catch (NotSerializableException | RuntimeException e) {
                results.add(Optional.of(e));
            }
        }
        return PluginFuture.of(onCommit(commit -> commit.submit(() -> {
                    for (int at = 0; at < records.size(); at++)
                        folder.opened().append(batches.get(at), records.get(at));
                }))
                .thenApply(done -> results));
    }

    private Written written(AtomicWrite message) throws NotSerializableException {
        List<Event> events = new ArrayList<>();
        String writer = "";
        for (PersistentRepr event : CollectionConverters.asJava(message.payload())) {
            events.add(event(event));
            writer = event.writerUuid();
        }
        return new Written(message.persistenceId(), message.lowestSequenceNr(), writer, events);
    }

    private Event event(PersistentRepr event) throws NotSerializableException {
        Object payload = event.payload();
        List<String> tags = List.of();
        if (payload instanceof Tagged tagged) {
            payload = tagged.payload();
            tags = List.copyOf(new TreeSet<>(CollectionConverters.asJava(tagged.tags())));
        }
        @Nullable Object metadata = OptionConverters.toJava(event.metadata()).orElse(null);
        return new Event(
                event.timestamp(),
                event.manifest(),
                payloads.write(payload),
                metadata == null ? Optional.empty() : Optional.of(payloads.write(metadata)),
                tags);
    }

    @Override
    public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
        return PluginFuture.of(onCommit(commit -> commit.delete(persistenceId, toSequenceNr)));
    }

    @Override
    public Future<Void> doAsyncReplayMessages(
            String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replay) {
        Function<Void, CompletionStage<Void>> read = stored -> replayed(persistenceId, from, to, max, replay);
        return PluginFuture.of(onCommit(GroupCommit::barrier).thenComposeAsync(read, folder.executor()));
    }

    private CompletionStage<Void> replayed(
            String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replay) {
        try {
            folder.opened()
                    .replay(
                            persistenceId,
                            from,
                            to,
                            max,
                            (batch, sequence, event) -> replay.accept(persistent(batch, sequence, event)));
            return CompletableFuture.completedStage(null);
        } catch (IOException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private PersistentRepr persistent(Written batch, long sequence, Event event) {
        PersistentRepr plain = PersistentRepr.apply(
                        payloads.read(event.payload()),
                        sequence,
                        batch.persistenceId(),
                        event.manifest(),
                        false,
                        ActorRef.noSender(),
                        batch.writer())
                .withTimestamp(event.timestamp());
        Optional<Payload> metadata = event.metadata();
        return metadata.isPresent() ? plain.withMetadata(payloads.read(metadata.get())) : plain;
    }

    @Override
    public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
        return PluginFuture.of(onCommit(GroupCommit::barrier).thenCompose(stored -> {
            try {
                return CompletableFuture.completedStage(folder.opened().highest(persistenceId));
            } catch (IOException e) {
                return CompletableFuture.failedStage(e);
            }
        }));
    }

    private CompletionStage<Void> onCommit(Function<GroupCommit, CompletionStage<Void>> use) {
        try {
            return use.apply(folder.commit());
        } catch (IOException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
