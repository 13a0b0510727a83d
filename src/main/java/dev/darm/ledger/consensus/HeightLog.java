package dev.darm.ledger.consensus;

import dev.darm.codec.Hash;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.Statement;
import dev.darm.ledger.ValidatorSet;
import dev.darm.ledger.Vote;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one height: what the paper's rules look for. Also what this validator itself said in it, and the values
 * that offers and records brought.
 *
 * <p>Bounded: a round holds at most {@link #MAX_OFFERS} different offers, beyond them only one whose value has a quorum;
 * offers come from the round's proposer only, and of each proposer for {@link VoteKeeper#MAX_ROUNDS_AHEAD} later rounds. Of
 * each validator the statement for its latest round is kept.
 */
final class HeightLog<V> {

    /** Different offers kept a round; an honest proposer makes one. */
    static final int MAX_OFFERS = 3;

    final VoteKeeper votes;
    private final ValidatorSet validators;
    private final Proposers proposers;
    private final Values<V> values;
    private final long height;
    private final Optional<FastPath> fast;
    private final TreeMap<Integer, List<Offer<V>>> offers = new TreeMap<>();
    private final Map<Hash, V> kept = new HashMap<>();
    private final Map<Hash, Boolean> verdicts = new HashMap<>();
    private final TreeMap<Integer, Own<V>> own = new TreeMap<>();
    private final Set<PublicKey> accused = new HashSet<>();
    private final List<Twice<V>> twice = new ArrayList<>();
    private final TreeMap<PublicKey, Stated<V>> stated = new TreeMap<>();

    /** The precommits that led to the last round of the records that precommits led to; empty before the first. */
    List<Vote> left = List.of();

    /** Two different offers of one round. */
    record Twice<V>(Offer<V> first, Offer<V> second) {}

    /** A statement with the values that it names. */
    private record Stated<V>(Statement statement, List<V> values) {}

    /** What this validator said in a round. */
    static final class Own<V> {
        @Nullable
        Statement statement;

        @Nullable
        Offer<V> offer;

        @Nullable
        Vote endorsement;

        @Nullable
        Vote prevote;

        @Nullable
        Vote precommit;

        @Nullable
        Vote vote(Vote.Type type) {
            return switch (type) {
                case ENDORSE -> endorsement;
                case PREVOTE -> prevote;
                case PRECOMMIT -> precommit;
            };
        }

        /** Those that there are, in the order in which they are cast. */
        List<Vote> votes() {
            return Stream.of(endorsement, prevote, precommit)
                    .filter(Objects::nonNull)
                    .toList();
        }

        private void keep(Vote vote) {
            switch (vote.type()) {
                case ENDORSE -> endorsement = vote;
                case PREVOTE -> prevote = vote;
                case PRECOMMIT -> precommit = vote;
            }
        }
    }

    /** Keeps what a record says that this validator said, and the values for it. */
    void apply(ConsensusRecord<V> record) {
        switch (record) {
            case ConsensusRecord.ValueKept<V>(long at, V value) -> keep(value);
            case ConsensusRecord.OfferSigned<V> signed ->
                kept(signed.id())
                        .ifPresent(value -> own(signed.round()).offer = new Offer<>(
                                height,
                                signed.round(),
                                signed.validRound(),
                                value,
                                signed.validator(),
                                signed.signature(),
                                signed.because()));
            case ConsensusRecord.VoteSigned<V>(Vote vote) -> own(vote.round()).keep(vote);
            case ConsensusRecord.StatementSigned<V>(Statement statement) ->
                own(statement.round()).statement = statement;
            case ConsensusRecord.ClaimKept<V> kept -> {}
            case ConsensusRecord.PolkaSeen<V> seen -> {}
            case ConsensusRecord.RoundLeft<V> way -> left = way.precommits();
        }
    }

    HeightLog(long height, ValidatorSet validators, Proposers proposers, Values<V> values, Optional<FastPath> fast) {
        this.height = height;
        this.fast = fast;
        this.validators = validators;
        this.proposers = proposers;
        this.values = values;
        this.votes = new VoteKeeper(validators);
    }

    /** Takes an offer in; dropped when it is not its round's proposer's, known, or out of bounds. */
    void add(Offer<V> offer, int currentRound) {
        if (!offer.validator().equals(proposers.proposer(height, offer.round()))) return;
        if (offer.round() > currentRound && tooFarAhead(offer, currentRound)) return;
        Optional<Hash> id = Optional.of(values.id(offer.value()));
        if (fast.isPresent() && !admits(fast.get(), offer, id)) return;
        List<Offer<V>> known = offers.computeIfAbsent(offer.round(), round -> new ArrayList<>());
        boolean repeated = known.stream()
                .anyMatch(other -> other.validRound() == offer.validRound()
                        && values.id(other.value()).equals(id.get()));
        boolean wanted = known.size() < MAX_OFFERS
                || votes.hasQuorum(Vote.Type.PRECOMMIT, offer.round(), id)
                || votes.hasQuorum(Vote.Type.PREVOTE, offer.round(), id);
        if (!repeated && !known.isEmpty() && accused.add(offer.validator()))
            twice.add(new Twice<>(known.getFirst(), offer));
        if (!repeated && wanted) known.add(offer);
    }

    /** On the fast path every offer is a fresh one, and after round 0 it brings the statements that admit it. */
    private boolean admits(FastPath path, Offer<V> offer, Optional<Hash> id) {
        return offer.validRound() == -1
                && (offer.round() == 0 || path.admits(offer.because(), height, offer.round(), id));
    }

    /** Takes a statement in; dropped when it does not prove what it claims or its validator stated as late a round before. */
    void add(Statement statement, List<V> named) {
        if (fast.isEmpty() || !fast.get().proven(statement)) return;
        Stated<V> before = stated.get(statement.validator());
        if (before != null && before.statement.round() >= statement.round()) return;
        List<V> claimed = named.stream()
                .filter(value -> FastPath.claims(List.of(statement), values.id(value)))
                .toList();
        stated.put(statement.validator(), new Stated<>(statement, claimed));
    }

    /** The statements for {@code round}, in the order of the validators' keys. */
    List<Statement> statements(int round) {
        return stated.values().stream()
                .map(Stated::statement)
                .filter(statement -> statement.round() == round)
                .toList();
    }

    /** The value of the latest claim for {@code round} that may be proposed in it, if it is known. */
    Optional<V> admittedClaim(int round) {
        List<Statement> statements = statements(round);
        return FastPath.claims(statements).stream()
                .filter(claim -> admits(statements, round, Optional.of(claim.block())))
                .flatMap(claim -> known(claim.block()).stream())
                .filter(this::valid)
                .findFirst();
    }

    /** Whether a new value may be proposed in {@code round}. */
    boolean admitsNew(int round) {
        return admits(statements(round), round, Optional.empty());
    }

    private boolean admits(List<Statement> statements, int round, Optional<Hash> id) {
        return fast.isPresent() && fast.get().admits(statements, height, round, id);
    }

    /** What this validator said, as it hears it again after a restart. */
    List<Input<V>> saidByItself() {
        List<Input<V>> said = new ArrayList<>();
        for (Own<V> own : ownFrom(0)) {
            if (own.statement != null) said.add(new Input.StatementHeard<>(own.statement, named(own.statement)));
            if (own.offer != null) said.add(new Input.OfferHeard<>(own.offer));
            for (Vote vote : own.votes()) said.add(new Input.VoteHeard<>(vote));
        }
        return said;
    }

    /** The values that {@code statement} claims: the proposer of its round may not have heard of them. */
    List<V> named(Statement statement) {
        return FastPath.claims(List.of(statement)).stream()
                .map(Statement.Claim::block)
                .distinct()
                .flatMap(id -> known(id).stream())
                .toList();
    }

    /** The value {@code id}, if it was kept or came with an offer or a statement. */
    Optional<V> known(Hash id) {
        return Stream.of(
                        kept.values().stream(),
                        offers.values().stream().flatMap(List::stream).map(Offer::value),
                        stated.values().stream().flatMap(one -> one.values.stream()))
                .flatMap(known -> known)
                .filter(value -> values.id(value).equals(id))
                .findFirst();
    }

    /** The proposers noticed since this was last asked to offer two things in a round; each once. */
    List<Twice<V>> takeTwice() {
        List<Twice<V>> taken = List.copyOf(twice);
        twice.clear();
        return taken;
    }

    /** The offers of {@code round} in the order of arrival. */
    List<Offer<V>> offers(int round) {
        return offers.getOrDefault(round, List.of());
    }

    /** The rounds with offers, latest first. */
    Set<Integer> roundsWithOffers() {
        return offers.descendingMap().keySet();
    }

    /** The rounds above {@code round} in which anything was said, latest first. */
    NavigableSet<Integer> roundsAbove(int round) {
        NavigableSet<Integer> above = new TreeSet<>(Collections.reverseOrder());
        above.addAll(votes.roundsAbove(round));
        above.addAll(offers.tailMap(round, false).keySet());
        return above;
    }

    /** The power of all who said something in {@code round}. */
    long power(int round) {
        Set<PublicKey> speakers = votes.voters(round);
        for (Offer<V> offer : offers(round)) speakers.add(offer.validator());
        return validators.members().stream()
                .filter(member -> speakers.contains(member.key()))
                .mapToLong(ValidatorSet.Member::power)
                .sum();
    }

    /** {@code valid(v)} of the paper, asked once a value. */
    boolean valid(V value) {
        return verdicts.computeIfAbsent(values.id(value), id -> values.valid(height, value));
    }

    /** Remembers a value for later records; false when it was known. */
    boolean keep(V value) {
        return kept.putIfAbsent(values.id(value), value) == null;
    }

    Optional<V> kept(Hash id) {
        return Optional.ofNullable(kept.get(id));
    }

    Own<V> own(int round) {
        return own.computeIfAbsent(round, key -> new Own<>());
    }

    /** Whether this validator said something in {@code round}. */
    boolean saidIn(int round) {
        Own<V> said = own.get(round);
        return said != null
                && (said.statement != null
                        || said.offer != null
                        || !said.votes().isEmpty());
    }

    /**
     * What is recorded with the first thing said in {@code round}: the precommits that led to it, if any did. Who came by line 55
     * followed a correct one that came by precommits, or one that followed such a one.
     */
    Optional<ConsensusRecord<V>> wayTo(int round) {
        if (saidIn(round) || !votes.hasQuorumOfAny(Vote.Type.PRECOMMIT, round - 1)) return Optional.empty();
        return Optional.of(
                new ConsensusRecord.RoundLeft<>(height, round - 1, votes.votes(Vote.Type.PRECOMMIT, round - 1)));
    }

    /** What this validator said in rounds from {@code round} on, earliest first. */
    List<Own<V>> ownFrom(int round) {
        return List.copyOf(own.tailMap(round, true).values());
    }

    /** The last round in which this validator said something, or −1. */
    int lastOwnRound() {
        return own.isEmpty() ? -1 : own.lastKey();
    }

    /** Counted for each proposer, so that one that offers for a thousand later rounds leaves room for the others. */
    private boolean tooFarAhead(Offer<V> offer, int currentRound) {
        NavigableMap<Integer, List<Offer<V>>> ahead = offers.tailMap(currentRound, false);
        if (ahead.containsKey(offer.round())) return false;
        long ofProposer = ahead.values().stream()
                .filter(known -> known.getFirst().validator().equals(offer.validator()))
                .count();
        return ofProposer >= VoteKeeper.MAX_ROUNDS_AHEAD;
    }
}
