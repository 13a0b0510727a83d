package dev.darm.consolidation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.Hash;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.ValidatorSet;
import dev.darm.memory.SourceRef;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a head votes on evidence in a contest, and on whether a contest's time is over. */
final class EvidenceVoteTest {

    private static final SigningKey KEY = Samples.key(1);
    private static final ValidatorSet HEADS =
            new ValidatorSet(List.of(new ValidatorSet.Member("solo", KEY.publicKey(), 1)));
    private static final Hash SALT = Hash.of("salt of the challenge");
    private static final Disclosure BODY = Samples.disclosure("Artery listens on port 25521.");
    private static final Instant NOW = Samples.TIME.plus(Duration.ofDays(8));

    private final ConsolidatorCore core = core();

    private static ConsolidatorCore core() {
        ConsolidatorCore core =
                new ConsolidatorCore(new HeadIdentity("solo", KEY, "c1"), HEADS, Fleet.SETTINGS, (one, other) -> false);
        core.on(new Input.ChainAt(12, true), NOW);
        return core;
    }

    private static Nomination nomination(NominationItem.Kind kind, Hash... targets) {
        return new Nomination(
                "solo",
                KEY.publicKey(),
                NOW,
                12,
                List.of(new NominationItem(kind, BODY.commitment(), 7000, List.of(targets))));
    }

    private List<Effect<ConsolidatorEvent, Input, Output>> vote(Nomination nomination, Finding finding) {
        assertThat(core.on(new Input.Nominated(nomination, List.of(BODY)), NOW)).hasSize(1);
        return core.on(new Input.Judged(nomination.id(), Hash.ZERO, List.of(finding)), NOW);
    }

    private static ItemVote voteIn(List<Effect<ConsolidatorEvent, Input, Output>> effects) {
        assertThat(effects).hasSize(2);
        assertThat(effects.get(0)).isInstanceOf(Effect.Persist.class);
        ConsolidatorEvent.BallotCast cast = (ConsolidatorEvent.BallotCast)
                ((Effect.Persist<ConsolidatorEvent, Input, Output>) effects.get(0)).event();
        assertThat(effects.get(1)).isEqualTo(new Effect.Send<>(new Party.Node("solo"), new Output.Cast(cast.ballot())));
        assertThat(cast.agreed()).isEmpty();
        return cast.ballot().votes().getFirst();
    }

    @Test
    void anEvidenceVoteIsDurableBeforeItIsSentAndNamesWhatIsNewUnderTheSaltOfTheContest() {
        SourceRef fresh = BODY.body().sources().getFirst();
        Nomination nomination = nomination(NominationItem.Kind.EVIDENCE, Hash.of("challenge"), Hash.of("side"));

        ItemVote vote = voteIn(vote(nomination, new Finding.Supports(SALT, 0.1, List.of(fresh))));

        assertThat(vote.choice()).isEqualTo(ItemVote.Choice.YES);
        assertThat(vote.score()).isEqualTo(9900);
        assertThat(vote.evidence()).containsExactly(Evidence.of(SALT, fresh));
    }

    @Test
    void theSameEvidenceVoteIsSentAgainAfterARestart() {
        Nomination nomination = nomination(NominationItem.Kind.EVIDENCE, Hash.of("challenge"), Hash.of("side"));
        List<Effect<ConsolidatorEvent, Input, Output>> effects =
                vote(nomination, new Finding.Supports(SALT, 0.1, BODY.body().sources()));

        ConsolidatorCore again = core();
        again.apply(((Effect.Persist<ConsolidatorEvent, Input, Output>) effects.get(0)).event());

        assertThat(again.on(new Input.Nominated(nomination, List.of(BODY)), NOW))
                .containsExactly(effects.get(1));
    }

    @Test
    void evidenceThatIsNotNewGetsNoVote() {
        Nomination nomination = nomination(NominationItem.Kind.EVIDENCE, Hash.of("challenge"), Hash.of("side"));

        assertThat(voteIn(vote(nomination, new Finding.NotNew()))).isEqualTo(ItemVote.no(ItemVote.Reason.NOT_NEW, 0));
    }

    @Test
    void aContestIsOverWhenTheClocksOfProposerAndVoterSaySo() {
        Nomination nomination = nomination(NominationItem.Kind.RESOLVE, Hash.of("challenge"));

        assertThat(voteIn(vote(nomination, new Finding.DueAt(NOW))).choice()).isEqualTo(ItemVote.Choice.YES);
    }

    @Test
    void aContestThatIsNotOverYetIsNotResolved() {
        Nomination nomination = nomination(NominationItem.Kind.RESOLVE, Hash.of("challenge"));

        assertThat(voteIn(vote(nomination, new Finding.DueAt(NOW.plusMillis(1)))))
                .isEqualTo(ItemVote.no(ItemVote.Reason.NOT_DUE, 0));
    }
}
