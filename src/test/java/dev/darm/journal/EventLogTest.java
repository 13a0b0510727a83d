package dev.darm.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.ByteReader;
import dev.darm.journal.JournalEntry.Deleted;
import dev.darm.journal.JournalEntry.Event;
import dev.darm.journal.JournalEntry.Payload;
import dev.darm.journal.JournalEntry.Written;
import dev.darm.sim.disk.TestDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

class EventLogTest {

    private static final SegmentLog.Options SMALL = new SegmentLog.Options(1 << 10, 1);

    private static Event event(int content) {
        byte[] bytes = ByteBuffer.allocate(20).putInt(content).array();
        return new Event(5, "", new Payload(1, "m", bytes), Optional.empty(), List.of());
    }

    /** What one persistence id should hold. */
    private static final class Model {
        private final TreeMap<Long, Integer> events = new TreeMap<>();
        private long highest;
    }

    private static List<Long> replayed(EventLog log, String id, Map<Long, Integer> into) throws IOException {
        List<Long> order = new ArrayList<>();
        log.replay(id, 0, Long.MAX_VALUE, Long.MAX_VALUE, (batch, sequence, event) -> {
            order.add(sequence);
            into.put(sequence, ByteBuffer.wrap(event.payload().bytes()).getInt());
        });
        return order;
    }

    private static void check(EventLog log, Map<String, Model> models) throws IOException {
        for (Map.Entry<String, Model> entry : models.entrySet()) {
            TreeMap<Long, Integer> events = new TreeMap<>();
            List<Long> order = replayed(log, entry.getKey(), events);
            assertThat(order).isSorted();
            assertThat(events).as(entry.getKey()).isEqualTo(entry.getValue().events);
            assertThat(log.highest(entry.getKey())).isEqualTo(entry.getValue().highest);
        }
    }

    @Property(tries = 150, shrinking = ShrinkingMode.OFF)
    void everyIdKeepsItsLiveEventsAndItsHighestNumberWhateverIsDeleted(@ForAll long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        TestDisk disk = new TestDisk(seed);
        EventLog log = EventLog.open(SegmentLog.open(disk, "journal", SMALL));
        TreeMap<String, Model> models = new TreeMap<>();
        long dropped = 0;
        for (int step = 0; step < 150; step++) {
            String id = "id" + random.nextInt(5);
            Model model = models.computeIfAbsent(id, absent -> new Model());
            if (random.nextInt(6) == 0) {
                long to = random.nextBoolean() ? Long.MAX_VALUE : random.nextLong(model.highest + 2);
                log.delete(id, to);
                model.events.headMap(to, true).clear();
                log.sync();
                log.dropDead();
                dropped = log.log().first();
            } else {
                List<Event> events = new ArrayList<>();
                for (int i = 0; i <= random.nextInt(3); i++) {
                    events.add(event(step));
                    model.events.put(model.highest + 1 + i, step);
                }
                Written batch = new Written(id, model.highest + 1, "w", events);
                model.highest = batch.lastSequence();
                log.append(batch, batch.bytes());
                log.sync();
            }
            if (random.nextInt(30) == 0) {
                disk.cutPower();
                log = EventLog.open(SegmentLog.open(disk, "journal", SMALL));
                assertThat(log.log().first()).isGreaterThanOrEqualTo(dropped);
            }
            check(log, models);
        }
    }

    @Example
    void theRoomOfAnIdThatIsWhollyDeletedIsGivenBackAndItsHighestNumberStays() throws IOException {
        TestDisk disk = new TestDisk();
        EventLog log = EventLog.open(SegmentLog.open(disk, "journal", SMALL));
        for (int i = 1; i <= 200; i++) {
            Written batch = new Written("a", i, "w", List.of(event(i)));
            log.append(batch, batch.bytes());
        }
        log.delete("a", 200);
        log.sync();

        log.dropDead();

        assertThat(log.log().next() - log.log().first()).isLessThan(30);
        log.close();
        EventLog again = EventLog.open(SegmentLog.open(disk, "journal", SMALL));
        assertThat(again.highest("a")).isEqualTo(200);
        assertThat(replayed(again, "a", new TreeMap<>())).isEmpty();
    }

    @Example
    void replayIsLimitedByNumberAndByCount() throws IOException {
        EventLog log = EventLog.open(SegmentLog.open(new TestDisk(), "journal", SMALL));
        Written batch = new Written("a", 1, "w", List.of(event(1), event(2), event(3), event(4)));
        log.append(batch, batch.bytes());
        List<Long> seen = new ArrayList<>();

        log.replay("a", 2, 4, 2, (written, sequence, event) -> seen.add(sequence));

        assertThat(seen).containsExactly(2L, 3L);
    }

    @Example
    void theBytesOfEntriesStayAsTheyAre() {
        Written written = new Written(
                "id",
                7,
                "w",
                List.of(new Event(
                        1,
                        "a",
                        new Payload(2, "m", new byte[] {3}),
                        Optional.of(new Payload(4, "", new byte[0])),
                        List.of("t"))));

        assertThat(HexFormat.of().formatHex(written.bytes()))
                .isEqualTo(
                        "400100000002696400000000000000070000000177000000010000000000000001000000016100000002000000016d000000010301000000040000000000000000000000010000000174");
        assertThat(HexFormat.of().formatHex(new Deleted("id", 5, 7).bytes()))
                .isEqualTo("41010000000269640000000000000005000000000000000" + "7");
        JournalEntry read = ByteReader.readAll(written.bytes(), JournalEntry::read);
        assertThat(read.bytes()).isEqualTo(written.bytes());
    }
}
