package dev.darm.consolidation;

import dev.darm.codec.Hash;
import dev.darm.memory.LongTermEntry;
import dev.darm.memory.LongTermEntry.Standing;
import dev.darm.memory.SourceRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the chain says of claims that have to do with each other: a fold over their facts in chain order, made anew each
 * time. It depends on the facts, their bodies and the time of the last block alone.
 *
 * <p>At commit a fact runs through the last two stages of the validity suite (seed 002 §9): stage 4 asks whether what is
 * held before it says otherwise, unless it openly challenges that; stage 5 whether the heads together are sure enough and
 * near enough to each other. A claim that fails is quarantined.
 *
 * <p>A forgotten fact has no body, so its claim is in no entry and contradicts nothing. Votes need no bodies: up to its
 * tombstone it may stand like any other whose body is not here, and what a contest decided by then stays decided. From its
 * tombstone on it no longer stands, so an open contest of which it is a side ends.
 */
final class Fold {

    /**
     * A claim so far.
     *
     * @param place of the fact that brought it in
     * @param entry with the standings that a claim has by itself: all but CONTESTED
     */
    record Line(long place, LongTermEntry entry) {

        boolean held() {
            return entry.standing() == Standing.HELD;
        }

        Line now(LongTermEntry next) {
            return new Line(place, next);
        }
    }

    private final MemoryRules rules;

    /** Any fact of the chain by its commitment, for the targets of challenges. */
    private final Function<Hash, @Nullable Fact> facts;

    /** What contradicts a claim. */
    private final Function<Hash, TreeSet<Hash>> rivals;

    private final Map<Hash, Line> lines = new TreeMap<>();
    private final Map<Hash, Contest> contests = new TreeMap<>();
    private final TreeMap<Long, Hash> challenges = new TreeMap<>();

    /** Height of the last tombstone taken. */
    private long buriedTo;

    Fold(MemoryRules rules, Function<Hash, @Nullable Fact> facts, Function<Hash, TreeSet<Hash>> rivals) {
        this.rules = rules;
        this.facts = facts;
        this.rivals = rivals;
    }

    /** Takes the facts and their tombstones, in chain order, and then the time up to {@code now}. */
    void over(Collection<Fact> inOrder, Instant now) {
        TreeMap<Long, Instant> tombstones = tombstones(inOrder);
        for (Fact fact : inOrder) {
            bury(tombstones.headMap(fact.height()));
            decideDue(fact.time());
            take(fact);
            endMoot();
        }
        bury(tombstones);
        decideDue(now);
    }

    /** Those that name one of the facts or what one challenges, by the heights of their blocks. */
    private TreeMap<Long, Instant> tombstones(Collection<Fact> inOrder) {
        TreeMap<Long, Instant> tombstones = new TreeMap<>();
        for (Fact fact : inOrder) {
            fact.burial().ifPresent(burial -> tombstones.put(burial.height(), burial.time()));
            for (Hash target : fact.item().targets())
                Optional.ofNullable(facts.apply(target))
                        .flatMap(Fact::burial)
                        .ifPresent(burial -> tombstones.put(burial.height(), burial.time()));
        }
        return tombstones;
    }

    /** A tombstone comes after the facts of its block. */
    private void bury(SortedMap<Long, Instant> tombstones) {
        tombstones.forEach((height, time) -> {
            decideDue(time);
            buriedTo = height;
            endMoot();
        });
        tombstones.clear();
    }

    Map<Hash, Line> lines() {
        return lines;
    }

    Map<Hash, Contest> contests() {
        return contests;
    }

    /** The entry of a claim as the rest of the node sees it. */
    LongTermEntry entry(Line line) {
        Hash claimId = line.entry.claim().id();
        boolean contested = line.held()
                && contests.values().stream()
                        .anyMatch(contest -> contest.open() && sides(contest).contains(claimId));
        return contested ? line.entry.withStanding(Standing.CONTESTED) : line.entry;
    }

    private void take(Fact fact) {
        switch (fact.item().kind()) {
            case PROMOTE -> fact.body().ifPresent(body -> enter(fact, body));
            case WITHDRAW -> fact.body().ifPresent(this::withdraw);
            case CHALLENGE -> {
                fact.body().ifPresent(body -> enter(fact, body));
                if (sure(fact)) open(fact);
            }
            case EVIDENCE -> {
                fact.body().ifPresent(body -> addSources(fact, body));
                count(fact);
            }
            case RESOLVE -> {}
        }
    }

    private void enter(Fact fact, ClaimBody body) {
        Line line = lines.get(body.claim().id());
        if (line == null) {
            Standing standing = valid(fact, body) ? Standing.HELD : Standing.QUARANTINED;
            lines.put(
                    body.claim().id(), new Line(fact.place(), first(fact, body).withStanding(standing)));
            return;
        }
        boolean again =
                switch (line.entry.standing()) {
                    case HELD, CONTESTED -> true;
                    case WITHDRAWN, QUARANTINED -> valid(fact, body);
                    case SUPERSEDED -> fact.item().kind() == NominationItem.Kind.CHALLENGE && sure(fact);
                };
        LongTermEntry entry = line.entry;
        if (again) entry = with(entry, fact, body).withStanding(Standing.HELD);
        else if (entry.standing() != Standing.WITHDRAWN) entry = with(entry, fact, body);
        else entry = with(entry, fact, body).withStanding(Standing.QUARANTINED);
        lines.put(body.claim().id(), line.now(entry));
    }

    /** Stages 4 and 5. */
    private boolean valid(Fact fact, ClaimBody body) {
        boolean openly = fact.item().kind() == NominationItem.Kind.CHALLENGE;
        return rules.stages()
                .examine(!openly && contradicted(body.claim().id()), fact.confidence(), fact.spread())
                .commits();
    }

    private boolean contradicted(Hash claimId) {
        for (Hash rival : rivals.apply(claimId)) {
            Line line = lines.get(rival);
            if (line != null && line.held()) return true;
        }
        return false;
    }

    private boolean sure(Fact fact) {
        return rules.stages().sure(fact.confidence(), fact.spread());
    }

    private static LongTermEntry first(Fact fact, ClaimBody body) {
        return new LongTermEntry(
                fact.item().commitment(),
                body.claim(),
                body.sources(),
                body.heading(),
                Basis.toShare(fact.confidence()),
                Basis.toShare(fact.item().salience()),
                fact.height(),
                Standing.HELD,
                fact.time());
    }

    /** More sources, and no less confidence; what all its sources had withdrawn starts with new ones. */
    private static LongTermEntry with(LongTermEntry entry, Fact fact, ClaimBody body) {
        TreeSet<SourceRef> sources =
                new TreeSet<>(entry.standing() == Standing.WITHDRAWN ? List.of() : entry.sources());
        sources.addAll(body.sources());
        return entry.withSources(List.copyOf(sources))
                .atLeast(
                        Basis.toShare(fact.confidence()),
                        Basis.toShare(fact.item().salience()));
    }

    private void addSources(Fact fact, ClaimBody body) {
        lines.computeIfPresent(
                body.claim().id(),
                (id, line) ->
                        line.entry.standing() == Standing.WITHDRAWN ? line : line.now(with(line.entry, fact, body)));
    }

    /** The last sources stay named, so that one can see who said it. */
    private void withdraw(ClaimBody body) {
        lines.computeIfPresent(body.claim().id(), (id, line) -> {
            List<SourceRef> left = line.entry.sources().stream()
                    .filter(source -> !body.sources().contains(source))
                    .toList();
            return line.now(
                    left.isEmpty() ? line.entry.withStanding(Standing.WITHDRAWN) : line.entry.withSources(left));
        });
    }

    private void open(Fact fact) {
        TreeSet<Hash> named = new TreeSet<>();
        for (ItemVote vote : fact.yes()) for (Evidence evidence : vote.evidence()) named.add(evidence.passage());
        Hash challenge = fact.item().commitment();
        contests.put(
                challenge,
                new Contest(
                        challenge,
                        fact.opening().map(Disclosure::salt),
                        fact.claimId(),
                        fact.item().targets(),
                        fact.time(),
                        fact.time().plus(rules.contestPeriod()),
                        Contest.Side.NONE,
                        Contest.Side.NONE,
                        named,
                        Contest.Outcome.OPEN));
        challenges.put(fact.place(), challenge);
    }

    /** Of each voter's YES at most one counts a fact, and only when it names a passage that no fact before has named. */
    private void count(Fact fact) {
        Contest contest = contests.get(fact.item().targets().getFirst());
        Hash side = fact.item().targets().getLast();
        if (contest == null || !contest.open() || !contest.has(side)) return;
        Contest.Side old = contest.old();
        Contest.Side fresh = contest.fresh();
        TreeSet<Hash> named = new TreeSet<>(contest.named());
        for (ItemVote vote : fact.yes()) {
            List<Hash> passages =
                    vote.evidence().stream().map(Evidence::passage).toList();
            if (contest.named().containsAll(passages)) continue;
            named.addAll(passages);
            if (side.equals(contest.challenge())) fresh = fresh.with(vote.score());
            else old = old.with(vote.score());
        }
        Contest counted = tallied(contest, old, fresh, named, Contest.Outcome.OPEN);
        contests.put(contest.challenge(), counted);
        if (old.votes() + fresh.votes() >= rules.contestVotes()) decide(counted);
    }

    private void decideDue(Instant time) {
        for (Hash challenge : new ArrayList<>(challenges.values())) {
            Contest contest = contests.get(challenge);
            if (contest != null && contest.open() && !contest.dueAt().isAfter(time)) {
                decide(contest);
                endMoot();
            }
        }
    }

    /** Ties keep the old. */
    private void decide(Contest contest) {
        boolean replaced = contest.fresh().scores() > contest.old().scores();
        if (replaced) {
            Hash winner = entryOf(contest.challenge());
            for (Hash target : contest.targets()) claimOf(target).ifPresent(id -> supersede(id, winner));
        } else {
            Hash winner = contest.targets().stream()
                    .filter(this::stands)
                    .findFirst()
                    .orElse(contest.targets().getFirst());
            contest.challenger().ifPresent(id -> supersede(id, entryOf(winner)));
        }
        close(contest, replaced ? Contest.Outcome.REPLACED : Contest.Outcome.KEPT);
    }

    private void supersede(Hash claimId, Hash by) {
        lines.computeIfPresent(claimId, (id, line) -> line.held() ? line.now(line.entry.superseded(by)) : line);
    }

    /** A contest ends when its challenger or all that it challenges no longer stand. */
    private void endMoot() {
        for (Hash challenge : challenges.values()) {
            Contest contest = contests.get(challenge);
            if (contest == null || !contest.open()) continue;
            if (!stands(challenge) || contest.targets().stream().noneMatch(this::stands))
                close(contest, Contest.Outcome.MOOT);
        }
    }

    /** Whether the claim of a fact is held; one whose body is not here may be, until it is forgotten. */
    private boolean stands(Hash commitment) {
        Fact fact = facts.apply(commitment);
        if (fact == null) return false;
        if (fact.burial().filter(burial -> burial.height() <= buriedTo).isPresent()) return false;
        Optional<Hash> claimId = fact.claimId();
        if (claimId.isEmpty()) return true;
        Line line = lines.get(claimId.get());
        return line != null && line.held();
    }

    private void close(Contest contest, Contest.Outcome outcome) {
        contests.put(contest.challenge(), tallied(contest, contest.old(), contest.fresh(), contest.named(), outcome));
    }

    private static Contest tallied(
            Contest contest, Contest.Side old, Contest.Side fresh, SortedSet<Hash> named, Contest.Outcome outcome) {
        return new Contest(
                contest.challenge(),
                contest.salt(),
                contest.challenger(),
                contest.targets(),
                contest.openedAt(),
                contest.dueAt(),
                old,
                fresh,
                named,
                outcome);
    }

    private TreeSet<Hash> sides(Contest contest) {
        TreeSet<Hash> claims = new TreeSet<>();
        contest.challenger().ifPresent(claims::add);
        for (Hash target : contest.targets()) claimOf(target).ifPresent(claims::add);
        return claims;
    }

    /** The commitment by which the entry of a fact's claim goes. */
    private Hash entryOf(Hash commitment) {
        return claimOf(commitment)
                .map(lines::get)
                .map(line -> line.entry.commitment())
                .orElse(commitment);
    }

    private Optional<Hash> claimOf(Hash commitment) {
        return Optional.ofNullable(facts.apply(commitment)).flatMap(Fact::claimId);
    }
}
