package dev.darm.journal;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.actor.typed.javadsl.Adapter;
import dev.darm.world.Unlikely;
import dev.darm.world.World;
import dev.darm.world.shell.WorldExtension;
import java.io.IOException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The node's journal: the one log in the folder {@code journal}, opened once for an actor system.
 *
 * <p>A node's guardian calls {@link #open} first of all, and learns there why a journal cannot be used. Where nobody did,
 * the Akka plugin opens it, and stops the node with {@link JournalUnusable} when it cannot.
 */
public final class JournalFolder implements Extension {

    /** Where the log lies in the data folder. */
    public static final String FOLDER = "journal";

    private static final String DISPATCHER = "darm.journal.dispatcher";
    private static final Id ID = new Id();

    private final ActorSystem<?> system;
    private final World world;
    private final Executor executor;
    private @Nullable EventLog events;
    private @Nullable GroupCommit commit;

    private JournalFolder(ActorSystem<?> system) {
        this.system = system;
        this.world = WorldExtension.of(system);
        this.executor = system.dispatchers().lookup(DispatcherSelector.fromConfig(DISPATCHER));
    }

    public static JournalFolder of(ActorSystem<?> system) {
        return ID.apply(system);
    }

    /**
     * Opens the journal unless it is open; reads and verifies all of it, so it may take seconds. Returns the log, whose
     * {@link SegmentLog#recoveredTail} says what a crash left unfinished.
     *
     * @throws DamagedLog when promised records are missing or changed
     */
    public synchronized SegmentLog open() throws IOException {
        return opened().log();
    }

    synchronized EventLog opened() throws IOException {
        if (events != null) return events;
        SegmentLog.Options options =
                JournalSettings.of(system.settings().config().getConfig("darm")).log();
        SegmentLog log = SegmentLog.open(world.disk(), FOLDER, options.in(world));
        log.recoveredTail().ifPresent(this::report);
        if (log.markHalfLost())
            system.log().warn("{}: one slot of the height mark was unreadable, the other one counted", FOLDER);
        EventLog read = EventLog.open(log);
        GroupCommit writer =
                new GroupCommit(read, executor, () -> world.unlikely(Unlikely.JOURNAL_BATCH_OF_ONE), new Stop());
        Adapter.toClassic(system).registerOnTermination(() -> close(writer));
        events = read;
        commit = writer;
        return read;
    }

    private void report(SegmentLog.Tail tail) {
        system.log()
                .warn(
                        "{}: cut {} bytes at byte {} (record {}: {}): the unfinished end of a crash, never acknowledged",
                        tail.file(),
                        tail.bytes(),
                        tail.offset(),
                        tail.record(),
                        tail.why());
    }

    synchronized GroupCommit commit() throws IOException {
        opened();
        if (commit == null) throw new IllegalStateException("an open journal has a writer");
        return commit;
    }

    Executor executor() {
        return executor;
    }

    World world() {
        return world;
    }

    private void close(GroupCommit writer) {
        try {
            writer.close();
        } catch (IOException e) {
            system.log().error("closing the journal failed: {}", e.getMessage());
        }
    }

    /** Stops the node: without its journal it can promise nothing. */
    void stopNode(IOException cause) {
        system.log().error("the journal cannot be used, the node stops: {}", cause.getMessage());
        CoordinatedShutdown.get(system).run(new JournalUnusable(String.valueOf(cause.getMessage())));
    }

    private final class Stop implements GroupCommit.Trouble {
        @Override
        public void syncFailed(IOException cause) {
            stopNode(cause);
        }

        @Override
        public void dropFailed(IOException cause) {
            system.log().warn("deleted events still take room: {}", cause.getMessage());
        }
    }

    private static final class Id extends ExtensionId<JournalFolder> {
        @Override
        public JournalFolder createExtension(ActorSystem<?> system) {
            return new JournalFolder(system);
        }
    }
}
