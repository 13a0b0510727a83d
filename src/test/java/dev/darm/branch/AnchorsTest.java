package dev.darm.branch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.branch.Anchors.NotAnchored;
import dev.darm.branch.Anchors.Place;
import dev.darm.codec.Hash;
import dev.darm.journal.SegmentLog;
import dev.darm.ledger.Merkle;
import dev.darm.sim.disk.TestDisk;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Every root comes into one anchor, whatever is lost between, and is proven below it. */
class AnchorsTest {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final TestDisk disk = new TestDisk();
    private final List<Hash> roots = new ArrayList<>();
    private Instant now = START;
    private Anchors anchors = open(Long.MAX_VALUE, 1, 1 << 20);

    private Anchors open(long most, int inFlight, long queue) {
        try {
            return new Anchors(
                    SegmentLog.open(disk, "anchors", new SegmentLog.Options(1 << 16, 1)),
                    Author.key(1),
                    TinyChain.NAME,
                    new Anchors.Settings(EVERY, most, inFlight, queue));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void add(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Hash root = Hash.of("root " + roots.size());
            anchors.add(root, time(roots.size()));
            roots.add(root);
        }
    }

    private static HybridTime time(int number) {
        return HybridTime.of(START.toEpochMilli() + number, 0);
    }

    private List<Anchor> make() throws IOException {
        now = now.plus(EVERY);
        return anchors.make(now);
    }

    private void provesAll(int from, int to) throws IOException, NotAnchored {
        for (int i = from; i < to; i++) proves(i);
    }

    private Place proves(int number) throws IOException, NotAnchored {
        Place place = anchors.find(roots.get(number), time(number));
        assertThat(place.path()
                        .proves(
                                Merkle.leaf(roots.get(number).toBytes()),
                                place.anchor().root()))
                .as("root %d under %s", number, place.anchor())
                .isTrue();
        assertThat(place.anchor().first() + place.path().index()).isEqualTo(number);
        assertThat(place.anchor().verifies(TinyChain.NAME)).isTrue();
        return place;
    }

    @Test
    void theBytesOfItsLogAreThoseOfTheOtherImplementation() throws Exception {
        add(3);
        Anchor anchor = make().getFirst();
        anchors.stands(anchor, 7, 2);
        anchors.sync();

        SegmentLog log = SegmentLog.open(disk, "anchors", new SegmentLog.Options(1 << 16, 1));
        List<String> names = List.of("anchors-roots", "anchors-made", "anchors-stands");
        for (int i = 0; i < names.size(); i++)
            assertThat(HexFormat.of().formatHex(log.read(i)))
                    .as(names.get(i))
                    .isEqualTo(BranchBytesTest.golden().get(names.get(i)));
        assertThat(log.next()).isEqualTo(names.size());
    }

    @Test
    void whatWaitsDuringACutIsOneCommitment() throws Exception {
        add(3);
        Anchor first = make().getFirst();
        add(5_000);
        assertThat(make()).isEmpty();
        assertThat(anchors.pending()).isEqualTo(5_003);

        assertThat(anchors.stands(first, 7, 2)).isTrue();
        Anchor second = make().getFirst();
        assertThat(anchors.stands(second, 9, 0)).isTrue();

        assertThat(first.count()).isEqualTo(3);
        assertThat(second).extracting(Anchor::first, Anchor::count).containsExactly(3L, 5_000L);
        assertThat(anchors.pending()).isZero();
        provesAll(0, 5_003);
        assertThat(proves(2_000).height()).isEqualTo(9);
        assertThat(proves(2_000).path().path()).hasSize(13);
    }

    @Test
    void oneRootATransactionIsPossible() throws Exception {
        anchors = open(1, 100, 1 << 20);
        add(150);
        List<Anchor> fresh = make();
        assertThat(fresh).hasSize(100).allMatch(anchor -> anchor.count() == 1);
        for (int i = 0; i < 100; i++) anchors.stands(fresh.get(i), 3, i);
        for (Anchor anchor : make()) anchors.stands(anchor, 4, 0);
        provesAll(0, 150);
        assertThat(proves(149).path().path()).isEmpty();
    }

    @Property(tries = 12)
    void nothingIsLostWhateverComesBetween(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        long height = 0;
        long most = random.nextBoolean() ? Long.MAX_VALUE : 1 + random.nextInt(3_000);
        int inFlight = 1 + random.nextInt(3);
        anchors = open(most, inFlight, 1 << 20);
        for (int step = 0; step < 25; step++) {
            switch (random.nextInt(5)) {
                case 0 -> add(random.nextInt(20));
                case 1 -> add(random.nextInt(5) == 0 ? 1_100 : 100);
                case 2 -> make();
                case 3 -> {
                    for (Anchor anchor : List.copyOf(anchors.waiting()))
                        if (random.nextBoolean())
                            assertThat(anchors.stands(anchor, ++height, 0)).isTrue();
                }
                default -> {
                    anchors.sync();
                    disk.cutPower();
                    anchors = open(most, inFlight, 1 << 20);
                    // what is in no chunk is added again by whoever has the batches
                    for (int i = (int) anchors.next(); i < roots.size(); i++) anchors.add(roots.get(i), time(i));
                }
            }
            assertThat(anchors.next()).isEqualTo(roots.size());
        }
        while (anchors.pending() > 0) {
            make();
            for (Anchor anchor : List.copyOf(anchors.waiting())) anchors.stands(anchor, ++height, 0);
        }
        for (int i = 0; i < roots.size(); i += 1 + random.nextInt(300)) proves(i);
    }

    @Test
    void whatStandsLeavesTheDiskInTheEnd() throws Exception {
        anchors = open(Long.MAX_VALUE, 1, 2_048);
        for (int i = 0; i < 10; i++) {
            add(2_048);
            assertThat(anchors.isFull()).isTrue();
            anchors.stands(make().getFirst(), 1 + i, 0);
        }
        assertThatThrownBy(() -> proves(0)).isInstanceOf(NotAnchored.class).hasMessageContaining("not any more");
        provesAll(roots.size() - 2_048, roots.size());

        anchors.sync();
        anchors = open(Long.MAX_VALUE, 1, 2_048);
        assertThat(anchors.next()).isEqualTo(roots.size());
        assertThat(anchors.pending()).isZero();
        assertThat(anchors.height()).isEqualTo(10);
        provesAll(roots.size() - 2_048, roots.size());
        assertThatThrownBy(() -> proves(0)).isInstanceOf(NotAnchored.class);
    }

    @Test
    void whatDoesNotStandYetSaysSo() throws Exception {
        add(1);
        assertThatThrownBy(() -> proves(0)).hasMessageContaining("waits for the next anchor");
        Anchor anchor = make().getFirst();
        assertThatThrownBy(() -> proves(0)).hasMessageContaining("waits for a block");
        assertThatThrownBy(() -> anchors.find(Hash.of("none"), time(0))).hasMessageContaining("no batch of it");
        assertThat(anchors.stands(new Anchor(anchor.author(), 0, 1, Hash.of("x"), anchor.signature()), 1, 0))
                .isFalse();
    }
}
