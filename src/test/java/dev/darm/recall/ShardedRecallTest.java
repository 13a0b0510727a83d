package dev.darm.recall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.Hash;
import dev.darm.encoding.CorpusStatistics;
import dev.darm.encoding.Encoder;
import dev.darm.encoding.NgramEncoder;
import dev.darm.memory.Claim;
import dev.darm.memory.LongTermEntry;
import dev.darm.memory.LongTermEntry.Standing;
import dev.darm.memory.SourceRef;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several nodes whose local parts hold ten entries each, of many more. */
class ShardedRecallTest {

    private static final int ENTRIES = 60;

    private final TreeMap<String, Bench> nodes = new TreeMap<>();
    private final Set<String> cut = new TreeSet<>();
    private final List<LongTermEntry> entries = new ArrayList<>();
    private int messages;

    @BeforeEach
    void start() throws IOException {
        for (int i = 0; i < ENTRIES; i++) entries.add(entry(i));
        for (String name : List.of("a", "b", "c", "d")) add(name);
        reach();
        for (int i = 0; i < ENTRIES; i++) {
            List<String> names = List.copyOf(nodes.keySet());
            answered(names.get(i % names.size()), i);
        }
    }

    @AfterEach
    void close() throws IOException {
        for (Bench node : nodes.values()) node.close();
    }

    @Test
    void everyQuestionThatWasAnsweredAnywhereHitsEverywhereFromTheLocalPartOrAShard() throws IOException {
        for (String name : nodes.keySet()) {
            for (int i = 0; i < ENTRIES; i++) {
                Found.Hit hit = (Found.Hit) ask(name, question(i));
                assertThat(hit.entry()).isEqualTo(entries.get(i));
                assertThat(hit.verbatim()).isTrue();
                assertThat(hit.shardOf()).isNotEqualTo(Optional.of(name));
            }
            RecallStatistics statistics = node(name).statistics();
            assertThat(statistics.rrcEntries()).isLessThanOrEqualTo(10);
            assertThat(statistics.shardHits()).isPositive();
            assertThat(statistics.shardLookups()).isEqualTo(statistics.shardHits());
            assertThat(statistics.rrcMisses()).isZero();
        }
    }

    @Test
    void aLocalHitCostsNoMessageAndWhatAShardAnsweredIsLocalFromThenOn() throws IOException {
        int elsewhere = numberHeldOnlyBeyond("a");
        Found.Hit first = (Found.Hit) ask("a", question(elsewhere));
        assertThat(first.shardOf()).isPresent();
        settle();

        messages = 0;
        Found.Hit again = (Found.Hit) ask("a", question(elsewhere));

        assertThat(again.shardOf()).isEmpty();
        assertThat(messages).isZero();
    }

    @Test
    void aQuestionCloseToATaughtOneIsAnsweredFromAShardByCosine() throws IOException {
        int elsewhere = numberHeldOnlyBeyond("b");

        Found.Hit hit = (Found.Hit) ask("b", "What colour has buoy " + elsewhere + ", please?");

        assertThat(hit.entry()).isEqualTo(entries.get(elsewhere));
        assertThat(hit.verbatim()).isFalse();
        assertThat(hit.cosine()).isGreaterThanOrEqualTo(0.85);
        assertThat(hit.shardOf()).isPresent();
    }

    @Test
    void aNodeThatHoldsAllThereIsAsksNobody() throws IOException {
        nodes.clear();
        entries.subList(8, ENTRIES).clear();
        add("a");
        add("b");
        reach();
        messages = 0;

        assertThat(ask("a", "Which colour has buoy 3?")).isInstanceOf(Found.Context.class);

        assertThat(messages).isZero();
        assertThat(node("a").statistics().shardLookups()).isZero();
    }

    @Test
    void withTwoOwnersTheLossOfAnyNodeLosesNoQuestion() throws IOException {
        for (String lost : List.of("c", "a")) {
            lose(lost);
            reach();
            for (int i = 0; i < ENTRIES; i++) assertHit("b", i);
        }
    }

    @Test
    void aNodeThatComesBackEmptyTakesOverWhatItOwns() throws IOException {
        lose("d");
        reach();
        add("d");
        reach();

        assertThat(node("d").statistics().shardEntries()).isPositive();
        assertThat(node("d").statistics().shardQuestions()).isPositive();
        lose("a");
        reach();
        for (int i = 0; i < ENTRIES; i++) assertHit("c", i);
        for (int i = 0; i < ENTRIES; i++) assertHit("d", i);
    }

    @Test
    void afterNodesCameEachShardHoldsWhatItsNodeOwnsAndNothingElse() throws IOException {
        for (String name : List.of("e", "f")) {
            add(name);
            reach();
        }
        Rendezvous owners = new Rendezvous(new TreeSet<>(nodes.keySet()), 2);
        for (String name : nodes.keySet()) {
            long owned = entries.stream()
                    .filter(entry -> owners.owners(entry.commitment()).contains(name))
                    .count();
            assertThat(node(name).statistics().shardEntries())
                    .as("shard of %s", name)
                    .isLessThanOrEqualTo((int) owned)
                    .isGreaterThanOrEqualTo((int) owned - 10);
        }
    }

    @Test
    void aShardThatDoesNotAnswerIsWaitedForOnceAndTheLadderGoesOn() throws IOException {
        cut.addAll(List.of("b", "c", "d"));
        int elsewhere = numberHeldOnlyBeyond("a");
        Bench a = node("a");
        long late = a.statistics().shardLate();
        long misses = a.statistics().rrcMisses();
        a.tell(new RecallMessage.Ask(question(elsewhere), 1));
        deliver();
        assertThat(a.replies()).as("it waits").isEmpty();

        assertThat(a.fire("shards:")).isTrue();

        assertThat(a.replies()).singleElement().isInstanceOf(Found.Context.class);
        assertThat(a.statistics())
                .extracting(RecallStatistics::shardLate, RecallStatistics::rrcMisses)
                .containsExactly(late + 1, misses + 1);
    }

    @Test
    void theBestOfWhatCameInTimeAnswersAndALateShardIsNotHeard() throws IOException {
        int elsewhere = numberHeldOnlyBeyond("a");
        Bench a = node("a");
        a.tell(new RecallMessage.Ask(question(elsewhere), 1));
        Hash commitment = entries.get(elsewhere).commitment();
        a.sent();
        a.tell(answer("b", commitment, 0.9));
        a.fire("shards:");
        Found.Hit hit = (Found.Hit) a.replies().getFirst();
        assertThat(hit.shardOf()).contains("b");
        assertThat(hit.cosine()).isEqualTo(0.9);

        a.tell(answer("c", commitment, 0.95));
        assertThat(a.replies()).isEmpty();
    }

    @Test
    void anotherNodesWordNeitherLowersTheThresholdNorRevivesWhatNoLongerHolds() throws IOException {
        int elsewhere = numberHeldOnlyBeyond("a");
        Bench a = node("a");
        for (RecallMessage said :
                List.of(answer("b", entries.get(elsewhere).commitment(), 0.8), answer("b", Hash.of("unknown"), 0.99))) {
            a.tell(new RecallMessage.Ask(question(elsewhere), 1));
            a.sent();
            a.tell(said);
            a.fire("shards:");
            assertThat(a.replies()).singleElement().isInstanceOf(Found.Context.class);
        }
        a.learn(entries.get(elsewhere).withStanding(Standing.WITHDRAWN));
        assertThat(ask("a", question(elsewhere))).isInstanceOf(Found.Context.class);
    }

    @Test
    void questionsLeaveAShardOnlyWhenANewOwnerHasThem() throws IOException {
        int before = questionsInShards();
        add("e");
        cut.add("e");
        reach();
        assertThat(questionsInShards()).as("nothing is let go unheard").isGreaterThanOrEqualTo(before);

        lose("e");
        cut.clear();
        reach();
        for (int i = 0; i < ENTRIES; i++) assertHit("a", i);
    }

    @Test
    void aNodeWithOtherStatisticsIsAnsweredByCosineWhileItHasBothVectorsOfAQuestion() throws IOException {
        Encoder next = new NgramEncoder(
                512,
                CorpusStatistics.learned(
                        1, entries.stream().map(entry -> entry.claim().text()).toList()));
        Bench a = node("a");
        a.holdBack(true);
        a.switchTo(next);

        int elsewhere = numberHeldOnlyBeyond("a");
        Found.Hit hit = (Found.Hit) ask("a", "What colour has buoy " + elsewhere + ", please?");

        assertThat(hit.entry()).isEqualTo(entries.get(elsewhere));
        assertThat(hit.verbatim()).isFalse();
        assertThat(hit.shardOf()).isPresent();
    }

    @Test
    void aSwitchOfStatisticsMakesAllVectorsAnewAndMovesNoEntry() throws IOException {
        Encoder next = new NgramEncoder(
                512,
                CorpusStatistics.learned(
                        1, entries.stream().map(entry -> entry.claim().text()).toList()));
        Map<String, List<Integer>> before = new TreeMap<>();
        for (String name : nodes.keySet()) before.put(name, held(name));

        for (Bench node : nodes.values()) {
            node.switchTo(next);
            node.refresh();
        }
        deliver();

        for (String name : nodes.keySet()) {
            assertThat(node(name).statistics().outdated()).isZero();
            assertThat(node(name).statistics().encoder()).isEqualTo("ngram-512/1");
            assertThat(held(name)).as("entries and questions of %s", name).isEqualTo(before.get(name));
        }
        int elsewhere = numberHeldOnlyBeyond("b");
        Found.Hit hit = (Found.Hit) ask("b", "What colour has buoy " + elsewhere + ", please?");
        assertThat(hit.entry()).isEqualTo(entries.get(elsewhere));
        assertThat(hit.verbatim()).isFalse();
        for (int i = 0; i < ENTRIES; i++) assertHit("c", i);
    }

    private List<Integer> held(String name) {
        RecallStatistics statistics = node(name).statistics();
        return List.of(
                statistics.rrcEntries(),
                statistics.rrcQuestions(),
                statistics.shardEntries(),
                statistics.shardQuestions());
    }

    // ---- the fleet

    private void add(String name) throws IOException {
        Bench node = new Bench(
                name,
                Bench.settings(
                        "darm.recall.rrc { capacity = 10, shard.batch = 7 }\n" + "darm.recall.catch-up.page = 5"));
        nodes.put(name, node);
        for (LongTermEntry entry : entries) node.learn(entry);
    }

    private void lose(String name) throws IOException {
        node(name).close();
        nodes.remove(name);
    }

    private void reach() throws IOException {
        for (Bench node : nodes.values()) node.tell(new RecallMessage.InReach(new TreeSet<>(nodes.keySet())));
        settle();
    }

    private void settle() throws IOException {
        boolean more = true;
        while (more) {
            deliver();
            more = false;
            for (Bench node : nodes.values()) more |= node.fire("rebalance");
        }
    }

    private void deliver() throws IOException {
        boolean more = true;
        while (more) {
            more = false;
            for (Map.Entry<String, Bench> from : nodes.entrySet())
                for (Effect.Send<Void, RecallMessage, RecallMessage> send :
                        from.getValue().sent()) {
                    more = true;
                    messages++;
                    for (String to : nodes.keySet()) {
                        boolean addressed = send.to() instanceof Party.Node(String name)
                                ? name.equals(to)
                                : !to.equals(from.getKey());
                        Bench receiver = nodes.get(to);
                        if (addressed && !cut.contains(to) && !cut.contains(from.getKey()) && receiver != null)
                            receiver.tell(send.message());
                    }
                }
        }
    }

    private void answered(String name, int number) throws IOException {
        node(name)
                .tell(new RecallMessage.Answered(
                        question(number), entries.get(number).commitment()));
        settle();
    }

    private Found ask(String name, String question) throws IOException {
        node(name).tell(new RecallMessage.Ask(question, 1));
        deliver();
        List<Found> replies = node(name).replies();
        assertThat(replies).hasSize(1);
        return replies.getFirst();
    }

    private void assertHit(String name, int number) throws IOException {
        assertThat(ask(name, question(number)))
                .as("question %d at %s", number, name)
                .isInstanceOfSatisfying(
                        Found.Hit.class, hit -> assertThat(hit.entry()).isEqualTo(entries.get(number)));
    }

    private int numberHeldOnlyBeyond(String name) throws IOException {
        for (int i = 0; i < ENTRIES; i++) {
            node(name).tell(new RecallMessage.Ask(question(i), 1));
            boolean elsewhere = node(name).replies().isEmpty();
            node(name).sent();
            if (elsewhere) {
                // the lookup is given up, so that the test begins with none
                node(name).fire("shards:");
                node(name).replies();
                return i;
            }
        }
        throw new AssertionError(name + " holds everything");
    }

    private int questionsInShards() {
        return nodes.values().stream()
                .mapToInt(node -> node.statistics().shardQuestions())
                .sum();
    }

    private Bench node(String name) {
        Bench node = nodes.get(name);
        if (node == null) throw new AssertionError("no node " + name);
        return node;
    }

    private static RecallMessage.ShardAnswer answer(String from, Hash commitment, double cosine) {
        return new RecallMessage.ShardAnswer(
                from, 1, Optional.of(new RecallMessage.ShardHit(commitment, cosine, false, List.of())));
    }

    private static String question(int number) {
        return "Which colour has buoy " + number + "?";
    }

    private static LongTermEntry entry(int number) {
        String text = "Buoy " + number + " is painted red.";
        return new LongTermEntry(
                Hash.of("salt" + text),
                Claim.of(text),
                List.of(new SourceRef("a.md", number + 1, Hash.ZERO)),
                "",
                0.9,
                0.6,
                7,
                Standing.HELD,
                Instant.parse("2026-01-01T00:00:00Z"));
    }
}
