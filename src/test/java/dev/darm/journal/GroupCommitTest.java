package dev.darm.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.journal.JournalEntry.Event;
import dev.darm.journal.JournalEntry.Payload;
import dev.darm.journal.JournalEntry.Written;
import dev.darm.sim.disk.TestDisk;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    private final TestDisk disk = new TestDisk();
    private final ArrayDeque<Runnable> work = new ArrayDeque<>();
    private final List<IOException> troubles = new ArrayList<>();
    private final EventLog log = EventLog.open(SegmentLog.open(disk, "journal", SegmentLog.Options.DEFAULT));
    private final GroupCommit commit = new GroupCommit(log, work::add, () -> false, new GroupCommit.Trouble() {
        @Override
        public void syncFailed(IOException cause) {
            troubles.add(cause);
        }

        @Override
        public void dropFailed(IOException cause) {
            troubles.add(cause);
        }
    });

    GroupCommitTest() throws IOException {}

    private CompletableFuture<Void> write(int sequence) {
        Event event = new Event(0, "", new Payload(1, "", new byte[10]), Optional.empty(), List.of());
        Written batch = new Written("a", sequence, "w", List.of(event));
        return commit.submit(() -> log.append(batch, batch.bytes()));
    }

    private void run() {
        while (!work.isEmpty()) work.removeFirst().run();
    }

    @Test
    void writesThatWaitTogetherShareOneSync() {
        List<CompletableFuture<Void>> done = new ArrayList<>();
        for (int i = 1; i <= 50; i++) done.add(write(i));
        long before = disk.fsyncs();
        assertThat(done).noneMatch(CompletableFuture::isDone);
        assertThat(work).hasSize(1);

        run();

        assertThat(done).allMatch(future -> future.isDone() && !future.isCompletedExceptionally());
        assertThat(disk.fsyncs() - before).isEqualTo(2);
    }

    @Test
    void aWriteThatFailsLeavesItsNeighboursAlone() {
        CompletableFuture<Void> first = write(1);
        CompletableFuture<Void> bad = commit.submit(() -> {
            throw new IOException("no room for this one");
        });
        CompletableFuture<Void> last = write(2);

        run();

        assertThat(first).isCompleted();
        assertThat(bad).isCompletedExceptionally();
        assertThat(last).isCompleted();
        assertThat(troubles).isEmpty();
    }

    @Test
    void aFailedSyncFailsAllThatWaitedForItAndIsReported() {
        CompletableFuture<Void> first = write(1);
        CompletableFuture<Void> second = write(2);
        disk.failSyncAfter(0);

        run();

        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompletedExceptionally();
        assertThat(troubles).hasSize(1);
        CompletableFuture<Void> later = write(3);
        run();
        assertThat(later).isCompletedExceptionally();
    }

    @Test
    void aDispatcherThatStoppedFailsTheWriteInsteadOfLosingIt() {
        GroupCommit stopped = new GroupCommit(
                log,
                task -> {
                    throw new RejectedExecutionException("stopped");
                },
                () -> false,
                new GroupCommit.Trouble() {
                    @Override
                    public void syncFailed(IOException cause) {}

                    @Override
                    public void dropFailed(IOException cause) {}
                });

        assertThat(stopped.barrier()).isCompletedExceptionally();
        assertThat(stopped.barrier()).isCompletedExceptionally();
    }
}
