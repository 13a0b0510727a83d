package dev.darm.consolidation;

import dev.darm.codec.Hash;
import dev.darm.ledger.ValidatorSet;
import dev.darm.memory.Claim;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The half of a consolidator that answers (Algorithm 13): it checks a nomination, has its claims looked into, and votes.
 * A ballot is durable before it leaves, and the same one leaves again when the nomination is repeated.
 */
final class Voter {

    /** Nominations of one proposer that this head keeps in hand; more are dropped and come again with the next repeat. */
    private static final int MAX_IN_HAND = 64;

    private final HeadIdentity self;
    private ValidatorSet electorate;
    private final ConsolidationSettings settings;
    private final VoteMemory votes;

    /** Not durable: a nomination in hand at a crash comes again. */
    private final Map<Hash, Input.Nominated> judging = new LinkedHashMap<>();

    private final Map<Hash, Input.Nominated> held = new LinkedHashMap<>();

    /** Records applied within the ballot window, with their block's height. */
    private final Map<Hash, Long> seen = new LinkedHashMap<>();

    private long applied;
    private boolean caughtUp;

    Voter(HeadIdentity self, ValidatorSet electorate, ConsolidationSettings settings, VoteMemory votes) {
        this.self = self;
        this.electorate = electorate;
        this.settings = settings;
        this.votes = votes;
    }

    void headsAre(ValidatorSet heads) {
        electorate = heads;
    }

    List<Effect<ConsolidatorEvent, Input, Output>> consider(Input.Nominated nominated) {
        Nomination nomination = nominated.nomination();
        Hash id = nomination.id();
        Optional<Ballot> cast = votes.ballot(id);
        if (cast.isPresent()) return List.of(send(nomination.proposer(), cast.get()));
        if (judging.containsKey(id) || seen.containsKey(id)) return List.of();
        Optional<String> refused = refuse(nominated);
        if (refused.isPresent())
            return List.of(new Effect.Publish<>(new Output.Refused(nomination.proposer(), refused.get())));
        if (inHand(nomination.proposer()) >= MAX_IN_HAND) return List.of();
        if (!caughtUp || nomination.height() > applied) {
            held.put(id, nominated);
            return List.of();
        }
        held.remove(id);
        judging.put(id, nominated);
        return List.of(new Effect.Publish<>(new Output.Judge(nomination, nominated.disclosures())));
    }

    private Optional<String> refuse(Input.Nominated nominated) {
        Nomination nomination = nominated.nomination();
        if (!electorate.enrols(nomination.proposer(), nomination.key()))
            return Optional.of("a nomination under a name and key that are not enrolled");
        if (nominated.disclosures().size() != nomination.items().size())
            return Optional.of("a nomination of %d items with %d openings"
                    .formatted(
                            nomination.items().size(), nominated.disclosures().size()));
        for (int i = 0; i < nomination.items().size(); i++)
            if (!nomination
                    .items()
                    .get(i)
                    .commitment()
                    .equals(nominated.disclosures().get(i).commitment()))
                return Optional.of("item " + i + " does not match its opening");
        if (nomination.height() + settings.ballotWindow() < applied)
            return Optional.of("a nomination made at height %d, %d blocks ago"
                    .formatted(nomination.height(), applied - nomination.height()));
        return Optional.empty();
    }

    List<Effect<ConsolidatorEvent, Input, Output>> vote(Input.Judged judged, Instant now) {
        Input.Nominated nominated = judging.remove(judged.nomination());
        if (nominated == null) return List.of();
        Nomination nomination = nominated.nomination();
        if (judged.findings().size() != nomination.items().size())
            throw new IllegalArgumentException("a finding for each item");
        List<ItemVote> choices = new ArrayList<>();
        List<Claim> agreed = new ArrayList<>();
        for (int i = 0; i < nomination.items().size(); i++) {
            Claim claim = nominated.disclosures().get(i).body().claim();
            ItemVote choice = vote(nominated, i, judged.findings().get(i), agreed, now);
            choices.add(choice);
            if (choice.choice() == ItemVote.Choice.YES
                    && nomination.items().get(i).kind().entersMemory()) agreed.add(claim);
        }
        Ballot ballot = Ballot.sign(self.chainId(), judged.nomination(), judged.lineage(), choices, self.key());
        return List.of(
                new Effect.Persist<>(new ConsolidatorEvent.BallotCast(
                        ballot,
                        nomination.proposer(),
                        nomination.height(),
                        now.truncatedTo(ChronoUnit.MILLIS),
                        agreed)),
                send(nomination.proposer(), ballot));
    }

    private ItemVote vote(Input.Nominated nominated, int index, Finding finding, List<Claim> agreed, Instant now) {
        NominationItem item = nominated.nomination().items().get(index);
        Disclosure disclosure = nominated.disclosures().get(index);
        return switch (finding) {
            case Finding.Unavailable unavailable -> ItemVote.abstain(ItemVote.Reason.UNAVAILABLE);
            case Finding.UnknownTarget unknown -> ItemVote.abstain(ItemVote.Reason.UNKNOWN_TARGET);
            case Finding.Ungrounded ungrounded -> ItemVote.no(ItemVote.Reason.UNGROUNDED, 0);
            case Finding.Invalid invalid -> ItemVote.no(ItemVote.Reason.INVALID, 0);
            case Finding.StillSaid still -> ItemVote.no(ItemVote.Reason.STILL_SAID, 0);
            case Finding.Gone gone ->
                item.kind() == NominationItem.Kind.WITHDRAW
                        ? ItemVote.yes(Basis.ONE, evidence(disclosure))
                        : ItemVote.no(ItemVote.Reason.UNGROUNDED, 0);
            case Finding.NotNew notNew -> ItemVote.no(ItemVote.Reason.NOT_NEW, 0);
            case Finding.NoContest none -> ItemVote.abstain(ItemVote.Reason.NO_CONTEST);
            case Finding.DueAt(Instant at) ->
                at.isAfter(now) || at.isAfter(nominated.nomination().time())
                        ? ItemVote.no(ItemVote.Reason.NOT_DUE, 0)
                        : ItemVote.yes(Basis.ONE, evidence(disclosure));
            case Finding.Supports supports -> evidenceVote(supports);
            case Finding.Grounded grounded ->
                voteOnGrounded(item, disclosure, grounded, agreed, nominated.nomination(), now);
        };
    }

    /** For one side of a contest, judged as a challenge is: that the other side says otherwise is what it is about. */
    private static ItemVote evidenceVote(Finding.Supports supports) {
        int score = VoteScore.ofChallenge(true, supports.uncertainty());
        if (!VoteScore.suffices(score, true)) return ItemVote.no(ItemVote.Reason.LOW_SCORE, score);
        return ItemVote.yes(
                score,
                supports.fresh().stream()
                        .map(source -> Evidence.of(supports.salt(), source))
                        .toList());
    }

    private ItemVote voteOnGrounded(
            NominationItem item,
            Disclosure disclosure,
            Finding.Grounded grounded,
            List<Claim> agreed,
            Nomination nomination,
            Instant now) {
        Claim claim = disclosure.body().claim();
        boolean challenge = item.kind() == NominationItem.Kind.CHALLENGE;
        if (item.kind() == NominationItem.Kind.WITHDRAW) return ItemVote.no(ItemVote.Reason.STILL_SAID, 0);
        if (challenge && !contradictsAll(claim, grounded.targets())) return ItemVote.no(ItemVote.Reason.NO_CONFLICT, 0);
        int score = challenge
                ? VoteScore.ofChallenge(true, grounded.uncertainty())
                : VoteScore.of(grounded.bfsScore(), true, grounded.worstConflict(), grounded.uncertainty());
        if (!VoteScore.suffices(score, true)) return ItemVote.no(ItemVote.Reason.LOW_SCORE, score);
        if (votes.forbids(claim) || agreed.stream().anyMatch(other -> votes.contradict(claim, other)))
            return ItemVote.no(ItemVote.Reason.CONTRADICTS_OPEN, score);
        if (votes.hasSmallerDuplicate(
                claim.id(), nomination.id(), nomination.proposer(), now, settings.duplicateHold()))
            return ItemVote.abstain(ItemVote.Reason.DUPLICATE);
        return ItemVote.yes(score, evidence(disclosure));
    }

    void judgingFailed(Hash nomination) {
        judging.remove(nomination);
    }

    void recordSeen(Hash nomination, long height) {
        seen.put(nomination, height);
        held.remove(nomination);
        votes.release(nomination);
    }

    /** Forgets what the chain has outgrown, and takes up what waited for this height. */
    List<Effect<ConsolidatorEvent, Input, Output>> chainAt(long height, boolean nowCaughtUp) {
        applied = height;
        caughtUp |= nowCaughtUp;
        votes.releaseBelow(height - settings.ballotWindow());
        seen.values().removeIf(at -> at < height - settings.ballotWindow());
        List<Input.Nominated> ready = held.values().stream()
                .filter(nominated -> caughtUp && nominated.nomination().height() <= height)
                .toList();
        List<Effect<ConsolidatorEvent, Input, Output>> effects = new ArrayList<>();
        for (Input.Nominated nominated : ready) {
            held.remove(nominated.nomination().id());
            effects.addAll(consider(nominated));
        }
        return effects;
    }

    void apply(ConsolidatorEvent.BallotCast event) {
        votes.add(event);
    }

    private boolean contradictsAll(Claim claim, List<Claim> targets) {
        return !targets.isEmpty() && targets.stream().allMatch(target -> votes.contradict(claim, target));
    }

    private long inHand(String proposer) {
        return judging.values().stream()
                        .filter(nominated -> nominated.nomination().proposer().equals(proposer))
                        .count()
                + held.values().stream()
                        .filter(nominated -> nominated.nomination().proposer().equals(proposer))
                        .count();
    }

    private static List<Evidence> evidence(Disclosure disclosure) {
        return disclosure.body().sources().stream()
                .map(source -> Evidence.of(disclosure, source))
                .toList();
    }

    private static Effect<ConsolidatorEvent, Input, Output> send(String proposer, Ballot ballot) {
        return new Effect.Send<>(new Party.Node(proposer), new Output.Cast(ballot));
    }
}
