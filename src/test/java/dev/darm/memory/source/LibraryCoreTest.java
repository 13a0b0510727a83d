package dev.darm.memory.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.memory.Document;
import dev.darm.memory.Passage;
import dev.darm.memory.source.LibraryMessage.FeedReply;
import dev.darm.memory.source.LibraryMessage.Found;
import dev.darm.memory.source.LibraryMessage.Located;
import dev.darm.memory.source.LibraryMessage.Outcome;
import dev.darm.memory.source.LibraryMessage.Study;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LibraryCoreTest {

    private final Fleet fleet = new Fleet("a", "b", "c");

    @Test
    void aDocumentIsAcknowledgedWhenTwoNodesKeepIt() {
        FeedReply reply = fleet.feed("a", document("doc", "one")).orElseThrow();

        assertThat(reply.outcome()).isEqualTo(Outcome.ACCEPTED);
        assertThat(reply.copies()).isEqualTo(2);
        assertThat(fleet.nodes.values().stream().filter(node -> node.keeps(reply.content())))
                .hasSize(2);
    }

    @Test
    void aNodeAloneAcknowledgesWithOneCopy() {
        Fleet alone = new Fleet("a");

        assertThat(alone.feed("a", document("doc", "one")).orElseThrow().copies())
                .isEqualTo(1);
    }

    @Test
    void aDeadReplicaIsReplacedByTheNext() {
        Document document = document("doc", "one");
        String first = fleet.node("a").replicaFor(document);
        fleet.silent.add(first);

        assertThat(fleet.feed("a", document)).isEmpty();
        fleet.fireTimers("a");

        FeedReply reply = fleet.node("a").lastFeedReply().orElseThrow();
        assertThat(reply.copies()).isEqualTo(2);
    }

    @Test
    void aNodeThatComesIntoReachMeanwhileIsAskedAsWell() {
        Document document = document("doc", "one");
        fleet.tell("a", new LibraryMessage.InReach(new TreeSet<>(List.of("a", "b"))));
        fleet.silent.add("b");

        assertThat(fleet.feed("a", document)).isEmpty();
        fleet.tell("a", new LibraryMessage.InReach(new TreeSet<>(List.of("a", "b", "c"))));
        fleet.fireTimers("a");

        FeedReply reply = fleet.node("a").lastFeedReply().orElseThrow();
        assertThat(reply.outcome()).isEqualTo(Outcome.ACCEPTED);
        assertThat(reply.copies()).isEqualTo(2);
    }

    @Test
    void whenNoOtherNodeConfirmsTheFeedFailsAndCanBeRepeated() {
        Document document = document("doc", "one");
        fleet.silent.addAll(List.of("b", "c"));
        fleet.feed("a", document);
        fleet.fireTimers("a");
        fleet.fireTimers("a");
        assertThat(fleet.node("a").lastFeedReply().orElseThrow().outcome()).isEqualTo(Outcome.FAILED);

        fleet.silent.clear();
        FeedReply again = fleet.feed("a", document).orElseThrow();

        assertThat(again.outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(again.copies()).isEqualTo(2);
        assertThat(fleet.nodes.values().stream().filter(node -> node.keeps(document.content())))
                .hasSize(2);
    }

    @Test
    void aDocumentFedTwiceAddsNothingOnAnyNode() {
        fleet.feed("a", document("doc", "one"));
        int before = fleet.records();

        for (String node : List.of("a", "b", "c"))
            assertThat(fleet.feed(node, document("doc", "one")).orElseThrow().outcome())
                    .isEqualTo(Outcome.UNCHANGED);

        assertThat(fleet.records()).isEqualTo(before);
    }

    @Test
    void theStewardStudiesAnEditedDocumentWithTheVersionBefore() {
        Document first = document("doc", "one");
        fleet.feed("a", first);
        fleet.feed("a", document("doc", "one", "two"));
        fleet.tell("a", new LibraryMessage.StudyDone(first.content()));

        List<Study> studies = fleet.node("a").studies;
        assertThat(studies).hasSize(2);
        assertThat(studies.get(1).previous()).contains(first.content());
        assertThat(fleet.node("b").studies).isEmpty();
        assertThat(fleet.node("c").studies).isEmpty();
    }

    @Test
    void aNewerVersionIsNotStudiedBeforeAnOlderOneThatIsNotDone() {
        Document first = document("doc", "one");
        Document second = document("doc", "two");
        fleet.feed("a", first);
        fleet.feed("a", second);
        fleet.feed("a", document("other", "three"));
        assertThat(fleet.node("a").studies)
                .extracting(Study::content)
                .containsExactly(first.content(), document("other", "three").content());

        fleet.tell("a", new LibraryMessage.StudyFailed(first.content()));
        fleet.fireTimers("a");
        fleet.tell("a", new LibraryMessage.StudyDone(first.content()));

        assertThat(fleet.node("a").studies.subList(2, 4))
                .extracting(Study::content)
                .containsExactly(first.content(), second.content());
    }

    @Test
    void theOtherCustodianTakesOverAfterTheStewardIsGoneForLong() {
        Document document = document("doc", "one");
        String replica = fleet.node("a").replicaFor(document);
        fleet.feed("a", document);
        fleet.kill("a");
        fleet.fireTimers(replica);
        assertThat(fleet.node(replica).studies).isEmpty();

        fleet.now = fleet.now.plus(LibraryCore.TAKEOVER);
        fleet.fireTimers(replica);

        assertThat(fleet.node(replica).studies).hasSize(1);
    }

    @Test
    void whoTakesOverDoesNotStudyAVersionThatWasReplaced() {
        Document old = document("doc", "one");
        String replica = fleet.node("a").replicaFor(old);
        fleet.feed("a", old);
        fleet.tell("a", new LibraryMessage.StudyDone(old.content()));
        fleet.feed("a", document("doc", "two"));
        fleet.kill("a");
        fleet.now = fleet.now.plus(LibraryCore.TAKEOVER.multipliedBy(2));
        fleet.fireTimers(replica);
        fleet.now = fleet.now.plus(LibraryCore.TAKEOVER.multipliedBy(2));
        fleet.fireTimers(replica);

        assertThat(fleet.node(replica).studies)
                .noneMatch(study -> study.content().equals(old.content()));
    }

    @Test
    void whatWasStudiedIsNotStudiedAgainAfterARestart() {
        Document document = document("doc", "one");
        fleet.feed("a", document);
        fleet.tell("a", new LibraryMessage.StudyDone(document.content()));
        fleet.restart("a");

        assertThat(fleet.node("a").studies).isEmpty();
        assertThat(fleet.node("a").core.unstudied(fleet.now)).isZero();
    }

    @Test
    void whatWasNotStudiedIsStudiedAfterARestart() {
        fleet.feed("a", document("doc", "one"));
        fleet.restart("a");

        assertThat(fleet.node("a").studies).hasSize(1);
    }

    @Test
    void aPassageIsFoundFromAnyNodeAndAnUnknownOneIsNot() {
        Document document = document("doc", "one", "two");
        fleet.feed("a", document);

        for (String node : List.of("a", "b", "c")) {
            assertThat(fleet.passage(node, document.passages().get(1).hash()))
                    .contains(document.passages().get(1));
            assertThat(fleet.passage(node, Hash.of("nothing"))).isEmpty();
        }
    }

    @Test
    void aPassageThatDoesNotMatchItsHashIsNotTaken() {
        Document document = document("doc", "one");
        fleet.feed("a", document);
        String without = fleet.nodes.keySet().stream()
                .filter(name -> !fleet.node(name).keeps(document.content()))
                .findFirst()
                .orElseThrow();
        fleet.forger = true;

        assertThat(fleet.passage(without, document.passages().get(0).hash())).isEmpty();
    }

    @Test
    void aHeadThatJoinsKeepsWhatOneThatLeftKept() {
        Document document = document("doc", "one");
        fleet.feed("a", document);
        String replica = fleet.node("a").replicaFor(document);
        fleet.join("d");
        fleet.seats(fleet.without("d", "a"));

        fleet.rest();

        assertThat(fleet.keepers(document)).contains("a", replica).hasSize(3);
        assertThat(fleet.node(replica).studies).as("the steward left").hasSize(1);
    }

    @Test
    void nothingIsCopiedWhileTheHeadsStayTheSame() {
        for (int i = 0; i < 20; i++) fleet.feed("abc".substring(i % 3, i % 3 + 1), document("doc " + i, "text " + i));
        int before = fleet.records();

        fleet.kill("c");
        fleet.rest();
        for (String node : List.of("a", "b")) fleet.restart(node);
        fleet.rest();

        assertThat(fleet.records()).isEqualTo(before - fleet.lost);
    }

    @Test
    void oneThatLeftIsNeitherAskedNorGivenAnything() {
        fleet.join("d");
        for (int i = 0; i < 30; i++) fleet.feed("abc".substring(i % 3, i % 3 + 1), document("doc " + i, "text " + i));
        fleet.seats(fleet.without("d", "a"));
        fleet.rest();
        fleet.told.clear();

        for (int i = 0; i < 30; i++) {
            Document document = document("doc " + i, "text " + i);
            for (String node : List.of("b", "c", "d"))
                assertThat(fleet.passage(node, document.passages().getFirst().hash()))
                        .isPresent();
            assertThat(fleet.feed("b", document("later " + i, "more " + i))
                            .orElseThrow()
                            .copies())
                    .isEqualTo(2);
        }

        assertThat(fleet.told.getOrDefault("a", 0)).as("but the catalogues").isZero();
        assertThat(fleet.told.getOrDefault("d", 0)).isPositive();
    }

    /** Each head leaves in turn and its disk goes away soon after; another joins each time. Some messages are lost. */
    @Property(tries = 30)
    void noAcknowledgedDocumentIsLostWhenAllHeadsAreReplacedOneByOne(@ForAll long seed) {
        Fleet fleet = new Fleet("a", "b", "c");
        Random random = new Random(seed);
        List<String> heads = new ArrayList<>(List.of("a", "b", "c"));
        List<Document> acknowledged = new ArrayList<>();
        int fed = 0;
        for (int turn = 0; turn < 6; turn++) {
            for (int i = 0; i < 8; i++, fed++) {
                Document document = document("doc " + fed % 20, "text " + fed);
                String at = heads.get(random.nextInt(heads.size()));
                if (fleet.feed(at, document)
                        .filter(reply -> reply.outcome() == Outcome.ACCEPTED)
                        .isPresent()) acknowledged.add(document);
            }
            String leaver = heads.remove(random.nextInt(heads.size()));
            String joiner = "n" + turn;
            heads.add(joiner);
            fleet.join(joiner);
            fleet.seats(heads);
            fleet.loss = 0.3;
            fleet.random = random;
            fleet.rest();
            if (random.nextBoolean()) fleet.restart(heads.get(random.nextInt(heads.size())));
            fleet.rest();
            fleet.loss = 0;
            fleet.rest();
            fleet.kill(leaver);
        }

        assertThat(acknowledged).hasSizeGreaterThan(40);
        for (Document document : acknowledged) {
            assertThat(fleet.keepers(document)).hasSizeGreaterThanOrEqualTo(2);
            for (String node : heads)
                assertThat(fleet.passage(node, document.passages().getFirst().hash()))
                        .isPresent();
        }
    }

    private static Document document(String uri, String... texts) {
        List<Passage> passages = new ArrayList<>();
        for (String text : texts) passages.add(new Passage(uri, passages.size() + 1, "", text, Optional.empty()));
        return new Document(uri, Instant.EPOCH, passages);
    }

    /** Libraries without an actor system: messages are delivered at once, timers fire when told. */
    private static final class Fleet {
        final TreeMap<String, Node> nodes = new TreeMap<>();
        final TreeSet<String> silent = new TreeSet<>();
        final TreeSet<String> heads = new TreeSet<>(List.of("a", "b", "c"));

        /** How many questions and documents each node was sent. */
        final TreeMap<String, Integer> told = new TreeMap<>();

        double loss;
        Random random = new Random(1);

        /** Records that went with the disks of nodes that were killed. */
        int lost;

        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        boolean forger;
        long nextTicket = 1;

        Fleet(String... names) {
            for (String name : names) nodes.put(name, new Node(name, this));
            reach();
        }

        void reach() {
            for (String name : List.copyOf(nodes.keySet()))
                tell(name, new LibraryMessage.InReach(new TreeSet<>(nodes.keySet())));
        }

        Node node(String name) {
            return Objects.requireNonNull(nodes.get(name), name);
        }

        /** For ever, with its disk. */
        void kill(String name) {
            lost += node(name).log.size();
            nodes.remove(name);
            reach();
        }

        void join(String name) {
            nodes.put(name, new Node(name, this));
            reach();
        }

        /** The chain names these heads from now on. */
        void seats(List<String> names) {
            heads.clear();
            heads.addAll(names);
            for (String name : List.copyOf(nodes.keySet()))
                tell(name, new LibraryMessage.HeadsAre(new TreeSet<>(heads)));
        }

        List<String> without(String joins, String leaves) {
            List<String> names = new ArrayList<>(heads);
            names.remove(leaves);
            names.add(joins);
            return names;
        }

        List<String> keepers(Document document) {
            return nodes.values().stream()
                    .filter(node -> node.keeps(document.content()))
                    .map(node -> node.name)
                    .toList();
        }

        /** Time passes, and all timers ring. */
        void rest() {
            now = now.plus(LibraryCore.CALM);
            for (int i = 0; i < 20; i++) {
                now = now.plus(LibraryCore.REVIEW);
                for (String name : List.copyOf(nodes.keySet())) fireTimers(name);
            }
        }

        /** A message over a link. */
        void send(String name, LibraryMessage message) {
            if (random.nextDouble() < loss) return;
            if (message instanceof LibraryMessage.Keep || message instanceof LibraryMessage.Ask)
                told.merge(name, 1, Integer::sum);
            tell(name, message);
        }

        void restart(String name) {
            Node old = node(name);
            Node fresh = new Node(name, this);
            for (byte[] record : old.log) fresh.replay(record);
            nodes.put(name, fresh);
            tell(name, new LibraryMessage.InReach(new TreeSet<>(nodes.keySet())));
        }

        Optional<FeedReply> feed(String name, Document document) {
            now = now.plusSeconds(1);
            long ticket = nextTicket++;
            tell(name, new LibraryMessage.Feed(document, ticket));
            return Optional.ofNullable((FeedReply) node(name).replies.get(ticket));
        }

        Optional<Passage> passage(String name, Hash hash) {
            long ticket = nextTicket++;
            tell(name, new LibraryMessage.WantPassage(hash, ticket));
            LibraryMessage reply = Objects.requireNonNull(node(name).replies.get(ticket));
            return reply instanceof Located located ? node(name).found(located).passage() : ((Found) reply).passage();
        }

        void fireTimers(String name) {
            Map<String, LibraryMessage> due = new TreeMap<>(node(name).timers);
            node(name).timers.clear();
            due.values().forEach(message -> tell(name, message));
        }

        int records() {
            return nodes.values().stream().mapToInt(node -> node.log.size()).sum();
        }

        void tell(String name, LibraryMessage message) {
            Node node = nodes.get(name);
            if (node == null || silent.contains(name)) return;
            node.on(message);
        }
    }

    private static final class Node {
        final String name;
        final Fleet fleet;
        final LibraryCore core;
        final List<byte[]> log = new ArrayList<>();
        final TreeMap<Long, LibraryMessage> replies = new TreeMap<>();
        final TreeMap<String, LibraryMessage> timers = new TreeMap<>();
        final List<Study> studies = new ArrayList<>();

        Node(String name, Fleet fleet) {
            this.name = name;
            this.fleet = fleet;
            this.core = new LibraryCore(name, fleet.heads);
        }

        void replay(byte[] record) {
            log.add(record);
            core.apply(ByteReader.readAll(record, LibraryEvent::read), log.size() - 1);
        }

        boolean keeps(Hash content) {
            return log.stream()
                    .map(record -> ByteReader.readAll(record, LibraryEvent::read))
                    .anyMatch(event -> event instanceof LibraryEvent.Kept kept
                            && kept.document().content().equals(content));
        }

        String replicaFor(Document document) {
            List<String> others = new ArrayList<>(fleet.nodes.keySet());
            others.remove(name);
            return others.get(Math.floorMod(document.content().hashCode(), others.size()));
        }

        Optional<FeedReply> lastFeedReply() {
            return replies.values().stream()
                    .filter(FeedReply.class::isInstance)
                    .map(FeedReply.class::cast)
                    .reduce((first, second) -> second);
        }

        Found found(Located located) {
            if (located.place().isEmpty()) return new Found(Optional.empty(), Optional.empty());
            LibraryMessage.Place place = located.place().get();
            LibraryEvent.Kept kept =
                    (LibraryEvent.Kept) ByteReader.readAll(log.get((int) place.record()), LibraryEvent::read);
            if (located.document()) return new Found(Optional.empty(), Optional.of(kept.document()));
            return new Found(Optional.of(kept.document().passages().get(place.passage())), Optional.empty());
        }

        void on(LibraryMessage message) {
            ArrayDeque<Effect<LibraryEvent, LibraryMessage, LibraryMessage>> effects =
                    new ArrayDeque<>(core.on(message, fleet.now));
            while (!effects.isEmpty()) {
                switch (effects.poll()) {
                    case Effect.Persist<LibraryEvent, LibraryMessage, LibraryMessage>(LibraryEvent event) ->
                        replay(event.bytes());
                    case Effect.Send<LibraryEvent, LibraryMessage, LibraryMessage>(Party to, LibraryMessage what) ->
                        send(to, what);
                    case Effect.Schedule<LibraryEvent, LibraryMessage, LibraryMessage> timer ->
                        timers.put(timer.key(), timer.message());
                    case Effect.Cancel<LibraryEvent, LibraryMessage, LibraryMessage>(String key) -> timers.remove(key);
                    case Effect.Publish<LibraryEvent, LibraryMessage, LibraryMessage> news ->
                        throw new AssertionError(news);
                }
            }
        }

        private void send(Party to, LibraryMessage what) {
            switch (to) {
                case Party.Asker(long ticket) -> replies.put(ticket, what);
                case Party.Node(String other)
                when other.equals(name) && what instanceof Study study -> studies.add(study);
                case Party.Node(String other) ->
                    fleet.send(
                            other,
                            switch (what) {
                                case Located located -> here(located);
                                case LibraryMessage.Copy(var place, var custodians, var at) ->
                                    new LibraryMessage.Keep(
                                            name,
                                            found(new Located(-1, Optional.of(place), true))
                                                    .document()
                                                    .orElseThrow(),
                                            custodians,
                                            at);
                                default -> what;
                            });
                case Party.Others() ->
                    List.copyOf(fleet.nodes.keySet()).stream()
                            .filter(other -> !other.equals(name))
                            .forEach(other -> fleet.send(other, what));
            }
        }

        private LibraryMessage here(Located located) {
            Found found = found(located);
            Optional<Passage> passage = fleet.forger
                    ? Optional.of(new Passage("forged", 1, "", "forged", Optional.empty()))
                    : found.passage();
            return new LibraryMessage.Here(located.request(), passage, found.document());
        }
    }
}
