package dev.darm.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.Hash;
import dev.darm.memory.Claim;
import dev.darm.memory.ExtractedClaim;
import dev.darm.memory.LongTermEntry;
import dev.darm.memory.LongTermEntry.Standing;
import dev.darm.memory.Memories;
import dev.darm.memory.Triple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class KnowledgeGraphTest {

    private static final Claim PORT = said("Artery", "listens on port", "25520");
    private static final Claim OTHER_PORT = said("Artery", "listens on port", "2552");

    private final KnowledgeGraph graph = graph();

    @Test
    void anUnknownClaimScoresOneHalfAndIsNotGrounded() {
        Verdict verdict = judge(PORT);

        assertThat(verdict.bfsScore()).isEqualTo(0.5);
        assertThat(verdict.grounding()).isEqualTo(Grounding.NONE);
        assertThat(verdict.conflicts()).isEmpty();
    }

    @Test
    void aClaimThatThisNodeReadItselfScoresOne() {
        graph.rememberOwn(Memories.read(PORT, "a.md"));
        graph.rememberOwn(Memories.read(PORT, "b.md"));

        Verdict verdict = judge(PORT);

        assertThat(verdict.bfsScore()).isEqualTo(1);
        assertThat(verdict.grounding().kind()).isEqualTo(Grounding.Kind.OWN_SOURCE);
        assertThat(verdict.grounding().origins()).isEqualTo(2);
    }

    @Test
    void aClaimOfLongTermMemoryIsGroundedUntilItsStandingIsLost() {
        graph.learn(entry(PORT, 0.9, Standing.HELD));
        assertThat(judge(PORT).grounding().kind()).isEqualTo(Grounding.Kind.LONG_TERM);
        assertThat(judge(PORT).bfsScore()).isEqualTo(1);

        graph.learn(entry(PORT, 0.9, Standing.SUPERSEDED));
        assertThat(judge(PORT).grounding().grounded()).isFalse();
        assertThat(graph.counts().longTerm()).isEqualTo(1);
    }

    @Test
    void aConflictLowersTheScoreByItsWeightAndNamesTheRival() {
        graph.learn(entry(PORT, 0.8, Standing.HELD));
        graph.rememberOwn(Memories.read(OTHER_PORT, "b.md"));

        Verdict verdict = judge(OTHER_PORT);

        assertThat(verdict.bfsScore()).isCloseTo(0.2, Offset.offset(1e-9));
        assertThat(verdict.scoreWithoutConflict()).isEqualTo(1);
        assertThat(verdict.conflictsWith()).containsExactly(PORT.id());
        assertThat(verdict.challengesLongTerm()).isTrue();
        assertThat(judge(PORT).conflict()).isLessThanOrEqualTo(0.5);
    }

    @Test
    void aContestedEntryCountsLessAndASupersededOneNothing() {
        graph.learn(entry(PORT, 0.8, Standing.CONTESTED));
        assertThat(judge(OTHER_PORT).conflict()).isCloseTo(0.4, Offset.offset(1e-9));

        graph.learn(entry(PORT, 0.8, Standing.SUPERSEDED));
        assertThat(judge(OTHER_PORT).conflicts()).isEmpty();
    }

    @Test
    void whatOnlyThisNodeBelievesNeverBarsAClaim() {
        graph.rememberOwn(Memories.read(PORT, "a.md"));

        Verdict verdict = judge(OTHER_PORT);

        assertThat(verdict.conflict()).isPositive().isLessThanOrEqualTo(0.5);
        assertThat(verdict.challengesLongTerm()).isFalse();
    }

    @Test
    void anUngroundedClaimNeverScoresMoreThanOneHalfWhateverItsNeighboursSay() {
        for (int i = 0; i < 50; i++) graph.learn(entry(said("Artery", "supports", "feature " + i), 1, Standing.HELD));

        assertThat(judge(said("Artery", "supports", "telepathy")).bfsScore()).isEqualTo(0.5);
    }

    @Test
    void twoHopsFollowAnotherName() {
        graph.learn(entry(said("Artery", "is also called", "Akka Remoting"), 1, Standing.HELD));
        graph.learn(entry(said("Akka Remoting", "listens on port", "25520"), 0.9, Standing.HELD));
        ExtractedClaim judged = Memories.read(OTHER_PORT, "b.md");

        assertThat(graph.bfsValidate(judged, 1).conflicts()).isEmpty();
        assertThat(graph.bfsValidate(judged, 2).conflict()).isEqualTo(0.9);
    }

    @Test
    void forgettingOwnEvidenceKeepsWhatTheSwarmAgreedOn() {
        graph.rememberOwn(Memories.read(PORT, "a.md"));
        graph.rememberOwn(Memories.read(OTHER_PORT, "a.md"));
        graph.learn(entry(PORT, 0.9, Standing.HELD));

        graph.forgetOwn(PORT.id());
        graph.forgetOwn(OTHER_PORT.id());

        assertThat(graph.dfsAudit(PORT.id()).kind()).isEqualTo(Grounding.Kind.LONG_TERM);
        assertThat(graph.about("the ARTERY")).containsExactly(PORT.id());
        assertThat(graph.counts()).isEqualTo(new KnowledgeCounts(1, 1, 0, 2));
    }

    @Test
    void beyondTheLimitTheOldestOwnClaimIsDropped() {
        KnowledgeGraph small = graph("own-claims = 2");
        for (String port : List.of("1", "2", "1", "3"))
            small.rememberOwn(Memories.read(said("Artery", "listens on port", port), "a.md"));

        assertThat(small.dfsAudit(said("Artery", "listens on port", "2").id()).grounded())
                .isFalse();
        assertThat(small.dfsAudit(said("Artery", "listens on port", "1").id()).grounded())
                .isTrue();
        assertThat(small.counts().claims()).isEqualTo(2);
    }

    @Test
    void theOrderOfLearningDoesNotMatter() {
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < 40; i++)
            claims.add(said("Node " + i % 4, i % 3 == 0 ? "is" : "listens on port", i + " ms"));
        List<Verdict> first = verdictsAfterLearning(claims, claims);
        List<Claim> shuffled = new ArrayList<>(claims);
        Collections.shuffle(shuffled, new Random(1));

        assertThat(verdictsAfterLearning(shuffled, claims)).isEqualTo(first);
    }

    /** With work that grows with the square this takes hours; the limit only says so before a person notices. */
    @Test
    @Timeout(60)
    void aHundredThousandClaimsOfOneSubjectAreLearnedAndJudged() {
        for (int i = 0; i < 100_000; i++) {
            String relation = i % 2 == 0 ? "supports" : "listens on port";
            graph.learn(entry(said("Artery", relation, "value " + i), 0.9, Standing.HELD));
        }
        for (int i = 0; i < 2_000; i++) judge(said("Artery", "supports", "value " + i));

        assertThat(graph.counts().claims()).isEqualTo(100_000);
        assertThat(judge(said("Artery", "listens on port", "80")).conflicts()).hasSize(256);
        assertThat(judge(said("Artery", "supports", "telepathy")).conflicts()).isEmpty();
    }

    @Test
    void aSentenceContradictsASentence() {
        graph.learn(entry(Claim.of("The round trip of Starlink is 40 ms."), 0.9, Standing.HELD));

        assertThat(judge(Claim.of("The round trip of Starlink is 20 ms.")).conflict())
                .isEqualTo(0.9);
        assertThat(judge(Claim.of("The round trip of Starlink is 40 ms")).conflicts())
                .isEmpty();
    }

    private static List<Verdict> verdictsAfterLearning(List<Claim> learned, List<Claim> judged) {
        KnowledgeGraph graph = graph();
        for (Claim claim : learned) graph.learn(entry(claim, 0.7, Standing.HELD));
        return judged.stream()
                .map(claim -> graph.bfsValidate(Memories.read(claim, "a.md"), 1))
                .toList();
    }

    private Verdict judge(Claim claim) {
        return graph.bfsValidate(Memories.read(claim, "z.md"), 1);
    }

    private static KnowledgeGraph graph(String... overrides) {
        return new KnowledgeGraph(KnowledgeSettings.of(Memories.darm("knowledge", overrides)));
    }

    private static Claim said(String subject, String relation, String object) {
        return Claim.of(new Triple(subject, relation, object));
    }

    private static LongTermEntry entry(Claim claim, double confidence, Standing standing) {
        return new LongTermEntry(
                Hash.of(claim.text()),
                claim,
                List.of(Memories.source("a.md")),
                "",
                confidence,
                0.6,
                1,
                standing,
                Instant.EPOCH);
    }
}
