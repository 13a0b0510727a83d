package dev.darm.journal;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.persistence.SelectedSnapshot;
import akka.persistence.SnapshotMetadata;
import akka.persistence.SnapshotSelectionCriteria;
import akka.persistence.snapshot.japi.SnapshotStore;
import dev.darm.journal.SnapshotFolder.Key;
import dev.darm.journal.SnapshotFolder.Snapshot;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.concurrent.Future;
import scala.jdk.javaapi.OptionConverters;

/** The Akka snapshot store {@code darm.journal.snapshots}: a {@link SnapshotFolder} behind the journal's dispatcher. */
public final class SegmentSnapshotStore extends SnapshotStore {

    private final Executor executor;
    private final SnapshotFolder snapshots;
    private final Payloads payloads;

    public SegmentSnapshotStore() {
        ExtendedActorSystem system = (ExtendedActorSystem) context().system();
        JournalFolder journal = JournalFolder.of(Adapter.toTyped(system));
        executor = journal.executor();
        snapshots = new SnapshotFolder(journal.world().disk());
        payloads = new Payloads(system);
    }

    @Override
    public Future<Optional<SelectedSnapshot>> doLoadAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        return reading(() -> {
            List<Key> matching = matching(persistenceId, criteria);
            return matching.isEmpty()
                    ? Optional.empty()
                    : Optional.of(selected(snapshots.load(persistenceId, matching.getLast())));
        });
    }

    private List<Key> matching(String persistenceId, SnapshotSelectionCriteria criteria) throws IOException {
        return snapshots.keys(persistenceId).stream()
                .filter(key -> criteria.matches(new SnapshotMetadata(persistenceId, key.sequence(), key.timestamp())))
                .toList();
    }

    private SelectedSnapshot selected(Snapshot snapshot) {
        Option<Object> metadata = OptionConverters.toScala(snapshot.metadata().map(payloads::read));
        SnapshotMetadata about = SnapshotMetadata.apply(
                snapshot.persistenceId(),
                snapshot.key().sequence(),
                snapshot.key().timestamp(),
                metadata);
        return SelectedSnapshot.create(about, payloads.read(snapshot.payload()));
    }

    @Override
    public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object state) {
        return writing(() -> {
            @Nullable
            Object extra = OptionConverters.toJava(metadata.metadata()).orElse(null);
            snapshots.save(new Snapshot(
                    metadata.persistenceId(),
                    new Key(metadata.sequenceNr(), metadata.timestamp()),
                    payloads.write(state),
                    extra == null ? Optional.empty() : Optional.of(payloads.write(extra))));
        });
    }

    @Override
    public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
        return writing(() -> {
            List<Key> keys = snapshots.keys(metadata.persistenceId()).stream()
                    .filter(key -> key.sequence() == metadata.sequenceNr()
                            && (metadata.timestamp() == 0 || key.timestamp() == metadata.timestamp()))
                    .toList();
            snapshots.delete(metadata.persistenceId(), keys);
        });
    }

    @Override
    public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        return writing(() -> {
            snapshots.delete(persistenceId, matching(persistenceId, criteria));
        });
    }

    private interface Reading<T> {
        T run() throws IOException;
    }

    private interface Writing {
        void run() throws IOException;
    }

    private <T> Future<T> reading(Reading<T> work) {
        Supplier<T> checked = () -> {
            try {
                return work.run();
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        };
        return PluginFuture.of(CompletableFuture.supplyAsync(checked, executor));
    }

    private Future<Void> writing(Writing work) {
        Runnable checked = () -> {
            try {
                work.run();
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        };
        return PluginFuture.of(CompletableFuture.runAsync(checked, executor));
    }
}
