package dev.darm.ledger.consensus;

import dev.darm.codec.Hash;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.Signature;
import dev.darm.ledger.Statement;
import dev.darm.ledger.Statement.Claim;
import dev.darm.ledger.ValidatorSet;
import dev.darm.ledger.Vote;
import dev.darm.world.Effect;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One validator's run of Algorithm 1 of arXiv 1807.04938, height by height. Each rule of the paper is one method, named in
 * {@link Rule}; {@link #on} takes an input in and then fires rules until none is enabled.
 *
 * <p><b>What comes out.</b> Every message that this validator signs is preceded, in the list of effects, by the {@link
 * Effect.Persist} of the record that it rests on. A record changes the state when it is emitted, in {@code apply}, so that
 * the rules that follow in the same call see it; making it durable is all that is left to do. The validator hears its own
 * messages at once, within the call: they need not be sent back to it.
 *
 * <p><b>After a restart</b>, {@link #recall} takes the records in their order; the next {@link Input.Begin} of their
 * height then resumes where the last signature left off and repeats what was said.
 *
 * <p><b>Where the paper leaves freedom</b>: the order of rules is that of {@link Rule}; of an equivocator the first vote
 * counts; messages of the next heights are kept ({@link Ahead}); a proposer whose value is still to come waits for it no
 * longer than the propose timeout. docs/decisions/0002-consensus-policy.md gives the reasons.
 *
 * <p><b>The fast path</b>, where there is one, decides by prevotes alone when enough agree. In turn nobody votes in a later
 * round but for what that round's statements admit: they take the place of the lock. docs/ledger.md has the argument.
 */
public final class ConsensusCore<V> {

    /** Rounds before the current one whose messages are repeated: who lags further is carried on by line 55. */
    private static final int REPEATED_ROUNDS = 1;

    private final PublicKey self;
    private final ValidatorSet validators;
    private final Proposers proposers;
    private final Values<V> values;
    private final Signer<V> signer;
    private final Timeouts timeouts;
    private final Optional<FastPath> fast;
    private final Ahead<V> ahead;
    private final TreeMap<Long, List<ConsensusRecord<V>>> recalled = new TreeMap<>();
    private final Deque<Input<V>> heardFromSelf = new ArrayDeque<>();
    private final Emitted<V> out = new Emitted<>();

    private long height;
    private int round = -1;
    private Step step = Step.IDLE;
    private HeightLog<V> log;
    private @Nullable Pin<V> locked;
    private @Nullable Pin<V> valid;
    private @Nullable Claim prevoted;
    private boolean awaitsPrevotes;
    private boolean awaitsPrecommits;
    private boolean awaitsValue;

    /** A value with the round of its polka: what {@code lockedValue}, {@code validValue} are in the paper. */
    public record Pin<V>(int round, Hash id, V value, List<Vote> polka) {}

    /** The paper's algorithm, without the fast path. */
    public ConsensusCore(
            ValidatorSet validators, Proposers proposers, Values<V> values, Signer<V> signer, Timeouts timeouts) {
        this(validators, proposers, values, signer, timeouts, Optional.empty());
    }

    public ConsensusCore(
            ValidatorSet validators,
            Proposers proposers,
            Values<V> values,
            Signer<V> signer,
            Timeouts timeouts,
            Optional<FastPath> fast) {
        this.fast = fast;
        this.validators = validators;
        this.proposers = proposers;
        this.values = values;
        this.signer = signer;
        this.self = signer.validator();
        this.timeouts = timeouts;
        this.ahead = new Ahead<>(validators);
        this.log = new HeightLog<>(0, validators, proposers, values, fast);
    }

    /** Takes back one of this validator's own records, in the order in which they were emitted, before the height begins. */
    public void recall(ConsensusRecord<V> record) {
        if (record.height() <= height) return;
        recalled.computeIfAbsent(record.height(), key -> new ArrayList<>()).add(record);
    }

    /**
     * Whether {@code later}, a height that has not begun, should begin although this node has nothing to propose: something
     * was recalled for it, or its first proposer or more than a third of the power spoke of it. One other validator alone
     * cannot make an idle chain turn.
     */
    public boolean knowsOf(long later) {
        return recalled.containsKey(later) || ahead.knowsOf(later);
    }

    /** Whether nothing is recalled for heights that have not begun, so that all records made so far are history. */
    public boolean recalledAll() {
        return recalled.isEmpty();
    }

    /** Takes {@code input} in and does all that it enables. */
    public List<Effect<ConsensusRecord<V>, Input<V>, Output<V>>> on(Input<V> input, Instant now) {
        absorb(input);
        do {
            while (!heardFromSelf.isEmpty()) absorb(heardFromSelf.removeFirst());
        } while (fireFirst(now));
        return takeEffects();
    }

    /** Takes {@code input} in without firing a rule: what the paper's rules for timeouts and starts do is done. */
    void absorb(Input<V> input) {
        switch (input) {
            case Input.Begin<V>(long next) -> begin(next);
            case Input.Settled<V>(long settled) -> settle(settled);
            case Input.OfferHeard<V>(Offer<V> offer) -> {
                if (offer.height() == height) log.add(offer, round);
                else if (offer.height() > height) ahead.add(offer, height, proposers);
            }
            case Input.VoteHeard<V>(Vote vote) -> {
                if (vote.height() == height) log.votes.add(vote, round);
                else if (vote.height() > height) ahead.add(vote, height);
            }
            case Input.CertificateHeard<V>(List<Vote> votes) -> {
                boolean now = votes.stream().allMatch(vote -> vote.height() == height);
                if (now && !log.votes.addCertificate(votes, round)) for (Vote vote : votes) log.votes.add(vote, round);
            }
            case Input.StatementHeard<V>(Statement statement, List<V> named) -> {
                boolean mine = proposers.proposer(height, statement.round()).equals(self);
                if (statement.height() == height && mine) log.add(statement, named);
            }
            case Input.ValueReady<V>(long at, int inRound, V value) -> {
                if (at == height && inRound == round && step == Step.PROPOSE && awaitsValue) propose(value, -1);
            }
            case Input.TimedOut<V>(Input.Timer timer, long at, int inRound) -> {
                if (at == height) timedOut(timer, inRound);
            }
        }
        for (VoteKeeper.Equivocation found : log.votes.takeEquivocations())
            out.publish(new Output.Equivocated<>(found.first(), found.second()));
        for (HeightLog.Twice<V> found : log.takeTwice())
            out.publish(new Output.EquivocatedOffer<>(found.first(), found.second()));
    }

    /** Fires {@code rule} if it is enabled, and says whether it was. */
    boolean fire(Rule rule, Instant now) {
        if (step == Step.IDLE || step == Step.DECIDED) return false;
        return switch (rule) {
            case DECIDE -> decide(Vote.Type.PRECOMMIT, validators.quorumPower());
            case DECIDE_FAST ->
                fast.isPresent() && decide(Vote.Type.PREVOTE, fast.get().power());
            case SKIP_ROUND -> skipRound();
            case PROPOSE_ADMITTED -> proposeAdmitted();
            case PREVOTE_FRESH -> prevoteFresh(now);
            case PREVOTE_REPEATED -> prevoteRepeated();
            case PREVOTE_ENDORSED -> prevoteEndorsed(now);
            case ENDORSE -> endorse(now);
            case LOCK -> lock(now);
            case PRECOMMIT_NIL -> precommitNil();
            case AWAIT_PREVOTES -> awaitPrevotes();
            case AWAIT_PRECOMMITS -> awaitPrecommits();
        };
    }

    List<Effect<ConsensusRecord<V>, Input<V>, Output<V>>> takeEffects() {
        return out.take();
    }

    /** For tests that deliver a validator's own messages themselves. */
    void forgetHeardFromSelf() {
        heardFromSelf.clear();
    }

    private boolean fireFirst(Instant now) {
        for (Rule rule : Rule.values()) {
            if (fire(rule, now)) return true;
        }
        return false;
    }

    /**
     * Lines 1–10 and 53: the variables of a new height, with what is already known of it. Whoever begins late begins in the
     * round where the others are.
     */
    private void begin(long next) {
        if (next <= height) return;
        enter(next);
        List<ConsensusRecord<V>> records = recalled.getOrDefault(next, List.of());
        recalled.headMap(next, true).clear();
        for (ConsensusRecord<V> record : records) apply(record);
        hearRecalled();
        for (Input<V> kept : ahead.take(next)) absorb(kept);
        out.schedule("repeat", timeouts.repeat(), Input.Timer.REPEAT, height, 0);
        if (log.lastOwnRound() >= 0) resume();
        else if (!skipRound()) startRound(0);
    }

    /** Counts what this validator said before a restart, and the votes that its valid value and its round rest on. */
    private void hearRecalled() {
        heardFromSelf.addAll(log.saidByItself());
        if (valid != null) log.votes.addCertificate(valid.polka(), valid.round());
        for (Vote precommit : log.left) log.votes.add(precommit, precommit.round());
    }

    private void settle(long settled) {
        if (settled < height) return;
        if (settled > height) enter(settled);
        recalled.headMap(settled, true).clear();
        ahead.take(settled);
        step = Step.DECIDED;
        out.cancelTimers();
    }

    private void enter(long next) {
        height = next;
        round = -1;
        step = Step.IDLE;
        log = new HeightLog<>(next, validators, proposers, values, fast);
        locked = null;
        valid = null;
        prevoted = null;
        awaitsValue = false;
        out.cancelTimers();
    }

    /** Goes on after a restart at the last round in which this validator signed something, and repeats itself. */
    private void resume() {
        round = log.lastOwnRound();
        HeightLog.Own<V> own = log.own(round);
        step = own.precommit != null ? Step.PRECOMMIT : own.prevote != null ? Step.PREVOTE : Step.PROPOSE;
        awaitsPrevotes = false;
        awaitsPrecommits = false;
        if (step == Step.PROPOSE)
            out.schedule("propose", timeouts.propose().in(round), Input.Timer.PROPOSE, height, round);
        repeat();
    }

    /** Lines 11–21 (StartRound). */
    private void startRound(int next) {
        round = next;
        step = Step.PROPOSE;
        awaitsPrevotes = false;
        awaitsPrecommits = false;
        awaitsValue = false;
        Pin<V> repeated = valid;
        if (onFastPath() || !proposers.proposer(height, round).equals(self)) {
            out.schedule("propose", timeouts.propose().in(round), Input.Timer.PROPOSE, height, round);
            if (onFastPath()) state();
        } else if (repeated != null) {
            if (!repeated.polka().isEmpty()) out.send(new Output.Certified<>(repeated.polka()));
            propose(repeated.value(), repeated.round());
        } else {
            awaitsValue = true;
            out.schedule("propose", timeouts.propose().in(round), Input.Timer.PROPOSE, height, round);
            out.publish(new Output.NeedValue<>(height, round));
        }
    }

    /** Whether the rules of the fast path stand in the place of lines 14–33: after round 0, where it is on. */
    private boolean onFastPath() {
        return fast.isPresent() && round > 0;
    }

    /** States to the proposer of the round what this validator voted for before. It never votes in an earlier round again. */
    private void state() {
        HeightLog.Own<V> own = log.own(round);
        if (own.statement == null) {
            log.wayTo(round).ifPresent(this::persist);
            Optional<Claim> precommitted = Optional.ofNullable(locked)
                    .map(pin -> new Claim(pin.round(), pin.id(), Optional.empty(), pin.polka()));
            persist(new ConsensusRecord.StatementSigned<>(
                    signer.statement(height, round, Optional.ofNullable(prevoted), precommitted)));
        }
        say(own.statement);
    }

    private void say(@Nullable Statement statement) {
        if (statement == null) return;
        PublicKey proposer = proposers.proposer(height, statement.round());
        if (proposer.equals(self)) heardFromSelf.add(new Input.StatementHeard<>(statement, log.named(statement)));
        else out.send(new Output.Stated<>(proposer, statement, log.named(statement)));
    }

    /**
     * Proposes what the statements for this round admit: a value that they claim, the latest first, or a new one when all
     * are ruled out. Until then it waits, no longer than the propose timeout.
     */
    private boolean proposeAdmitted() {
        boolean mine = onFastPath() && proposers.proposer(height, round).equals(self);
        if (!mine || step != Step.PROPOSE || awaitsValue || log.own(round).offer != null) return false;
        Optional<V> claimed = log.admittedClaim(round);
        if (claimed.isPresent()) {
            propose(claimed.get(), -1);
            return true;
        }
        if (!log.admitsNew(round)) return false;
        awaitsValue = true;
        out.publish(new Output.NeedValue<>(height, round));
        return true;
    }

    /** Line 19: the proposal of this validator for the round. */
    private void propose(V value, int validRound) {
        awaitsValue = false;
        Offer<V> said = log.own(round).offer;
        if (said == null) {
            log.wayTo(round).ifPresent(this::persist);
            said = signer.offer(height, round, validRound, value);
            if (onFastPath()) said = said.with(log.statements(round));
            keep(value);
            persist(new ConsensusRecord.OfferSigned<>(
                    height, round, validRound, values.id(value), self, said.signature(), said.because()));
        }
        out.send(new Output.Offered<>(said));
        heardFromSelf.add(new Input.OfferHeard<>(said));
    }

    /** Lines 22–27. */
    private boolean prevoteFresh(Instant now) {
        if (step != Step.PROPOSE || onFastPath()) return false;
        for (Offer<V> offer : log.offers(round)) {
            if (offer.validRound() != -1) continue;
            Hash id = values.id(offer.value());
            boolean accepted = (locked == null || locked.id().equals(id))
                    && log.valid(offer.value())
                    && (offer.validator().equals(self) || values.timely(offer.value(), now));
            if (accepted && fast.isPresent())
                prevote(offer, new Claim(round, id, Optional.of(offer.signature()), List.of()), now);
            else cast(Vote.Type.PREVOTE, accepted ? Optional.of(id) : Optional.empty());
            step = Step.PREVOTE;
            return true;
        }
        return false;
    }

    /** Prevotes on the fast path: later rounds turn on the value and on the proof that the vote may be cast, so both are kept. */
    private void prevote(Offer<V> offer, Claim claim, Instant now) {
        keep(offer.value());
        persist(new ConsensusRecord.ClaimKept<>(height, claim));
        cast(Vote.Type.PREVOTE, () -> signer.prevote(height, round, claim.block(), offer.value(), now));
    }

    /** Endorsed by more than a third of the power, so that by one honest validator at least. */
    private boolean prevoteEndorsed(Instant now) {
        if (!onFastPath() || step != Step.PROPOSE) return false;
        for (Offer<V> offer : log.offers(round)) {
            Hash id = values.id(offer.value());
            List<Vote> endorsements = log.votes.votesWithPower(Vote.Type.ENDORSE, round, id, validators.honestPower());
            if (endorsements.isEmpty() || !log.valid(offer.value())) continue;
            prevote(offer, new Claim(round, id, Optional.empty(), endorsements), now);
            step = Step.PREVOTE;
            return true;
        }
        return false;
    }

    /** What is heard in this round is admitted, else {@link HeightLog} drops it. A value claimed before is not fresh. */
    private boolean endorse(Instant now) {
        if (!onFastPath() || step != Step.PROPOSE || log.own(round).endorsement != null) return false;
        for (Offer<V> offer : log.offers(round)) {
            Hash id = values.id(offer.value());
            boolean fresh = !FastPath.claims(offer.because(), id);
            boolean accepted = log.valid(offer.value())
                    && (!fresh || offer.validator().equals(self) || values.timely(offer.value(), now));
            cast(accepted ? Vote.Type.ENDORSE : Vote.Type.PREVOTE, accepted ? Optional.of(id) : Optional.empty());
            if (!accepted) step = Step.PREVOTE;
            return true;
        }
        return false;
    }

    /** Lines 28–33. */
    private boolean prevoteRepeated() {
        if (step != Step.PROPOSE || fast.isPresent()) return false;
        for (Offer<V> offer : log.offers(round)) {
            Hash id = values.id(offer.value());
            boolean proven = offer.validRound() >= 0
                    && log.votes.hasQuorum(Vote.Type.PREVOTE, offer.validRound(), Optional.of(id));
            if (!proven) continue;
            boolean unlocked = locked == null
                    || locked.round() <= offer.validRound()
                    || locked.id().equals(id);
            boolean accepted = unlocked && log.valid(offer.value());
            cast(Vote.Type.PREVOTE, accepted ? Optional.of(id) : Optional.empty());
            step = Step.PREVOTE;
            return true;
        }
        return false;
    }

    /** Lines 34–35. */
    private boolean awaitPrevotes() {
        if (step != Step.PREVOTE || awaitsPrevotes || !log.votes.hasQuorumOfAny(Vote.Type.PREVOTE, round)) return false;
        awaitsPrevotes = true;
        out.schedule("prevote", timeouts.prevote().in(round), Input.Timer.PREVOTE, height, round);
        return true;
    }

    /** Lines 36–43. "For the first time" is: until the valid round is this round. */
    private boolean lock(Instant now) {
        boolean first = valid == null || valid.round() < round || step == Step.PREVOTE;
        if (step.compareTo(Step.PREVOTE) < 0 || !first) return false;
        for (Offer<V> offer : log.offers(round)) {
            Hash id = values.id(offer.value());
            if (!log.votes.hasQuorum(Vote.Type.PREVOTE, round, Optional.of(id)) || !log.valid(offer.value())) continue;
            boolean locks = step == Step.PREVOTE;
            keep(offer.value());
            persist(new ConsensusRecord.PolkaSeen<>(
                    height, round, id, locks, log.votes.votesFor(Vote.Type.PREVOTE, round, Optional.of(id))));
            if (locks) {
                cast(Vote.Type.PRECOMMIT, () -> signer.precommit(height, round, id, offer.value(), now));
                step = Step.PRECOMMIT;
            }
            return true;
        }
        return false;
    }

    /** Lines 44–46. The lock stays: only a later polka replaces it. */
    private boolean precommitNil() {
        if (step != Step.PREVOTE || !log.votes.hasQuorum(Vote.Type.PREVOTE, round, Optional.empty())) return false;
        cast(Vote.Type.PRECOMMIT, Optional.empty());
        step = Step.PRECOMMIT;
        return true;
    }

    /**
     * Lines 47–48. The round may end without a decision, so whoever saw a polka in it shows it to all while they wait: a
     * liar can have shown the vote that makes it to one validator only, and a lock that the others do not know of would
     * keep them from agreeing later. It stands for the paper's gossip of single votes, and costs nothing when all goes
     * well.
     */
    private boolean awaitPrecommits() {
        if (awaitsPrecommits || !log.votes.hasQuorumOfAny(Vote.Type.PRECOMMIT, round)) return false;
        awaitsPrecommits = true;
        if (valid != null && valid.round() == round) out.send(new Output.Certified<>(valid.polka()));
        out.schedule("precommit", timeouts.precommit().in(round), Input.Timer.PRECOMMIT, height, round);
        return true;
    }

    /**
     * Lines 49–54, but for the next height, which begins when the embedder has stored the decision; on the fast path also by
     * prevotes, two delays after the offer, when so many voted that no later round can turn to another value.
     */
    private boolean decide(Vote.Type by, long power) {
        for (int at : log.roundsWithOffers()) {
            for (Offer<V> offer : log.offers(at)) {
                List<Vote> votes = log.votes.votesWithPower(by, at, values.id(offer.value()), power);
                if (votes.isEmpty() || !log.valid(offer.value())) continue;
                step = Step.DECIDED;
                out.cancelTimers();
                out.publish(new Output.Decided<>(height, at, offer.value(), votes));
                return true;
            }
        }
        return false;
    }

    /** Lines 55–56. */
    private boolean skipRound() {
        for (int later : log.roundsAbove(round)) {
            if (log.power(later) < validators.honestPower()) continue;
            startRound(later);
            return true;
        }
        return false;
    }

    /** Lines 57–67, and the repetition of own messages for those who lost them. */
    private void timedOut(Input.Timer timer, int inRound) {
        switch (timer) {
            case PROPOSE -> {
                if (inRound != round || step != Step.PROPOSE) return;
                cast(Vote.Type.PREVOTE, Optional.empty());
                step = Step.PREVOTE;
            }
            case PREVOTE -> {
                if (inRound != round || step != Step.PREVOTE) return;
                cast(Vote.Type.PRECOMMIT, Optional.empty());
                step = Step.PRECOMMIT;
            }
            case PRECOMMIT -> {
                if (inRound == round && step != Step.IDLE && step != Step.DECIDED) startRound(round + 1);
            }
            case REPEAT -> {
                if (step == Step.IDLE || step == Step.DECIDED) return;
                repeat();
                out.schedule("repeat", timeouts.repeat(), Input.Timer.REPEAT, height, 0);
            }
        }
    }

    /**
     * Says again, byte for byte, what this validator said in the last rounds, and passes on the precommits by which it left
     * the round before: a liar can have shown its own to this validator only, and without it the others would stay there.
     */
    private void repeat() {
        if (log.votes.hasQuorumOfAny(Vote.Type.PRECOMMIT, round - 1))
            out.send(new Output.Certified<>(log.votes.votes(Vote.Type.PRECOMMIT, round - 1)));
        for (HeightLog.Own<V> own : log.ownFrom(round - REPEATED_ROUNDS)) {
            if (own.statement != null && own.statement.round() == round) say(own.statement);
            if (own.offer != null) {
                Optional<Hash> id = Optional.of(values.id(own.offer.value()));
                if (log.votes.hasQuorum(Vote.Type.PREVOTE, own.offer.validRound(), id))
                    out.send(new Output.Certified<>(log.votes.votesFor(Vote.Type.PREVOTE, own.offer.validRound(), id)));
                out.send(new Output.Offered<>(own.offer));
            }
            for (Vote vote : own.votes()) out.send(new Output.Voted<>(vote));
        }
    }

    /** Votes in the current round, once: what was signed before is said again instead of anything else. */
    private void cast(Vote.Type type, Optional<Hash> id) {
        cast(type, () -> signer.vote(type, height, round, id));
    }

    private void cast(Vote.Type type, Supplier<Vote> sign) {
        HeightLog.Own<V> own = log.own(round);
        Vote said = own.vote(type);
        if (said == null) {
            log.wayTo(round).ifPresent(this::persist);
            said = sign.get();
            persist(new ConsensusRecord.VoteSigned<>(said));
        }
        out.send(new Output.Voted<>(said));
        heardFromSelf.add(new Input.VoteHeard<>(said));
    }

    private void keep(V value) {
        if (log.kept(values.id(value)).isEmpty()) persist(new ConsensusRecord.ValueKept<>(height, value));
    }

    private void persist(ConsensusRecord<V> record) {
        out.persist(record);
        apply(record);
    }

    /** What a record changes, when it is emitted and when it is recalled. */
    private void apply(ConsensusRecord<V> record) {
        log.apply(record);
        switch (record) {
            case ConsensusRecord.ClaimKept<V>(long at, Claim claim) -> prevoted = claim;
            case ConsensusRecord.PolkaSeen<V> seen ->
                log.kept(seen.id()).ifPresent(value -> {
                    valid = new Pin<>(seen.round(), seen.id(), value, seen.polka());
                    if (seen.locked()) locked = valid;
                });
            default -> {}
        }
    }

    public long height() {
        return height;
    }

    /** −1 before the height begins. */
    public int round() {
        return round;
    }

    public Step step() {
        return step;
    }

    public Optional<Pin<V>> locked() {
        return Optional.ofNullable(locked);
    }

    public Optional<Pin<V>> valid() {
        return Optional.ofNullable(valid);
    }

    /** Whether this validator proposes now and has not been given a value. */
    public boolean awaitsValue() {
        return awaitsValue;
    }

    /** Whether an offer with this signature was heard in this height; the signature names its height and round. */
    public boolean heardOffer(int inRound, Signature signature) {
        return log.offers(inRound).stream().anyMatch(offer -> offer.signature().equals(signature));
    }

    /** The votes of the height in progress. */
    public VoteKeeper votes() {
        return log.votes;
    }
}
