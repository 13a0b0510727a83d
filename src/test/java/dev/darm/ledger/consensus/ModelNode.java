package dev.darm.ledger.consensus;

import dev.darm.codec.Hash;
import dev.darm.ledger.Statement;
import dev.darm.ledger.ValidatorSet;
import dev.darm.ledger.Vote;
import dev.darm.ledger.consensus.ModelMessages.Said;
import dev.darm.world.Effect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What one correct validator can do next, found by letting a real {@link ConsensusCore} do it. Before each action the core
 * is rebuilt from its records, as after a restart, and hears again what the action rests on.
 */
final class ModelNode {

    private static final Vote.Type PREVOTE = Vote.Type.PREVOTE;
    private static final Vote.Type PRECOMMIT = Vote.Type.PRECOMMIT;

    /** More than a third of four: as many of a later round carry a validator over to it. */
    private static final int SPEAKERS_AHEAD = 2;

    private final int self;
    private final ModelMessages messages;
    private final BiConsumer<String, String> violations;

    /** An action that no statements must admit. */
    static final int NO_GATE = -1;

    /**
     * An action: the messages of correct validators that it needs and what statements must admit for it, as {@link
     * ModelMessages} numbers them, and the result.
     */
    record Action(long needs, int gate, Local to) {}

    /** A decision that is possible, and the messages that it needs. */
    record Decision(long needs, int content) {}

    /** All that a validator can do next. */
    record Next(List<Action> actions, List<Decision> decisions) {}

    /** {@code violations} takes a property and how it was broken. */
    ModelNode(int self, ModelMessages messages, BiConsumer<String, String> violations) {
        this.self = self;
        this.messages = messages;
        this.violations = violations;
    }

    Next next(Local from) {
        Next next = new Next(new ArrayList<>(), new ArrayList<>());
        int round = from.round();
        for (Input.Timer timer : List.of(Input.Timer.PROPOSE, Input.Timer.PREVOTE, Input.Timer.PRECOMMIT)) {
            if (timer == Input.Timer.PRECOMMIT && round == messages.lastRound()) continue;
            act(next, from, 0, null, List.of(new Input.TimedOut<>(timer, 1, round)));
        }
        act(next, from, 0, null, nil(PREVOTE, round, ModelMessages.VALIDATORS));
        act(next, from, 0, null, nil(PRECOMMIT, round, ModelMessages.VALIDATORS));
        for (int later = round + 1; later <= messages.lastRound(); later++)
            act(next, from, 0, null, nil(PREVOTE, later, SPEAKERS_AHEAD));
        if (messages.proposer(round) == self && from.offer(round) == Local.NONE) {
            for (int value = 0; value < messages.values(); value++) {
                if (onFastPath(round)) propose(next, from, value);
                else
                    act(
                            next,
                            from,
                            0,
                            null,
                            List.of(new Input.ValueReady<>(1, round, Local.word(Local.FIRST + value))));
            }
        }
        for (int of = 0; of <= round; of++) {
            for (Said offer : messages.offers(of)) {
                if (messages.proposer(of) == self && !messages.said(self, from, offer)) continue;
                hear(next, from, offer);
            }
        }
        return next;
    }

    private boolean onFastPath(int round) {
        return messages.fast().isPresent() && round > 0;
    }

    /** On the fast path a correct proposer may offer whatever is admitted, before it votes. */
    private void propose(Next next, Local from, int value) {
        int content = Local.FIRST + value;
        if (from.prevote(from.round()) == Local.NONE)
            add(next, 0, messages.gate(from.round(), content), normal(from.withOffer(from.round(), -1, content)));
    }

    /** Votes for nil of the last {@code most} others: they do what a timer does, so they too may come at any moment. */
    private List<Input<String>> nil(Vote.Type type, int round, int most) {
        List<Input<String>> votes = new ArrayList<>();
        for (int voter = ModelMessages.VALIDATORS - 1; voter >= 0 && votes.size() < most; voter--)
            if (voter != self) votes.add(messages.vote(voter, type, round, Local.NIL));
        return votes;
    }

    /**
     * Every action that an offer and votes of one type and round for its value lead to; no rule looks at more. Byzantine
     * votes are always among them, of the correct validators' every subset, each twice. An offer that is acted on at once needs no votes.
     */
    private void hear(Next next, Local from, Said offer) {
        if (offer.round() == from.round()) {
            if (act(next, from, messages.bits(offer), offer, offered(offer))) return;
            if (offer.validRound() >= 0) hear(next, from, offer, PREVOTE, offer.validRound());
            hear(next, from, offer, PREVOTE, offer.round());
        }
        if (messages.fast().isPresent() && offer.round() < from.round())
            hear(next, from, offer, PREVOTE, offer.round());
        hear(next, from, offer, PRECOMMIT, offer.round());
    }

    /** On the fast path with everybody's endorsement: who can prevote by some can endorse itself by the same statements. */
    private List<Input<String>> offered(Said offer) {
        List<Input<String>> heard = new ArrayList<>(List.of(messages.offer(offer)));
        for (int voter = 0; voter < ModelMessages.VALIDATORS && onFastPath(offer.round()); voter++)
            if (voter != self) heard.add(messages.vote(voter, Vote.Type.ENDORSE, offer.round(), offer.content()));
        return heard;
    }

    private void hear(Next next, Local from, Said offer, Vote.Type type, int round) {
        for (int voters = 0; voters < 1 << messages.correct(); voters++) {
            if ((voters & 1 << self) != 0 || voters != 0 && !messages.real(offer.content())) continue;
            long needs = messages.bits(offer);
            List<Input<String>> heard = new ArrayList<>();
            for (int voter = 0; voter < messages.validators().size(); voter++) {
                boolean correct = voter < messages.correct();
                if (correct && (voters & 1 << voter) == 0) continue;
                if (correct) needs |= messages.voteBit(voter, type, round, offer.content());
                Input<String> vote = messages.vote(voter, type, round, offer.content());
                heard.add(vote);
                if (!correct) heard.add(messages.vote(voter, type, round, Local.NIL));
                heard.add(vote);
            }
            heard.add(messages.offer(offer));
            act(next, from, needs, offer, heard);
        }
    }

    /** Does one action; says whether it changed anything. */
    private boolean act(Next next, Local from, long needs, @Nullable Said offer, List<Input<String>> inputs) {
        List<Effect<ConsensusRecord<String>, Input<String>, Output<String>>> effects = new ArrayList<>();
        ConsensusCore<String> core = wake(from, effects);
        for (Input<String> input : inputs) effects.addAll(core.on(input, Instant.EPOCH));
        Local to = after(from, offer, effects, core);
        for (var effect : effects) {
            if (effect
                    instanceof
                    Effect.Publish<ConsensusRecord<String>, Input<String>, Output<String>>(
                            Output.Decided<String> decided)) {
                decided(next, needs, messages.content(Optional.of(Hash.of(decided.value()))));
                return true;
            }
        }
        if (messages.fast().isEmpty()) remembers(to, core);
        Local normal = normal(to);
        if (normal.equals(from)) return false;
        add(next, needs, offer == null ? NO_GATE : gate(from, to, offer), normal);
        return true;
    }

    /** A prevote for a value that is offered after round 0 needs statements that admit the value. */
    private int gate(Local from, Local to, Said offer) {
        boolean prevoted = from.prevote(offer.round()) == Local.NONE && to.prevote(offer.round()) == offer.content();
        return onFastPath(offer.round()) && prevoted ? messages.gate(offer.round(), offer.content()) : NO_GATE;
    }

    /** What {@code from} becomes by {@code effects}, which the hearing of {@code offer} or of no offer had on its core. */
    Local after(
            Local from,
            @Nullable Said offer,
            List<Effect<ConsensusRecord<String>, Input<String>, Output<String>>> effects,
            ConsensusCore<String> core) {
        Local to = from;
        for (var effect : effects) {
            if (effect instanceof Effect.Persist<ConsensusRecord<String>, Input<String>, Output<String>>(var record))
                to = recorded(to, record, from, offer);
            if (effect
                    instanceof Effect.Send<ConsensusRecord<String>, Input<String>, Output<String>>(var party, var said))
                sent(to, from, said);
        }
        return to.withRound(core.round());
    }

    /** What the core is bound to is what its records say, so that a restart in between changes nothing. */
    private void remembers(Local to, ConsensusCore<String> core) {
        Local.Pinned valid = to.valid().content() == Local.NONE ? to.locked() : to.valid();
        if (!pinned(core.locked()).equals(to.locked()) || !pinned(core.valid()).equals(valid))
            violations.accept(
                    "records",
                    "locked %s, valid %s, recorded %s".formatted(pinned(core.locked()), pinned(core.valid()), to));
    }

    private Local.Pinned pinned(Optional<ConsensusCore.Pin<String>> pin) {
        return pin.map(one -> new Local.Pinned(messages.content(Optional.of(one.id())), one.round()))
                .orElse(new Local.Pinned(Local.NONE, 0));
    }

    private void decided(Next next, long needs, int content) {
        if (content == Local.NONE) violations.accept("validity", "a decision for what is not valid");
        if (next.decisions.stream().anyMatch(one -> one.content == content && (one.needs & ~needs) == 0)) return;
        next.decisions.removeIf(one -> one.content == content && (needs & ~one.needs) == 0);
        next.decisions.add(new Decision(needs, content));
    }

    private static void add(Next next, long needs, int gate, Local to) {
        if (next.actions.stream().anyMatch(one -> one.to.equals(to) && one.gate == gate && (one.needs & ~needs) == 0))
            return;
        next.actions.removeIf(one -> one.to.equals(to) && one.gate == gate && (needs & ~one.needs) == 0);
        next.actions.add(new Action(needs, gate, to));
    }

    private Local recorded(Local to, ConsensusRecord<String> record, Local from, @Nullable Said offer) {
        return switch (record) {
            case ConsensusRecord.ValueKept<String> kept -> to;
            case ConsensusRecord.RoundLeft<String> left -> to;
            case ConsensusRecord.ClaimKept<String> kept -> to;
            case ConsensusRecord.StatementSigned<String>(Statement statement) -> {
                states(to, statement);
                yield to;
            }
            case ConsensusRecord.OfferSigned<String> signed -> {
                if (to.offer(signed.round()) != Local.NONE || signed.round() < from.round())
                    violations.accept("one offer", from + " and then " + signed);
                yield to.withOffer(signed.round(), signed.validRound(), messages.content(Optional.of(signed.id())));
            }
            case ConsensusRecord.VoteSigned<String>(Vote vote) when vote.type() == Vote.Type.ENDORSE -> to;
            case ConsensusRecord.VoteSigned<String>(Vote vote) -> {
                int content = messages.content(vote.block());
                boolean prevote = vote.type() == PREVOTE;
                int before = prevote ? to.prevote(vote.round()) : to.precommit(vote.round());
                if (before != Local.NONE || vote.round() < from.round())
                    violations.accept("one vote", from + " and then " + vote.type() + " " + Local.word(content));
                if (content == Local.NONE) violations.accept("validity", from + " votes for what is not valid");
                if (messages.fast().isEmpty()
                        && prevote
                        && content >= Local.FIRST
                        && breaksLock(from, content, validRound(to, vote.round(), offer)))
                    violations.accept("lock", from + " and then prevotes " + Local.word(content));
                yield prevote ? to.withPrevote(vote.round(), content) : to.withPrecommit(vote.round(), content);
            }
            case ConsensusRecord.PolkaSeen<String> seen -> {
                int content = messages.content(Optional.of(seen.id()));
                Local valid = to.withValid(content, seen.round());
                yield seen.locked() ? valid.withLocked(content, seen.round()) : valid;
            }
        };
    }

    /** What is stated is what was voted for last. */
    private void states(Local local, Statement statement) {
        if (!claimed(statement.prevoted()).equals(last(statement.round(), local::prevote))
                || !claimed(statement.precommitted()).equals(last(statement.round(), local::precommit)))
            violations.accept("statement", local + " and then " + statement);
    }

    private Local.Pinned claimed(Optional<Statement.Claim> claim) {
        return claim.map(one -> new Local.Pinned(messages.content(Optional.of(one.block())), one.round()))
                .orElse(new Local.Pinned(Local.NONE, 0));
    }

    private static Local.Pinned last(int before, IntUnaryOperator said) {
        for (int round = before - 1; round >= 0; round--)
            if (said.applyAsInt(round) >= Local.FIRST) return new Local.Pinned(said.applyAsInt(round), round);
        return new Local.Pinned(Local.NONE, 0);
    }

    /** Where the offer that a prevote answers points to, which may be the voter's own; −1 for a fresh one or none. */
    private int validRound(Local to, int round, @Nullable Said offer) {
        if (messages.proposer(round) == self) return to.offerValidRound(round);
        return offer == null ? -1 : offer.validRound();
    }

    /** A locked validator prevotes another value only on an offer that points to a polka no earlier than the lock. */
    private static boolean breaksLock(Local from, int content, int validRound) {
        Local.Pinned locked = from.locked();
        return locked.content() != Local.NONE && locked.content() != content && validRound < locked.round();
    }

    /** What is sent was recorded before. */
    private void sent(Local recorded, Local from, Output<String> message) {
        if (!(message instanceof Output.Voted<String>(Vote vote)) || vote.round() < from.round()) return;
        if (vote.type() == Vote.Type.ENDORSE) return;
        int said = vote.type() == PREVOTE ? recorded.prevote(vote.round()) : recorded.precommit(vote.round());
        if (said != messages.content(vote.block())) violations.accept("record before send", from + " sends " + vote);
    }

    /**
     * Leaves out what cannot matter any more. In past rounds nil and nothing are one. A valid value matters to who is yet to
     * propose, a lock to who is yet to prevote. A precommit for nil keeps its voter from precommitting something and gives it
     * nothing but a later valid value, so who does not propose any more does as well without.
     */
    Local normal(Local local) {
        int round = local.round();
        Local normal = local;
        for (int past = 0; past < round; past++) {
            if (local.prevote(past) == Local.NIL) normal = normal.withPrevote(past, Local.NONE);
            if (local.precommit(past) == Local.NIL) normal = normal.withPrecommit(past, Local.NONE);
        }
        if (!messages.proposesAfter(self, round)) {
            normal = normal.withValid(Local.NONE, 0);
            if (local.precommit(round) == Local.NIL) normal = normal.withPrecommit(round, Local.NONE);
        }
        if (messages.fast().isPresent())
            normal = normal.withLocked(Local.NONE, 0).withValid(Local.NONE, 0);
        if (round == messages.lastRound() && local.prevote(round) != Local.NONE)
            normal = normal.withLocked(Local.NONE, 0);
        return normal;
    }

    /** A core that has recorded what {@code local} says, in its round. */
    private ConsensusCore<String> wake(
            Local local, List<Effect<ConsensusRecord<String>, Input<String>, Output<String>>> effects) {
        ConsensusCore<String> core = messages.core(self);
        records(local).forEach(core::recall);
        effects.addAll(core.on(new Input.Begin<>(1), Instant.EPOCH));
        while (core.round() < local.round())
            effects.addAll(core.on(new Input.TimedOut<>(Input.Timer.PRECOMMIT, 1, core.round()), Instant.EPOCH));
        return core;
    }

    private List<ConsensusRecord<String>> records(Local local) {
        List<ConsensusRecord<String>> records = new ArrayList<>();
        for (int value = 0; value < messages.values(); value++)
            records.add(new ConsensusRecord.ValueKept<>(1, Local.word(Local.FIRST + value)));
        for (int round = 0; round <= local.round(); round++) {
            boolean past = round < local.round();
            if (local.offer(round) != Local.NONE)
                records.add(new ConsensusRecord.OfferSigned<>(
                        1,
                        round,
                        local.offerValidRound(round),
                        messages.id(local.offer(round)).orElseThrow(),
                        messages.key(self),
                        Words.BLANK,
                        messages.because(round)));
            vote(records, PREVOTE, round, local.prevote(round), past);
            vote(records, PRECOMMIT, round, local.precommit(round), past);
        }
        if (messages.fast().isPresent()) {
            Local.Pinned prevoted = last(local.round() + 1, local::prevote);
            if (prevoted.content() != Local.NONE)
                records.add(new ConsensusRecord.ClaimKept<>(
                        1, messages.claim(Vote.Type.ENDORSE, prevoted.round(), prevoted.content())));
            polka(records, last(local.round() + 1, local::precommit), true);
        }
        polka(records, local.locked(), true);
        polka(records, local.valid(), false);
        return records;
    }

    private void vote(List<ConsensusRecord<String>> records, Vote.Type type, int round, int content, boolean past) {
        if (content == Local.NONE && !past) return;
        records.add(new ConsensusRecord.VoteSigned<>(
                messages.signed(self, type, round, content == Local.NONE ? Local.NIL : content)));
    }

    private void polka(List<ConsensusRecord<String>> records, Local.Pinned pinned, boolean locked) {
        if (pinned.content() == Local.NONE) return;
        List<Vote> polka = new ArrayList<>();
        ValidatorSet validators = messages.validators();
        // on the fast path a vote too many would decide, and whose votes a polka had is not in the state
        for (int voter = 0; voter < validators.size() && messages.fast().isEmpty(); voter++)
            polka.add(messages.signed(voter, PREVOTE, pinned.round(), pinned.content()));
        records.add(new ConsensusRecord.PolkaSeen<>(
                1, pinned.round(), messages.id(pinned.content()).orElseThrow(), locked, polka));
    }
}
