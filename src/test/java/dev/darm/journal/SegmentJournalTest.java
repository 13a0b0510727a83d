package dev.darm.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.actor.CoordinatedShutdown;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.darm.sim.disk.TestDisk;
import dev.darm.world.ModelWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class SegmentJournalTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private String diskName = "";
    private TestDisk disk = new TestDisk();
    private @Nullable ActorTestKit kit;

    @BeforeEach
    void start(TestInfo test) {
        diskName = test.getDisplayName();
        disk = ModelWorld.disk(diskName);
        kit = started();
    }

    @AfterEach
    void stop() {
        kit().shutdownTestKit();
    }

    private ActorTestKit kit() {
        if (kit == null) throw new IllegalStateException("not started");
        return kit;
    }

    private ActorTestKit started() {
        Config config = ConfigFactory.parseString("""
                        akka.loglevel = OFF
                        akka.stdout-loglevel = OFF
                        akka.actor.provider = local
                        akka.persistence.journal.plugin = "darm.journal.segment"
                        akka.persistence.snapshot-store.plugin = "darm.journal.snapshots"
                        akka.actor.serializers.counter = "dev.darm.journal.CounterSerializer"
                        akka.actor.serialization-bindings."dev.darm.codec.StoredEvent" = counter
                        akka.coordinated-shutdown.exit-jvm = off
                        darm.world.class = "dev.darm.world.ModelWorld"
                        darm.journal.segment-size = 2 KiB
                        darm.test.disk = "%s"
                        """.formatted(diskName))
                .withFallback(ConfigFactory.parseResources("reference/journal.conf"))
                .withFallback(ConfigFactory.defaultReference());
        return ActorTestKit.create("journal", config);
    }

    /** Ends the actor system as a clean stop does, does something to the disk, and starts the next one. */
    private void restartAfter(Runnable accident) {
        kit().shutdownTestKit();
        accident.run();
        kit = started();
    }

    private ActorRef<Counter.Command> counter(String id) {
        return kit().spawn(Counter.create(id));
    }

    private List<String> tell(ActorRef<Counter.Command> counter, String... words) {
        TestProbe<Counter.Heard> probe = kit().createTestProbe(Counter.Heard.class);
        counter.tell(new Counter.Tell(List.of(words), probe.ref()));
        return probe.receiveMessage(PATIENCE).words();
    }

    private List<String> ask(ActorRef<Counter.Command> counter) {
        TestProbe<Counter.Heard> probe = kit().createTestProbe(Counter.Heard.class);
        counter.tell(new Counter.Ask(probe.ref()));
        return probe.receiveMessage(PATIENCE).words();
    }

    private SegmentLog log() throws Exception {
        return JournalFolder.of(kit().system()).open();
    }

    @Test
    void whatAnActorPersistedIsThereAfterARestart() {
        ActorRef<Counter.Command> counter = counter("a");
        tell(counter, "one");
        tell(counter, "two", "three");

        restartAfter(() -> {});

        assertThat(ask(counter("a"))).containsExactly("one", "two", "three");
        assertThat(ask(counter("b"))).isEmpty();
    }

    @Test
    void aPowerCutLosesNothingThatWasAcknowledged() {
        List<List<String>> acknowledged = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            ActorRef<Counter.Command> counter = counter("a");
            for (int i = 0; i < 20; i++) acknowledged.add(tell(counter, "word " + round + "." + i));
            disk.cutPower();

            restartAfter(() -> {});

            assertThat(ask(counter("a"))).isEqualTo(acknowledged.getLast());
        }
        assertThat(acknowledged.getLast()).hasSize(60);
    }

    @Test
    void aHundredActorsAtOnceShareSyncs() throws Exception {
        long before = log().fsyncs();
        TestProbe<Counter.Heard> probe = kit().createTestProbe(Counter.Heard.class);
        List<ActorRef<Counter.Command>> counters = new ArrayList<>();
        for (int i = 0; i < 100; i++) counters.add(counter("c" + i));
        for (int round = 0; round < 10; round++)
            for (ActorRef<Counter.Command> counter : counters)
                counter.tell(new Counter.Tell(List.of("r" + round), probe.ref()));
        probe.receiveSeveralMessages(1000, PATIENCE);
        long fsyncs = log().fsyncs() - before;

        restartAfter(() -> {});

        for (int i = 0; i < 100; i++) assertThat(ask(counter("c" + i))).hasSize(10);
        assertThat(fsyncs).isLessThan(2 * 1000);
    }

    @Test
    void eventsPersistedTogetherAreAllThereOrNone() {
        ActorRef<Counter.Command> counter = counter("a");
        tell(counter, "before");
        TestProbe<Counter.Heard> probe = kit().createTestProbe(Counter.Heard.class);

        // The sync after the append fails, so the batch is on the disk in part, in whole or not at all.
        disk.failSyncAfter(0);
        counter.tell(new Counter.Tell(List.of("x", "y", "z"), probe.ref()));
        probe.expectNoMessage(Duration.ofMillis(300));
        disk.cutPower();
        restartAfter(() -> {});

        assertThat(ask(counter("a"))).isIn(List.of("before"), List.of("before", "x", "y", "z"));
    }

    @Test
    void aFailedSyncStopsTheNodeWithItsReason() {
        ActorRef<Counter.Command> counter = counter("a");
        tell(counter, "one");

        disk.failSyncAfter(0);
        counter.tell(new Counter.Tell(List.of("two"), kit().system().ignoreRef()));

        await().atMost(PATIENCE).until(() -> CoordinatedShutdown.get(kit().system())
                .getShutdownReason()
                .isPresent());
        assertThat(CoordinatedShutdown.get(kit().system()).getShutdownReason())
                .hasValueSatisfying(reason -> assertThat(reason)
                        .isInstanceOfSatisfying(JournalUnusable.class, unusable -> assertThat(unusable.why())
                                .contains("Input/output error")));
    }

    @Test
    void aDamagedJournalStopsTheNodeAndTheGuardianLearnsWhy() {
        tell(counter("a"), "one");
        restartAfter(() -> disk.flipBit("journal/" + Segment.name(0), Segment.HEADER_BYTES * 8 + 100));

        assertThatThrownBy(this::log).isInstanceOf(DamagedLog.class).hasMessageContaining("record 0 at byte 24");
        counter("a");

        await().atMost(PATIENCE).until(() -> CoordinatedShutdown.get(kit().system())
                .getShutdownReason()
                .isPresent());
        assertThat(CoordinatedShutdown.get(kit().system()).getShutdownReason())
                .containsInstanceOf(JournalUnusable.class);
    }

    @Test
    void anEventThatCannotBeStoredIsRejectedAndTheOthersOfTheNodeGoOn() {
        ActorRef<Counter.Command> counter = counter("a");
        tell(counter, "one");
        TestProbe<Object> watcher = kit().createTestProbe();

        counter.tell(new Counter.Tell(List.of("unspeakable"), kit().system().ignoreRef()));

        watcher.expectTerminated(counter, PATIENCE);
        assertThat(tell(counter("b"), "fine")).containsExactly("fine");
        assertThat(ask(counter("a"))).containsExactly("one");
    }

    @Test
    void aFullDiskFailsTheWriteAndTheActorComesBackWhenThereIsRoom() {
        ActorRef<Counter.Command> counter = counter("a");
        tell(counter, "one");
        TestProbe<Object> watcher = kit().createTestProbe();
        disk.full(10);

        counter.tell(new Counter.Tell(List.of("two"), kit().system().ignoreRef()));

        watcher.expectTerminated(counter, PATIENCE);
        disk.lift();
        ActorRef<Counter.Command> again = counter("a");
        assertThat(ask(again)).containsExactly("one");
        assertThat(tell(again, "three")).containsExactly("one", "three");
    }

    @Test
    void snapshotsCarryAnActorAndTheRoomOfDeletedEventsIsGivenBack() throws Exception {
        ActorRef<Counter.Command> counter = kit().spawn(Counter.withSnapshots("a"));
        for (int i = 0; i < 60; i++) tell(counter, "word " + i);
        await().atMost(PATIENCE).until(() -> log().first() > 0);
        assertThat(disk.list("snapshots")).hasSize(1);

        restartAfter(() -> disk.cutPower());

        assertThat(ask(kit().spawn(Counter.withSnapshots("a"))))
                .hasSize(60)
                .last()
                .isEqualTo("word 59");
        assertThat(log().next() - log().first()).isLessThan(60);
    }

    @Test
    void aDamagedSnapshotIsRefusedAndNotTakenForAnEmptyPast() {
        ActorRef<Counter.Command> counter = kit().spawn(Counter.withSnapshots("a"));
        for (int i = 0; i < 6; i++) tell(counter, "word " + i);
        restartAfter(() -> {
            String folder = "snapshots/" + disk.list("snapshots").getFirst();
            for (String name : disk.list(folder)) disk.flipBit(folder + "/" + name, 200);
        });
        TestProbe<Object> watcher = kit().createTestProbe();

        ActorRef<Counter.Command> again = kit().spawn(Counter.withSnapshots("a"));

        watcher.expectTerminated(again, PATIENCE);
    }
}
