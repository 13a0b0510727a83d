package dev.darm.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.codec.Hash;
import dev.darm.memory.Claim;
import dev.darm.memory.ExtractedClaim;
import dev.darm.memory.LongTermEntry;
import dev.darm.memory.LongTermEntry.Standing;
import dev.darm.memory.MemoryNews;
import dev.darm.memory.SourceRef;
import dev.darm.recall.RecallMessage.Taught;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecallCoreTest {

    private static final String QUESTION = "Which port does Artery use?";
    private final LongTermEntry artery = entry("Artery listens on TCP port 25520.", Standing.HELD);
    private Bench a;
    private Bench b;

    @BeforeEach
    void open() throws IOException {
        a = new Bench("a", Bench.settings(""));
        b = new Bench("b", Bench.settings("darm.recall.catch-up.page = 2"));
    }

    @AfterEach
    void close() throws IOException {
        a.close();
        b.close();
    }

    @Test
    void aNewQuestionLeadsToAContextWhoseCandidatesNameTheirTier() throws IOException {
        a.learn(artery);
        a.remember(extracted("The gateway listens on TCP port 8558."));
        a.remember(extracted("Buoys are red."));

        Found.Context context = (Found.Context) a.ask(QUESTION);

        assertThat(context.candidates()).extracting(Candidate::tier).containsExactly(Tier.LTM, Tier.STM);
        Candidate best = context.candidates().getFirst();
        assertThat(best.claim()).isEqualTo(artery.claim());
        assertThat(best.commitment()).contains(artery.commitment());
        assertThat(best.cosine()).isGreaterThan(0.2);
        assertThat(best.lexical()).isPositive();
        assertThat(best.fused()).isGreaterThan(context.candidates().get(1).fused());
        assertThat(context.weights()).containsKeys("port", "arteri");
        assertThat(a.statistics())
                .extracting(
                        RecallStatistics::lookups,
                        RecallStatistics::rrcMisses,
                        RecallStatistics::stmHits,
                        RecallStatistics::ltmHits)
                .containsExactly(1L, 1L, 1L, 1L);
    }

    @Test
    void aQuestionThatWasAnsweredIsAHitOnEveryNode() throws IOException {
        a.learn(artery);
        b.learn(artery);
        a.tell(new RecallMessage.Answered(QUESTION, artery.commitment()));
        for (Effect.Send<Void, RecallMessage, RecallMessage> send : a.sent()) {
            assertThat(send.to()).isEqualTo(new Party.Others());
            b.tell(send.message());
        }

        for (Bench node : List.of(a, b)) {
            Found.Hit hit = (Found.Hit) node.ask("which port does artery use");
            assertThat(hit.entry()).isEqualTo(artery);
            assertThat(hit.verbatim()).isTrue();
            assertThat(hit.confidence()).isEqualTo(0.9);
            assertThat(((Found.Hit) node.ask("What port does Artery use?")).verbatim())
                    .isFalse();
            assertThat(node.ask("Which port does the gateway use?")).isInstanceOf(Found.Context.class);
        }
        assertThat(b.sent()).as("what is told is not told on").isEmpty();
        a.tell(new RecallMessage.Answered(QUESTION, artery.commitment()));
        assertThat(a.sent()).as("what is known is not told again").isEmpty();
    }

    @Test
    void aQuestionTaughtBeforeItsEntryIsKeptForAWhile() throws IOException {
        b.tell(new RecallMessage.Tell(List.of(new Taught(QUESTION, artery.commitment()))));
        assertThat(b.statistics().early()).isEqualTo(1);
        b.pass(Duration.ofMinutes(9));
        b.learn(artery);
        assertThat(b.ask(QUESTION)).isInstanceOf(Found.Hit.class);
        assertThat(b.statistics().early()).isZero();

        a.tell(new RecallMessage.Tell(List.of(new Taught(QUESTION, artery.commitment()))));
        a.pass(Duration.ofMinutes(11));
        a.learn(artery);
        assertThat(a.ask(QUESTION)).isInstanceOf(Found.Context.class);
    }

    @Test
    void anEntryThatNoLongerHoldsIsInNoIndexAndMayComeBack() throws IOException {
        a.learn(artery);
        a.tell(new RecallMessage.Answered(QUESTION, artery.commitment()));
        a.learn(artery.withStanding(Standing.WITHDRAWN));

        assertThat(((Found.Context) a.ask(QUESTION)).candidates()).isEmpty();
        a.tell(new RecallMessage.Answered(QUESTION, artery.commitment()));
        assertThat(a.statistics())
                .extracting(RecallStatistics::rrcEntries, RecallStatistics::ltmEntries)
                .containsExactly(0, 0);

        a.learn(artery);
        assertThat(((Found.Context) a.ask(QUESTION)).candidates()).hasSize(1);
    }

    @Test
    void whatTheSwarmDecidedAgainstIsNoAnswerEvenWhereShortTermMemoryHasIt() throws IOException {
        a.remember(extracted(artery.claim().text()));
        assertThat(((Found.Context) a.ask(QUESTION)).candidates()).hasSize(1);

        for (LongTermEntry lost :
                List.of(artery.superseded(artery.commitment()), artery.withStanding(Standing.QUARANTINED))) {
            a.learn(lost);
            assertThat(((Found.Context) a.ask(QUESTION)).candidates()).isEmpty();
        }

        a.learn(artery);
        assertThat(((Found.Context) a.ask(QUESTION)).candidates()).hasSize(1);
    }

    @Test
    void anEntryThatIsErasedLeavesWithAllThatWasTaughtOfIt() throws IOException {
        a.learn(artery);
        a.tell(new RecallMessage.Answered(QUESTION, artery.commitment()));

        a.tell(new RecallMessage.Heard(
                new MemoryNews.Erased(artery.commitment(), artery.claim().id())));

        assertThat(((Found.Context) a.ask(QUESTION)).candidates()).isEmpty();
        assertThat(a.statistics())
                .extracting(RecallStatistics::rrcEntries, RecallStatistics::rrcQuestions, RecallStatistics::ltmEntries)
                .containsExactly(0, 0, 0);
    }

    @Test
    void aContestedEntryNeverAnswersAlone() throws IOException {
        a.learn(artery);
        a.tell(new RecallMessage.Answered(QUESTION, artery.commitment()));
        a.learn(artery.withStanding(Standing.CONTESTED));
        Found.Context alone = (Found.Context) a.ask(QUESTION);
        assertThat(alone.candidates()).extracting(Candidate::standing).containsExactly(Standing.CONTESTED);

        LongTermEntry challenger = entry("Artery listens on TCP port 2552.", Standing.CONTESTED);
        a.learn(entry("Viewers of maps are contested too.", Standing.CONTESTED));
        a.learn(challenger);
        Found.Hit both = (Found.Hit) a.ask(QUESTION);
        assertThat(both.entry().claim()).isEqualTo(artery.claim());
        assertThat(both.counterpart()).contains(challenger);

        Found.Context context = (Found.Context) a.ask("Does Artery listen on TCP, and since when?");
        assertThat(context.candidates())
                .filteredOn(one -> one.standing() == Standing.CONTESTED)
                .allMatch(one -> one.counterpart().isPresent())
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void aClaimThatBothTiersHoldIsOneCandidateOfLongTermMemory() throws IOException {
        a.remember(extracted(artery.claim().text()));
        a.learn(artery);

        assertThat(((Found.Context) a.ask(QUESTION)).candidates())
                .extracting(Candidate::tier)
                .containsExactly(Tier.LTM);

        a.tell(new RecallMessage.Heard(new MemoryNews.Forgotten(artery.claim().id())));
        assertThat(a.statistics().stmClaims()).isZero();
        assertThat(((Found.Context) a.ask(QUESTION)).candidates()).hasSize(1);
    }

    @Test
    void anEncoderThatFailsCostsTheVectorsShareAndIsTriedAgain() throws IOException {
        a.encoderFails(true);
        a.learn(artery);
        assertThat(a.statistics().unencoded()).isEqualTo(1);
        Found.Context context = (Found.Context) a.ask(QUESTION);
        assertThat(context.candidates()).hasSize(1);
        assertThat(context.candidates().getFirst().cosine()).isZero();

        a.encoderFails(false);
        a.tell(new RecallMessage.EncodeAgain());
        assertThat(a.statistics().unencoded()).isZero();
        assertThat(a.statistics().rrcEntries()).isEqualTo(1);
    }

    @Test
    void aNodeThatStartsLearnsTheTaughtQuestionsOfItsPeersPageByPage() throws IOException {
        a.learn(artery);
        for (int i = 0; i < 5; i++)
            a.tell(new RecallMessage.Answered("Which port has Artery in case " + i + "?", artery.commitment()));
        a.sent();
        b.learn(artery);

        b.tell(new RecallMessage.InReach(new TreeSet<>(Set.of("a", "b"))));
        for (int rounds = 0; rounds < 3; rounds++) {
            for (var want : b.sent()) {
                assertThat(want.to()).isEqualTo(new Party.Node("a"));
                a.tell(want.message());
            }
            for (var page : a.sent()) {
                assertThat(page.to()).isEqualTo(new Party.Node("b"));
                b.tell(page.message());
            }
        }

        assertThat(b.sent()).as("it stops asking").isEmpty();
        assertThat(b.statistics().rrcQuestions()).isEqualTo(5);
        assertThat(b.ask("Which port has Artery in case 4?")).isInstanceOf(Found.Hit.class);
    }

    @Test
    void aPeerThatDoesNotAnswerIsPassedOver() throws IOException {
        b.tell(new RecallMessage.InReach(new TreeSet<>(Set.of("a", "b", "c"))));
        RecallMessage.Want first = (RecallMessage.Want) b.sent().getFirst().message();
        b.tell(new RecallMessage.Overdue(first.request()));

        var second = b.sent().getFirst();
        assertThat(second.to()).isEqualTo(new Party.Node("c"));
        b.tell(new RecallMessage.Page(first.request(), List.of(new Taught("Late?", Hash.ZERO)), false));
        assertThat(b.statistics().early()).as("a late page is not taken").isZero();
        assertThat(b.sent()).isEmpty();
    }

    @Test
    void aLongQuestionIsAnsweredButNotTaught() throws IOException {
        a.learn(artery);
        String longQuestion = "Which port does Artery use, " + "really ".repeat(400) + "?";

        assertThat(((Found.Context) a.ask(longQuestion)).candidates()).isNotEmpty();
        a.tell(new RecallMessage.Answered(longQuestion, artery.commitment()));

        assertThat(a.sent()).isEmpty();
        assertThat(a.statistics().rrcQuestions()).isZero();
    }

    @Test
    void whatRecallSaysCannotBeToldToIt() {
        assertThatThrownBy(() -> a.tell(new RecallMessage.Search(1, List.of(), 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Search");
    }

    private static ExtractedClaim extracted(String text) {
        return new ExtractedClaim(Claim.of(text), new SourceRef("a.md", 1, Hash.ZERO), "", 0.9, 0.05);
    }

    private static LongTermEntry entry(String text, Standing standing) {
        return new LongTermEntry(
                Hash.of("salt" + text),
                Claim.of(text),
                List.of(new SourceRef("a.md", 1, Hash.ZERO)),
                "",
                0.9,
                0.6,
                7,
                standing,
                Instant.parse("2026-01-01T00:00:00Z"));
    }
}
