package dev.darm.broadcast;

import static dev.darm.broadcast.BroadcastNet.ADAPTERS;
import static dev.darm.broadcast.BroadcastNet.BLOCKS;
import static dev.darm.broadcast.BroadcastNet.item;
import static dev.darm.broadcast.BroadcastNet.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import dev.darm.broadcast.BroadcastNet.Node;
import dev.darm.codec.Hash;
import dev.darm.codec.Octets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BroadcastCoreTest {

    private static final int CHUNK = 1_024;
    private static final String CHUNKS_OF_A_KIB =
            "chunk-bytes = 1 KiB, max-item-bytes = 2 MiB, kept-bytes = 2 MiB, incoming-bytes = 2 MiB";

    private static List<String> names(int from, int count) {
        List<String> names = new ArrayList<>();
        for (int i = from; i < from + count; i++) names.add(name(i));
        return names;
    }

    private static BroadcastMessage.Push push(String from, byte[] bytes, int chunk, List<String> below) {
        Manifest manifest = Manifest.of(ADAPTERS.name(), bytes, chunk);
        return new BroadcastMessage.Push(
                from, manifest, Octets.of(Arrays.copyOf(bytes, Math.min(chunk, bytes.length))), below);
    }

    @Test
    void allHaveItAfterTheLogarithmOfHopsForOneCopyEach() {
        for (int members = 1; members <= 200; members++) {
            BroadcastNet net = new BroadcastNet(members, "").withNodes(members);
            byte[] item = item(300, members);

            net.node(members / 2).spread(BLOCKS, item);
            net.run(1_000);

            assertThat(net.without(item)).isEmpty();
            assertThat(net.hops).isLessThanOrEqualTo(Tree.rounds(members));
            assertThat(net.sum(BroadcastCounts::copies)).isEqualTo(members - 1);
            assertThat(net.sum(BroadcastCounts::copyBytes)).isEqualTo((members - 1) * 300L);
            assertThat(net.sum(BroadcastCounts::taken)).isEqualTo(members - 1);
            assertThat(net.sum(BroadcastCounts::requests)).isZero();
            assertThat(net.sum(BroadcastCounts::duplicates)).isZero();
            for (Node node : net.nodes.values())
                assertThat(node.core.counts().copies()).isLessThanOrEqualTo(Tree.rounds(members));
            // a manifest of one chunk, and the names of half the depth of the tree for each copy
            assertThat(net.sum(BroadcastCounts::overheadBytes))
                    .isLessThanOrEqualTo((members - 1) * (70L + 4L * Tree.rounds(members)));
        }
    }

    @Test
    void aRepairAndAnnouncementsEndAndThenNobodySaysAnything() {
        BroadcastNet net = new BroadcastNet(1, "announce-for = 10 s").withNodes(20);
        net.loss = 0.5;
        byte[] item = item(300, 1);
        net.node(0).spread(ADAPTERS, item);
        net.run(60_000);
        net.loss = 0;
        net.connect();
        long announced = net.sum(BroadcastCounts::announcements);
        long requests = net.sum(BroadcastCounts::requests);

        net.run(600_000);

        assertThat(net.sum(BroadcastCounts::announcements)).isEqualTo(announced);
        assertThat(net.sum(BroadcastCounts::requests)).isEqualTo(requests);
    }

    @Test
    void whatIsBelowACrashedMemberComesByRepairIfTheKindIsAnnounced() {
        for (Kind kind : List.of(ADAPTERS, BLOCKS)) {
            BroadcastNet net = new BroadcastNet(2, "").withNodes(16);
            byte[] item = item(300, 7);
            net.node(0).spread(kind, item);
            // the first that gets a copy has seven below it, and takes it to its grave
            boolean[] crashed = {false};
            for (Node node : net.nodes.values()) {
                node.good = bytes -> {
                    if (!crashed[0]) node.up = false;
                    crashed[0] = true;
                    return true;
                };
            }
            net.run(500);
            net.connect();
            int lacking = net.without(item).size();
            net.run(30_000);

            assertThat(lacking).isPositive();
            assertThat(net.without(item)).hasSize(kind.announced() ? 0 : lacking);
            assertThat(net.sum(BroadcastCounts::repaired)).isEqualTo(kind.announced() ? lacking : 0);
        }
    }

    @Test
    void aMemberThatJoinsLaterAndOneThatWasCutOffGetIt() {
        BroadcastNet net = new BroadcastNet(3, "announce-for = 10 s").withNodes(9);
        net.open = (from, to) -> from.equals("n004") == to.equals("n004");
        net.connect();
        byte[] item = item(300, 9);
        net.node(0).spread(ADAPTERS, item);
        net.run(60_000);
        assertThat(net.without(item)).containsExactly("n004");

        net.open = (from, to) -> true;
        net.add("n009");
        net.connect();
        net.run(10_000);

        assertThat(net.without(item)).isEmpty();
    }

    @Test
    void whoSendsOtherBytesUnderAnIdIsFoundOutAtOnceAndTheItemComesFromAnother() {
        BroadcastNet net = new BroadcastNet(4, "").withNodes(8);
        net.tampered = message ->
                message instanceof BroadcastMessage.Push push && push.from().equals("n003")
                        ? new BroadcastMessage.Push(push.from(), push.item(), Octets.of(new byte[300]), push.below())
                        : message;
        byte[] item = item(300, 11);
        for (int seed = 0; seed < 8; seed++) net.node(0).spread(ADAPTERS, item(300, 11 + seed));
        net.run(30_000);

        assertThat(net.sum(BroadcastCounts::refused)).isPositive();
        for (int seed = 0; seed < 8; seed++)
            assertThat(net.without(item(300, 11 + seed))).isEmpty();
        for (Node node : net.nodes.values()) assertThat(node.taken).hasSize(8);
    }

    @Test
    void anItemOfManyChunksGoesOnWhereItWasWhenItsGiverIsGone() {
        BroadcastNet net = new BroadcastNet(5, CHUNKS_OF_A_KIB).withNodes(3);
        byte[] item = item(200 * CHUNK - 7, 13);
        net.node(0).spread(ADAPTERS, item);
        net.run(40_000);
        assertThat(net.without(item)).isEmpty();
        Node late = net.add(name(3));
        net.connect();
        net.agenda.run(net.agenda.now() + 60_000, () -> late.heardBytes > 100 * CHUNK);
        assertThat(net.without(item)).containsExactly(name(3));

        net.node(0).crash();
        net.node(1).crash();
        net.run(60_000);

        assertThat(net.without(item)).isEmpty();
        assertThat(late.heardBytes).isLessThan(item.length + 2L * BroadcastCore.WINDOW * CHUNK);
    }

    @Test
    void aWrongChunkIsThrownAwayAndTheItemComesWhenTheRightOneIsGiven() {
        BroadcastNet net = new BroadcastNet(6, CHUNKS_OF_A_KIB).withNodes(4);
        net.tampered = message ->
                message instanceof BroadcastMessage.Piece piece && piece.from().equals("n001") && piece.chunk() == 60
                        ? new BroadcastMessage.Piece(piece.from(), piece.id(), 60, Octets.of(new byte[CHUNK]))
                        : message;
        byte[] item = item(100 * CHUNK, 17);
        net.node(1).spread(ADAPTERS, item);
        net.run(200_000);
        assertThat(net.sum(BroadcastCounts::refused)).isPositive();
        assertThat(net.without(item)).isNotEmpty();

        net.tampered = message -> message;
        net.add(name(4));
        net.connect();
        net.run(120_000);

        assertThat(net.without(item)).isEmpty();
        // a new node in reach has everything announced again, and what was put together before is not lost to the
        // second try
        for (Node node : net.nodes.values()) assertThat(node.taken.keySet()).containsExactly(Hash.of(item));
    }

    @Test
    void whatItsOwnerRefusesGoesNoFurther() {
        BroadcastNet net = new BroadcastNet(7, "").withNodes(8);
        byte[] item = item(300, 19);
        for (Node node : net.nodes.values()) node.good = bytes -> !Arrays.equals(bytes, item);

        net.node(0).spread(ADAPTERS, item);
        net.run(30_000);

        assertThat(net.without(item)).hasSize(7);
        assertThat(net.sum(BroadcastCounts::copies)).isEqualTo(Tree.rounds(8));
        byte[] next = item(300, 20);
        net.node(1).spread(ADAPTERS, next);
        net.run(40_000);
        assertThat(net.without(next)).isEmpty();
    }

    @Test
    void aCopyThatComesAgainIsCountedAndNotSentOnAgain() {
        BroadcastNet net = new BroadcastNet(8, "").withNodes(8);
        byte[] item = item(300, 23);
        BroadcastMessage.Push push = push("n000", item, 512 << 10, names(2, 6));

        for (int i = 0; i < 5; i++) net.node(1).hear(push);
        net.run(500);

        assertThat(net.node(1).core.counts().duplicates()).isEqualTo(4);
        assertThat(net.node(1).core.counts().copies()).isEqualTo(3);
        assertThat(net.without(item)).containsExactly("n000");
    }

    @Test
    void aKindThatNobodyOwnsAndNodesOutOfReachAreNotHeard() {
        BroadcastNet net = new BroadcastNet(9, "").withNodes(3);
        byte[] item = item(300, 29);
        Manifest other = Manifest.of("other", item, 1 << 20);

        net.node(1).hear(new BroadcastMessage.Push("n000", other, Octets.of(item), names(2, 1)));
        net.node(1)
                .hear(new BroadcastMessage.Holds("n000", List.of(new BroadcastMessage.Holding("other", other.id()))));
        net.node(1).hear(push("stranger", item, 1 << 20, names(2, 1)));
        net.run(20_000);

        assertThat(net.without(item)).hasSize(3);
        assertThat(net.sum(BroadcastCounts::requests)).isZero();
    }

    @Test
    void memoryIsBoundedWhateverIsSent() {
        BroadcastNet net = new BroadcastNet(10, CHUNKS_OF_A_KIB).withNodes(4);
        Node victim = net.node(0);
        Random random = new Random(1);
        for (int i = 0; i < 3_000; i++) {
            byte[] bytes = item(CHUNK * (1 + random.nextInt(100)), i);
            String from = name(1 + random.nextInt(3));
            // of most only the first chunk ever comes
            victim.hear(push(from, bytes, CHUNK, List.of()));
            List<BroadcastMessage.Holding> holdings = new ArrayList<>();
            for (int j = 0; j < 50; j++)
                holdings.add(new BroadcastMessage.Holding(ADAPTERS.name(), Hash.of(i + " " + j)));
            victim.hear(new BroadcastMessage.Holds(from, holdings));
            net.run(20);
        }

        assertThat(victim.most).isLessThanOrEqualTo(4 << 20);
        assertThat(victim.core.counts().overflow()).isPositive();
        // each that one brings is asked for a few times, and then given up
        assertThat(victim.core.counts().requests()).isLessThan(10_000);
        net.run(120_000);
        byte[] honest = item(50 * CHUNK, 1_000_000);
        net.node(1).spread(ADAPTERS, honest);
        net.run(20_000);
        assertThat(net.without(honest)).isEmpty();
    }

    @Test
    void anItemThatIsTooLargeOrEmptyIsRefusedWhereItBegins() {
        BroadcastNet net = new BroadcastNet(11, CHUNKS_OF_A_KIB).withNodes(2);

        assertThatThrownBy(() -> net.node(0).spread(ADAPTERS, new byte[(2 << 20) + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("max-item-bytes");
        assertThatThrownBy(() -> net.node(0).spread(ADAPTERS, new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
        byte[] huge = new byte[(2 << 20) + CHUNK];
        net.node(1).hear(push("n000", huge, CHUNK, List.of()));
        assertThat(net.node(1).core.counts().overflow()).isEqualTo(1);
        assertThat(net.node(1).core.counts().requests()).isZero();
    }

    @Test
    void settingsOutOfRangeAreRefusedWithWhatWasExpected() {
        assertThatThrownBy(() -> BroadcastNet.settings("max-item-bytes = 8 MiB, chunk-bytes = 1 KiB"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("4096 chunks");
        assertThatThrownBy(() -> BroadcastNet.settings("interval = 1 ms"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("darm.broadcast.interval");
    }

    /** What one that stays up has taken, all that stay up have in the end; and nobody does more than it must. */
    @Property(tries = 150)
    void allThatStayInReachGetEverything(
            @ForAll @IntRange(min = 2, max = 40) int members,
            @ForAll @DoubleRange(min = 0, max = 0.4) double loss,
            @ForAll @IntRange(min = 0, max = 1 << 20) int seed) {
        BroadcastNet net = new BroadcastNet(seed, CHUNKS_OF_A_KIB).withNodes(members);
        Random random = new Random(seed);
        net.loss = loss;
        List<byte[]> items = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            byte[] item = item(1 + random.nextInt(6 * CHUNK), seed + i);
            items.add(item);
            int origin = random.nextInt(members);
            net.agenda.after(random.nextInt(300), () -> {
                if (net.node(origin).up) net.node(origin).spread(ADAPTERS, item);
            });
        }
        for (int i = 0; i < members / 4; i++) {
            int victim = random.nextInt(members);
            net.agenda.after(random.nextInt(2_000), () -> net.node(victim).crash());
        }
        TreeSet<String> apart = new TreeSet<>();
        for (int i = 0; i < members / 3; i++) apart.add(name(random.nextInt(members)));
        net.agenda.after(random.nextInt(400), () -> {
            net.open = (from, to) -> apart.contains(from) == apart.contains(to);
            net.connect();
        });
        net.agenda.after(20_000, () -> {
            net.open = (from, to) -> true;
            net.add(name(members));
            net.connect();
        });

        net.run(120_000);

        for (byte[] item : items) {
            List<String> without = net.without(item);
            boolean some = without.size()
                    < net.nodes.values().stream().filter(node -> node.up).count();
            if (some) assertThat(without).isEmpty();
        }
        assertThat(net.sum(BroadcastCounts::copies)).isLessThanOrEqualTo(4L * (members - 1));
        for (Node node : net.nodes.values()) {
            assertThat(node.core.counts().copies()).isLessThanOrEqualTo(4L * Tree.rounds(members));
            assertThat(node.core.counts().refused()).isZero();
            // four items of two windows at most, each asked for a few times of each of some holders
            assertThat(node.core.counts().requests()).isLessThanOrEqualTo(4 * 3 * 8 * 2);
        }
    }
}
