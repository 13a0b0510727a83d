package dev.darm.branch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.branch.BranchCore.Said;
import dev.darm.codec.Hash;
import dev.darm.journal.SegmentLog;
import dev.darm.ledger.CommittedBlock;
import dev.darm.ledger.Payload;
import dev.darm.sim.disk.TestDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Nodes that write in branches, lose messages and power, and share a chain: nothing acknowledged is lost or left unanchored. */
class BranchCoreTest {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final List<String> NAMES = List.of("n1", "n2", "n3");
    private static final SegmentLog.Options LOGS = new SegmentLog.Options(1 << 16, 1);
    private static final BranchSettings SETTINGS = new BranchSettings(
            BranchSettings.Replicas.ALL,
            Collections.emptySortedSet(),
            8,
            4_096,
            new Sync.Settings(Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofSeconds(3), 3, 64),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            new Anchors.Settings(Duration.ofSeconds(10), Long.MAX_VALUE, 1, 1 << 20));

    private static final CoreNode.Fleet FLEET =
            new CoreNode.Fleet(TinyChain.NAME, new TreeSet<>(NAMES), LOGS, SETTINGS);

    private record Mail(String to, SyncMessage message) {}

    private final TinyChain chain;
    private final List<CommittedBlock> blocks = new ArrayList<>();
    private final Map<String, Node> nodes = new TreeMap<>();
    private final Deque<Mail> mail = new ArrayDeque<>();
    private final TreeMap<Hash, Payload> submitted = new TreeMap<>();
    private final Map<Hash, String> acknowledged = new LinkedHashMap<>();
    private final TreeSet<String> cut = new TreeSet<>();
    private Instant now = START;
    private long asked;

    BranchCoreTest() throws IOException {
        chain = new TinyChain(4);
        for (String name : NAMES) nodes.put(name, new Node(name));
    }

    private final class Node implements CoreNode.Ears {
        final String name;
        TestDisk disk = new TestDisk();
        final Map<Long, Said> answers = new TreeMap<>();
        CoreNode.Keys keys;
        CoreNode node;
        BranchCore core;

        Node(String name) throws IOException {
            this.name = name;
            this.keys = CoreNode.Keys.of(Author.key(1 + NAMES.indexOf(name)));
            open();
        }

        private void open() throws IOException {
            node = new CoreNode(name, keys, FLEET, disk, this);
            core = node.core;
            core.start(now);
            for (CommittedBlock block : blocks.subList((int) core.unreadFrom() - 1, blocks.size()))
                core.committed(block);
            for (Node other : nodes.values())
                if (other != this) {
                    core.greeted(other.name, other.core.names());
                    other.core.greeted(name, core.names());
                }
        }

        void crash() throws IOException {
            disk.cutPower();
            mail.removeIf(one -> one.to().equals(name));
            open();
        }

        void append(String branch, int count) throws IOException {
            if (!core.mayWrite(now)) return;
            List<byte[]> payloads = new ArrayList<>();
            for (int i = 0; i < count; i++) payloads.add(("value " + asked + "/" + i).getBytes(UTF_8));
            node.append(branch, 0x50, payloads, asked++, now);
        }

        @Override
        public void peer(String to, SyncMessage message) {
            mail.add(new Mail(to, message));
        }

        @Override
        public void answer(long ticket, Said said) {
            if (said instanceof Said.Appended(List<Hash> ids)) ids.forEach(id -> acknowledged.put(id, name));
            answers.put(ticket, said);
        }

        @Override
        public void said(Said said) {
            switch (said) {
                case Said.Submit(Payload anchor) -> submitted.put(anchor.hash(), anchor);
                // of what comes without its ancestors so much is kept; the rest is pulled
                case Said.NotTaken(String from, String why) -> assertThat(why).contains("wait for ancestors");
                default -> assertThat(said).as("said by %s", name).isInstanceOf(Said.Announce.class);
            }
        }
    }

    private Node node(String name) {
        return Objects.requireNonNull(nodes.get(name));
    }

    private void pass(Duration time) throws IOException {
        now = now.plus(time);
        for (Node node : nodes.values()) {
            node.node.pass(now);
        }
        for (int left = mail.size(); left > 0; left--) {
            Mail one = mail.remove();
            boolean reaches =
                    cut.contains(one.to()) == cut.contains(one.message().from());
            Node to = node(one.to());
            if (reaches) to.node.hear(one.message(), now);
        }
    }

    /** What was submitted stands in a block, all nodes hear of it. */
    private void commit() throws IOException {
        if (submitted.isEmpty()) return;
        CommittedBlock block = chain.commit(List.copyOf(submitted.values()));
        submitted.clear();
        blocks.add(block);
        for (Node node : nodes.values()) node.core.committed(block);
    }

    private void settle() throws IOException {
        cut.clear();
        for (int i = 0; i < 120; i++) {
            pass(Duration.ofSeconds(1));
            commit();
        }
    }

    private BranchProof proof(BranchCore core, Hash id) throws Exception {
        SignedRecord record = core.names().stream()
                .flatMap(branch -> core.dag(branch).orElseThrow().get(id).stream())
                .findFirst()
                .orElseThrow();
        Anchors.Place place = core.find(record);
        return BranchProof.of(record, place, chain.prove(place.height(), place.position()));
    }

    private void holds() throws Exception {
        for (Node node : nodes.values())
            for (BranchCore.Status status : node.core.status())
                assertThat(status.heads())
                        .as("heads of %s on %s", status.branch(), node.name)
                        .isEqualTo(node("n1").core.dag(status.branch()).orElseThrow().heads().stream()
                                .map(SignedRecord::id)
                                .toList());
        for (Map.Entry<Hash, String> written : acknowledged.entrySet()) {
            for (Node node : nodes.values())
                assertThat(node.core.names().stream()
                                .anyMatch(branch ->
                                        node.core.dag(branch).orElseThrow().contains(written.getKey())))
                        .as("%s, written at %s, on %s", written.getKey(), written.getValue(), node.name)
                        .isTrue();
        }
        int looked = 0;
        for (Map.Entry<Hash, String> written : acknowledged.entrySet()) {
            if (looked++ % 37 != 0) continue;
            BranchCore core = node(written.getValue()).core;
            assertThat(proof(core, written.getKey()).refusal(chain.genesis)).isEmpty();
        }
        for (Node node : nodes.values()) assertThat(node.core.pendingRoots()).isZero();
    }

    @Property(tries = 5)
    void nothingAcknowledgedIsLostOrLeftUnanchored(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        for (int step = 0; step < 60; step++) {
            Node node = node(NAMES.get(random.nextInt(3)));
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> node.append(random.nextBoolean() ? "a" : "b/c", 1 + random.nextInt(5));
                case 3 -> node.append("a", 1_500);
                case 4 -> node.crash();
                case 5 -> node.node.compact();
                case 6 -> commit();
                case 7 -> {
                    cut.clear();
                    if (random.nextBoolean()) cut.add(node.name);
                }
                default -> pass(Duration.ofMillis(random.nextInt(12_000)));
            }
        }
        settle();
        assertThat(acknowledged).isNotEmpty();
        holds();
        for (Node node : nodes.values()) assertThat(node.core.status()).allMatch(status -> status.equivocators() == 0);
    }

    @Test
    void aNodeThatLostItsDiskAsksBeforeItWrites() throws Exception {
        Node node = node("n2");
        settle();
        node.append("a", 3);
        settle();
        node.disk = new TestDisk();
        node.open();

        assertThat(node.core.mayWrite(now)).isFalse();
        settle();
        assertThat(node.core.mayWrite(now)).isTrue();
        node.append("a", 1);
        settle();

        BranchDag dag = node("n1").core.dag("a").orElseThrow();
        assertThat(dag.size()).isEqualTo(4);
        assertThat(dag.equivocations()).isEmpty();
    }

    @Test
    void whatWaitedWhileTheKeyWasChangedIsProvenBelowAnAnchorOfTheNewKey() throws Exception {
        Node node = node("n2");
        settle();
        node.append("a", 3);
        settle();
        // an anchor of the first batch is under way, the second one waits
        for (int batch = 0; batch < 2; batch++) {
            node.append("a", 3);
            pass(Duration.ofMillis(20));
        }
        node.keys = new CoreNode.Keys(Author.key(9), Set.of(node.keys.now().publicKey()));
        node.crash();
        // its log shows that it lost nothing, so it asks nobody first
        assertThat(node.core.mayWrite(now)).isTrue();
        node.append("a", 3);
        settle();

        assertThat(acknowledged).hasSize(12);
        for (Hash id : acknowledged.keySet())
            assertThat(proof(node.core, id).refusal(chain.genesis)).isEmpty();
        List<Hash> ids = List.copyOf(acknowledged.keySet());
        for (int i = 0; i < ids.size(); i++)
            assertThat(proof(node.core, ids.get(i)).signature().isPresent())
                    .as("record %d", i)
                    .isEqualTo(i >= 6 && i < 9);
    }

    @Test
    void aNameThatIsNoBranchsIsPassedOver() throws Exception {
        Node node = node("n1");

        node.core.greeted("n2", List.of("Not a branch!", "", "x".repeat(1_000), "agents/n2"));

        assertThat(node.core.names()).containsExactly("agents/n2");
    }

    @Test
    void memoryStaysBoundedWhileAReplicaIsAway() throws Exception {
        settle();
        cut.add("n3");
        for (int i = 0; i < 12; i++) {
            node("n1").append("a", 1_024);
            pass(Duration.ofSeconds(2));
        }
        assertThat(node("n1").core.status().getFirst().inMemory()).isLessThan(6_200);
        assertThat(node("n1").core.status().getFirst().records()).isEqualTo(12 * 1_024);
        BranchDag dag = node("n1").core.dag("a").orElseThrow();
        List<SignedRecord> all = dag.page(0, 100_000);
        assertThat(all).hasSize(12 * 1_024);
        for (int from : List.of(0, 1, 1_023, 1_024, 5_000, 12_287, 12_288))
            assertThat(dag.page(from, 50)).isEqualTo(all.subList(from, Math.min(all.size(), from + 50)));
        commit();
        settle();
        holds();
    }

    @Test
    void whatCannotBeAppendedSaysWhy() throws Exception {
        settle();
        Node node = node("n1");
        assertThat(refusal(node, "A", 1, new byte[1])).contains("a branch name has 1 to 64");
        assertThat(refusal(node, "a", 300, new byte[1])).contains("a record's kind is 0 to 255: 300");
        assertThat(refusal(node, "a", 1)).contains("1 to 4096 payloads, not 0");
        assertThat(refusal(node, "a", 1, new byte[70_000])).contains("a payload has at most 65536 bytes, not 70000");
        for (int i = 0; i < 8; i++) node.append("b" + i, 1);
        assertThat(refusal(node, "one-more", 1, new byte[1])).contains("keeps 8 branches already");
    }

    private String refusal(Node node, String branch, int kind, byte[]... payloads) {
        try {
            long ticket = asked++;
            node.node.append(branch, kind, List.of(payloads), ticket, now);
            return ((Said.Refused) Objects.requireNonNull(node.answers.get(ticket))).why();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
