package dev.darm.consolidation;

import dev.darm.ledger.ValidatorSet;
import dev.darm.memory.Claim;
import dev.darm.world.Effect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * What a message does to a consolidator, without actors, clock or disk: the {@link Nominator} asks, the {@link Voter}
 * answers, and both look into one {@link VoteMemory}.
 */
public final class ConsolidatorCore {

    private final Nominator nominator;
    private final Voter voter;
    private final VoteMemory votes;

    /**
     * @param electorate the enrolled heads; while this one is not among them, it nominates nothing
     * @param contradicts whether two claims cannot both hold; asked both ways round
     */
    public ConsolidatorCore(
            HeadIdentity self,
            ValidatorSet electorate,
            ConsolidationSettings settings,
            BiPredicate<Claim, Claim> contradicts) {
        this.votes = new VoteMemory(contradicts);
        Quorum quorum = new Quorum(electorate, settings.tau(), settings.minIndependent());
        this.nominator = new Nominator(self, quorum, settings, votes);
        this.voter = new Voter(self, electorate, settings, votes);
    }

    public List<Effect<ConsolidatorEvent, Input, Output>> on(Input input, Instant now) {
        return switch (input) {
            case Input.Tick tick -> nominator.lookForClaims();
            case Input.Eligible eligible -> nominator.nominate(eligible, now);
            case Input.Retract(List<ClaimBody> bodies) -> nominator.retract(bodies);
            case Input.NothingToRetract(var bodies) -> nominator.dropRetractions(bodies);
            case Input.Forgotten(var claimId) -> nominator.forget(claimId);
            case Input.NotPromotedYet(var bodies) -> nominator.awaitPromotion(bodies);
            case Input.Nominated nominated -> voter.consider(nominated);
            case Input.Judged judged -> voter.vote(judged, now);
            case Input.JudgingFailed(var nomination, String why) -> {
                voter.judgingFailed(nomination);
                yield List.of(new Effect.Publish<>(new Output.Refused("this node", why)));
            }
            case Input.BallotArrived(Ballot ballot) -> nominator.count(ballot, now);
            case Input.RecordSeen(var nomination, long height, boolean effective) -> {
                voter.recordSeen(nomination, height);
                yield nominator.settle(nomination, effective);
            }
            case Input.ChainAt(long applied, boolean caughtUp) -> {
                List<Effect<ConsolidatorEvent, Input, Output>> effects = new ArrayList<>(nominator.chainAt(applied));
                effects.addAll(voter.chainAt(applied, caughtUp));
                yield effects;
            }
            case Input.HeadsAre(ValidatorSet heads) -> {
                voter.headsAre(heads);
                yield nominator.headsAre(heads);
            }
            case Input.Rebroadcast(var nomination) -> nominator.askAgain(nomination);
            case Input.VotingOver(var nomination) -> nominator.over(nomination, now);
            case Input.Resubmit(var nomination) -> nominator.submitAgain(nomination);
        };
    }

    /** After recovery: takes up what was open. */
    public List<Effect<ConsolidatorEvent, Input, Output>> resume() {
        return nominator.resume();
    }

    public void apply(ConsolidatorEvent event) {
        switch (event) {
            case ConsolidatorEvent.NominationOpened opened -> nominator.apply(opened);
            case ConsolidatorEvent.NominationClosed closed -> nominator.apply(closed);
            case ConsolidatorEvent.NominationSettled settled -> nominator.apply(settled);
            case ConsolidatorEvent.BallotCast cast -> voter.apply(cast);
            case ConsolidatorEvent.RetractionsNoted noted -> nominator.apply(noted);
            case ConsolidatorEvent.RetractionsDropped dropped -> nominator.apply(dropped);
        }
    }

    /** All that must survive a restart. */
    public ConsolidatorSnapshot snapshot() {
        return new ConsolidatorSnapshot(nominator.opened(), nominator.closed(), votes.all(), nominator.retractions());
    }

    public void restore(ConsolidatorSnapshot snapshot) {
        snapshot.opened().forEach(nominator::apply);
        snapshot.closed().forEach(nominator::apply);
        snapshot.votes().forEach(voter::apply);
        nominator.apply(new ConsolidatorEvent.RetractionsNoted(snapshot.retractions()));
    }

    /** Nominations of this node that are voted on or not yet in the chain. */
    public int openNominations() {
        return nominator.openCount();
    }
}
