package dev.darm.consolidation;

import dev.darm.codec.Hash;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.ValidatorSet;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The half of a consolidator that asks: it nominates in batches (Algorithm 12), collects ballots, and on a quorum submits
 * the record until the chain has it (Algorithm 14). A nomination is durable before it is sent; ballots are not, because
 * voters send the same ballot again when the nomination is repeated.
 */
final class Nominator {

    /** Bytes of openings in one nomination: it must fit in one frame of the wire. */
    static final int MAX_DISCLOSED_BYTES = 160 << 10;

    private static final int MAX_RETRACTIONS = 10_000;
    private static final int MAX_LOOKS = 600;

    private final HeadIdentity self;
    private Quorum quorum;
    private final ConsolidationSettings settings;
    private final VoteMemory votes;

    private final Map<Hash, Open> open = new LinkedHashMap<>();
    private final Map<Hash, ClaimBody> retractions = new LinkedHashMap<>();

    /** Not durable: what came in since the start. */
    private final Map<Hash, TreeMap<PublicKey, Ballot>> ballots = new TreeMap<>();

    private final Set<Hash> waitingForStragglers = new TreeSet<>();
    private final Map<Hash, Integer> looks = new TreeMap<>();
    private final Rests rests;
    private long applied;

    private record Open(Nomination nomination, List<Disclosure> disclosures, Optional<ConsolidationRecord> record) {}

    Nominator(HeadIdentity self, Quorum quorum, ConsolidationSettings settings, VoteMemory votes) {
        this.self = self;
        this.quorum = quorum;
        this.settings = settings;
        this.votes = votes;
        this.rests = new Rests(settings.voteTimeout());
    }

    /**
     * From now on these heads decide. What those who are no longer among them said does not count, and a record that rests on
     * it, or would now say something else, is voted on again: no block takes it.
     */
    List<Effect<ConsolidatorEvent, Input, Output>> headsAre(ValidatorSet heads) {
        quorum = quorum.of(heads);
        for (TreeMap<PublicKey, Ballot> cast : ballots.values())
            cast.keySet().removeIf(voter -> heads.find(voter).isEmpty());
        List<Effect<ConsolidatorEvent, Input, Output>> effects = new ArrayList<>();
        for (Open nomination : open.values()) {
            if (nomination.record.isEmpty() || stands(nomination.record.get())) continue;
            Hash id = nomination.nomination.id();
            effects.add(new Effect.Persist<>(
                    new ConsolidatorEvent.NominationOpened(nomination.nomination, nomination.disclosures)));
            effects.add(new Effect.Cancel<>("submit:" + id));
            effects.addAll(broadcast(new Open(nomination.nomination, nomination.disclosures, Optional.empty())));
        }
        return effects;
    }

    private boolean stands(ConsolidationRecord record) {
        return quorum.enrolsAll(record.ballots())
                && quorum.passed(record.nomination(), record.ballots()).equals(record.passed());
    }

    List<Effect<ConsolidatorEvent, Input, Output>> lookForClaims() {
        if (!quorum.enrols(self)) return List.of();
        long voting = open.values().stream().filter(o -> o.record.isEmpty()).count();
        int slots = (int) Math.max(0, Math.min(settings.inFlight() - voting, 2L * settings.inFlight() - open.size()));
        if (slots == 0) return List.of();
        Set<Hash> busy = openBodies();
        List<ClaimBody> idle = retractions.entrySet().stream()
                .filter(retraction -> !busy.contains(retraction.getKey()))
                .map(Map.Entry::getValue)
                .limit(batchLimit())
                .toList();
        return List.of(new Effect.Publish<>(new Output.FindEligible(slots * batchLimit(), idle)));
    }

    List<Effect<ConsolidatorEvent, Input, Output>> nominate(Input.Eligible eligible, Instant now) {
        Set<Hash> busy = openClaims();
        List<Effect<ConsolidatorEvent, Input, Output>> effects = new ArrayList<>();
        List<NominationItem> items = new ArrayList<>();
        List<Disclosure> disclosures = new ArrayList<>();
        int bytes = 0;
        long slots = settings.inFlight()
                - open.values().stream().filter(o -> o.record.isEmpty()).count();
        for (int i = 0; i < eligible.candidates().size() && slots > 0; i++) {
            Candidate candidate = eligible.candidates().get(i);
            Hash claimId = candidate.body().claim().id();
            if (rests.resting(claimId, now)
                    || votes.isBeingVotedOn(claimId, self.name(), now, settings.duplicateHold())
                    || !busy.add(claimId)) continue;
            Disclosure disclosure = new Disclosure(eligible.salts().get(i), candidate.body());
            int size = disclosure.bytes().length;
            if (items.size() == batchLimit() || bytes + size > MAX_DISCLOSED_BYTES) {
                effects.addAll(open(items, disclosures, now));
                items.clear();
                disclosures.clear();
                bytes = 0;
                if (--slots == 0) break;
            }
            items.add(new NominationItem(
                    candidate.kind(), disclosure.commitment(), candidate.salience(), candidate.targets()));
            disclosures.add(disclosure);
            bytes += size;
        }
        if (!items.isEmpty()) effects.addAll(open(items, disclosures, now));
        return effects;
    }

    private List<Effect<ConsolidatorEvent, Input, Output>> open(
            List<NominationItem> items, List<Disclosure> disclosures, Instant now) {
        Nomination nomination =
                new Nomination(self.name(), self.key().publicKey(), now.truncatedTo(ChronoUnit.MILLIS), applied, items);
        List<Effect<ConsolidatorEvent, Input, Output>> effects = new ArrayList<>();
        effects.add(new Effect.Persist<>(new ConsolidatorEvent.NominationOpened(nomination, disclosures)));
        effects.addAll(broadcast(new Open(nomination, List.copyOf(disclosures), Optional.empty())));
        return effects;
    }

    /** Asks the heads that have not answered, and sets the timers of a nomination. */
    private List<Effect<ConsolidatorEvent, Input, Output>> broadcast(Open nomination) {
        Hash id = nomination.nomination.id();
        List<Effect<ConsolidatorEvent, Input, Output>> effects = new ArrayList<>();
        effects.add(mark(Output.Standing.VOTING, claimsOf(nomination, allItems(nomination))));
        effects.addAll(ask(nomination));
        effects.add(new Effect.Schedule<>("over:" + id, settings.voteTimeout(), new Input.VotingOver(id)));
        return effects;
    }

    private List<Effect<ConsolidatorEvent, Input, Output>> ask(Open nomination) {
        Hash id = nomination.nomination.id();
        Map<PublicKey, Ballot> answered = ballots.getOrDefault(id, new TreeMap<>());
        List<Effect<ConsolidatorEvent, Input, Output>> effects = new ArrayList<>();
        for (ValidatorSet.Member head : quorum.electorate().members())
            if (!answered.containsKey(head.key()))
                effects.add(new Effect.Send<>(
                        new Party.Node(head.name()),
                        new Output.Nominate(nomination.nomination, nomination.disclosures)));
        effects.add(new Effect.Schedule<>("again:" + id, settings.rebroadcastEvery(), new Input.Rebroadcast(id)));
        return effects;
    }

    List<Effect<ConsolidatorEvent, Input, Output>> askAgain(Hash id) {
        Open nomination = open.get(id);
        return nomination == null || nomination.record.isPresent() ? List.of() : ask(nomination);
    }

    List<Effect<ConsolidatorEvent, Input, Output>> count(Ballot ballot, Instant now) {
        Hash id = ballot.nomination();
        Open nomination = open.get(id);
        if (nomination == null || nomination.record.isPresent()) return List.of();
        Optional<ValidatorSet.Member> voter = quorum.electorate().find(ballot.voter());
        if (voter.isEmpty()) return refuse(ballot.voter().hex(), "a ballot of a key that is not enrolled");
        if (ballot.votes().size() != nomination.nomination.items().size() || !ballot.verifies(self.chainId()))
            return refuse(voter.get().name(), "a ballot with a wrong signature or number of votes");
        ballots.computeIfAbsent(id, any -> new TreeMap<>()).putIfAbsent(ballot.voter(), ballot);
        Set<Quorum.Outcome> outcomes = new HashSet<>(outcomes(nomination));
        if (!outcomes.contains(Quorum.Outcome.WAITING)) return close(id, now);
        if (outcomes.contains(Quorum.Outcome.PROMOTED) && waitingForStragglers.add(id))
            return List.of(new Effect.Schedule<>("over:" + id, settings.stragglerWait(), new Input.VotingOver(id)));
        return List.of();
    }

    /**
     * The time for voting is over. While fewer heads than a quorum have answered, nothing else could pass either, so the
     * nomination stays open and is repeated: a partition must not pile up nominations of the same claims.
     */
    List<Effect<ConsolidatorEvent, Input, Output>> over(Hash id, Instant now) {
        Open nomination = open.get(id);
        if (nomination == null || nomination.record.isPresent()) return List.of();
        if (ballots.getOrDefault(id, new TreeMap<>()).size() >= quorum.needed()) return close(id, now);
        return List.of(new Effect.Schedule<>("over:" + id, settings.voteTimeout(), new Input.VotingOver(id)));
    }

    /** Ends the voting: submits what passed, and gives the rest back to short-term memory. */
    private List<Effect<ConsolidatorEvent, Input, Output>> close(Hash id, Instant now) {
        Open nomination = open.get(id);
        if (nomination == null || nomination.record.isPresent()) return List.of();
        Collection<Ballot> cast = ballots.getOrDefault(id, new TreeMap<>()).values();
        List<ConsolidationRecord.Passed> passed = quorum.passed(nomination.nomination, cast);
        Instant at = now.isBefore(nomination.nomination.time()) ? nomination.nomination.time() : now;
        Optional<ConsolidationRecord> record = passed.isEmpty()
                ? Optional.empty()
                : Optional.of(new ConsolidationRecord(
                        nomination.nomination, List.copyOf(cast), passed, at.truncatedTo(ChronoUnit.MILLIS)));
        List<Integer> rejected = itemsThat(nomination, Quorum.Outcome.REJECTED);
        List<Integer> undecided = new ArrayList<>(itemsThat(nomination, Quorum.Outcome.DEFERRED));
        undecided.addAll(itemsThat(nomination, Quorum.Outcome.WAITING));

        List<Effect<ConsolidatorEvent, Input, Output>> effects = new ArrayList<>();
        effects.add(new Effect.Persist<>(new ConsolidatorEvent.NominationClosed(id, record)));
        List<Hash> refused = retractionsOf(nomination, rejected);
        if (!refused.isEmpty()) effects.add(new Effect.Persist<>(new ConsolidatorEvent.RetractionsDropped(refused)));
        effects.add(new Effect.Cancel<>("over:" + id));
        effects.add(new Effect.Cancel<>("again:" + id));
        List<Integer> toRest = new ArrayList<>(undecided);
        rejected.stream()
                .filter(item -> nomination.nomination.items().get(item).kind() == NominationItem.Kind.RESOLVE)
                .forEach(toRest::add);
        for (int item : toRest)
            rests.restFrom(nomination.disclosures.get(item).body().claim().id(), now);
        passed.forEach(item -> rests.forget(
                nomination.disclosures.get(item.item()).body().claim().id()));
        effects.add(mark(Output.Standing.REJECTED, claimsOf(nomination, rejected)));
        effects.add(mark(Output.Standing.PENDING, claimsOf(nomination, undecided)));
        record.ifPresent(value -> effects.addAll(submit(value)));
        return effects;
    }

    private List<Effect<ConsolidatorEvent, Input, Output>> submit(ConsolidationRecord record) {
        Hash id = record.nomination().id();
        return List.of(
                new Effect.Publish<>(new Output.Submit(record)),
                new Effect.Schedule<>("submit:" + id, settings.resubmitEvery(), new Input.Resubmit(id)));
    }

    List<Effect<ConsolidatorEvent, Input, Output>> submitAgain(Hash id) {
        return Optional.ofNullable(open.get(id))
                .flatMap(Open::record)
                .map(this::submit)
                .orElse(List.of());
    }

    List<Effect<ConsolidatorEvent, Input, Output>> settle(Hash id, boolean effective) {
        Open nomination = open.get(id);
        if (nomination == null) return List.of();
        List<Effect<ConsolidatorEvent, Input, Output>> effects = new ArrayList<>();
        effects.add(new Effect.Persist<>(new ConsolidatorEvent.NominationSettled(id, effective)));
        for (String timer : List.of("over:", "again:", "submit:")) effects.add(new Effect.Cancel<>(timer + id));
        if (!effective) effects.add(mark(Output.Standing.PENDING, claimsOf(nomination, passedItems(nomination))));
        return effects;
    }

    /** Gives up records that the chain is too high for. */
    List<Effect<ConsolidatorEvent, Input, Output>> chainAt(long height) {
        applied = height;
        List<Hash> tooLate = open.entrySet().stream()
                .filter(entry -> entry.getValue().nomination.height() + settings.ballotWindow() < height)
                .map(Map.Entry::getKey)
                .toList();
        List<Effect<ConsolidatorEvent, Input, Output>> effects = new ArrayList<>();
        for (Hash id : tooLate) effects.addAll(settle(id, false));
        return effects;
    }

    List<Effect<ConsolidatorEvent, Input, Output>> retract(List<ClaimBody> bodies) {
        List<ClaimBody> fresh = bodies.stream()
                .filter(body -> !retractions.containsKey(body.hash()))
                .toList();
        List<ClaimBody> fit = fresh.stream()
                .limit(Math.max(0, MAX_RETRACTIONS - retractions.size()))
                .toList();
        List<Effect<ConsolidatorEvent, Input, Output>> effects = new ArrayList<>();
        if (!fit.isEmpty()) effects.add(new Effect.Persist<>(new ConsolidatorEvent.RetractionsNoted(fit)));
        if (fit.size() < fresh.size())
            effects.addAll(refuse(
                    self.name(),
                    "%d retractions beyond the %d that may wait; feed the document again later"
                            .formatted(fresh.size() - fit.size(), MAX_RETRACTIONS)));
        return effects;
    }

    List<Effect<ConsolidatorEvent, Input, Output>> dropRetractions(List<Hash> bodies) {
        List<Hash> known = bodies.stream().filter(retractions::containsKey).toList();
        return known.isEmpty()
                ? List.of()
                : List.of(new Effect.Persist<>(new ConsolidatorEvent.RetractionsDropped(known)));
    }

    /** There is nothing left to retract of a claim that was forgotten. */
    List<Effect<ConsolidatorEvent, Input, Output>> forget(Hash claimId) {
        return dropRetractions(retractions.entrySet().stream()
                .filter(retraction -> retraction.getValue().claim().id().equals(claimId))
                .map(Map.Entry::getKey)
                .toList());
    }

    /** A retraction of a claim that does not reach long-term memory within so many looks is dropped. */
    List<Effect<ConsolidatorEvent, Input, Output>> awaitPromotion(List<Hash> bodies) {
        List<Hash> hopeless = bodies.stream()
                .filter(body -> looks.merge(body, 1, Integer::sum) > MAX_LOOKS)
                .toList();
        hopeless.forEach(looks::remove);
        return dropRetractions(hopeless);
    }

    /** After a restart: asks and submits again what was open. */
    List<Effect<ConsolidatorEvent, Input, Output>> resume() {
        List<Effect<ConsolidatorEvent, Input, Output>> effects = new ArrayList<>();
        for (Open nomination : open.values())
            effects.addAll(nomination.record.map(this::submit).orElseGet(() -> broadcast(nomination)));
        return effects;
    }

    void apply(ConsolidatorEvent.NominationOpened event) {
        open.put(event.nomination().id(), new Open(event.nomination(), event.disclosures(), Optional.empty()));
    }

    void apply(ConsolidatorEvent.NominationClosed event) {
        ballots.remove(event.nomination());
        waitingForStragglers.remove(event.nomination());
        if (event.record().isEmpty()) open.remove(event.nomination());
        else
            open.computeIfPresent(
                    event.nomination(), (id, was) -> new Open(was.nomination, was.disclosures, event.record()));
    }

    void apply(ConsolidatorEvent.NominationSettled event) {
        ballots.remove(event.nomination());
        waitingForStragglers.remove(event.nomination());
        Open was = open.remove(event.nomination());
        if (was != null && event.effective())
            retractionsOf(was, passedItems(was)).forEach(retractions::remove);
    }

    void apply(ConsolidatorEvent.RetractionsNoted event) {
        for (ClaimBody body : event.bodies()) retractions.put(body.hash(), body);
    }

    void apply(ConsolidatorEvent.RetractionsDropped event) {
        event.bodies().forEach(retractions::remove);
    }

    List<ConsolidatorEvent.NominationOpened> opened() {
        return open.values().stream()
                .map(o -> new ConsolidatorEvent.NominationOpened(o.nomination, o.disclosures))
                .toList();
    }

    List<ConsolidatorEvent.NominationClosed> closed() {
        return open.values().stream()
                .filter(o -> o.record.isPresent())
                .map(o -> new ConsolidatorEvent.NominationClosed(o.nomination.id(), o.record))
                .toList();
    }

    List<ClaimBody> retractions() {
        return List.copyOf(retractions.values());
    }

    int openCount() {
        return open.size();
    }

    private int batchLimit() {
        return Math.min(
                settings.batch(),
                ConsolidationRecord.itemsThatFit(quorum.electorate().size()));
    }

    private Set<Hash> openClaims() {
        Set<Hash> claims = new TreeSet<>();
        for (Open nomination : open.values())
            for (Disclosure disclosure : nomination.disclosures)
                claims.add(disclosure.body().claim().id());
        return claims;
    }

    private Set<Hash> openBodies() {
        Set<Hash> bodies = new TreeSet<>();
        for (Open nomination : open.values())
            for (Disclosure disclosure : nomination.disclosures)
                bodies.add(disclosure.body().hash());
        return bodies;
    }

    private List<Quorum.Outcome> outcomes(Open nomination) {
        Collection<Ballot> cast = ballots.getOrDefault(nomination.nomination.id(), new TreeMap<>())
                .values();
        return allItems(nomination).stream()
                .map(item ->
                        quorum.outcome(nomination.nomination.items().get(item).kind(), item, cast))
                .toList();
    }

    private List<Integer> itemsThat(Open nomination, Quorum.Outcome outcome) {
        List<Quorum.Outcome> outcomes = outcomes(nomination);
        return allItems(nomination).stream()
                .filter(item -> outcomes.get(item) == outcome)
                .toList();
    }

    private static List<Integer> allItems(Open nomination) {
        List<Integer> items = new ArrayList<>();
        for (int i = 0; i < nomination.disclosures.size(); i++) items.add(i);
        return items;
    }

    private static List<Integer> passedItems(Open nomination) {
        return nomination
                .record
                .map(record -> record.passed().stream()
                        .map(ConsolidationRecord.Passed::item)
                        .toList())
                .orElseGet(() -> allItems(nomination));
    }

    /** Claim ids of the items that short-term memory knows of. */
    private static List<Hash> claimsOf(Open nomination, List<Integer> items) {
        return items.stream()
                .filter(item -> nomination.nomination.items().get(item).kind().fromShortTerm())
                .map(item -> nomination.disclosures.get(item).body().claim().id())
                .toList();
    }

    private static List<Hash> retractionsOf(Open nomination, List<Integer> items) {
        return items.stream()
                .filter(item -> nomination.nomination.items().get(item).kind() == NominationItem.Kind.WITHDRAW)
                .map(item -> nomination.disclosures.get(item).body().hash())
                .toList();
    }

    private static Effect<ConsolidatorEvent, Input, Output> mark(Output.Standing standing, List<Hash> claimIds) {
        return new Effect.Publish<>(new Output.Mark(standing, claimIds));
    }

    private static List<Effect<ConsolidatorEvent, Input, Output>> refuse(String from, String why) {
        return List.of(new Effect.Publish<>(new Output.Refused(from, why)));
    }
}
