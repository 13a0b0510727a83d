package dev.darm.ledger.consensus;

import dev.darm.ledger.Statement;
import dev.darm.ledger.Vote;
import dev.darm.ledger.consensus.ModelMessages.Said;
import dev.darm.world.Effect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One random run of cores that are not reduced in any way: they live on from input to input, hear single messages in any
 * order, also of later rounds, and certificates, and only those timers ring that were set.
 */
final class ModelWalk {

    private final ModelMessages messages;
    private final Random random;
    private final List<ConsensusCore<String>> cores = new ArrayList<>();
    private final List<ModelNode> nodes = new ArrayList<>();
    private final Local[] locals;
    private final List<Input<String>> pool = new ArrayList<>();
    private final List<Map<String, Input<String>>> timers = new ArrayList<>();

    ModelWalk(ModelMessages messages, long seed) {
        this.messages = messages;
        this.random = new Random(seed);
        this.locals = new Local[messages.correct()];
        Arrays.fill(locals, Local.START);
        for (int node = 0; node < messages.correct(); node++) {
            cores.add(messages.core(node));
            nodes.add(new ModelNode(node, messages, (property, how) -> {}));
            timers.add(new LinkedHashMap<>());
            hear(node, new Input.Begin<>(1));
        }
    }

    /** One step of somebody. */
    void step() {
        int node = random.nextInt(cores.size());
        int kind = random.nextInt(16);
        Input<String> input = kind == 0
                ? timer(node)
                : kind == 1
                        ? new Input.ValueReady<>(1, cores.get(node).round(), Local.word(value()))
                        : kind < 8 || pool.isEmpty() ? lie() : pool.get(random.nextInt(pool.size()));
        if (input != null) hear(node, input);
    }

    /** What the search makes of where each is now. */
    Local[] state() {
        return IntStream.range(0, locals.length)
                .mapToObj(node -> nodes.get(node).normal(locals[node]))
                .toArray(Local[]::new);
    }

    private @Nullable Input<String> timer(int node) {
        List<Input<String>> set = List.copyOf(timers.get(node).values());
        return set.isEmpty() ? null : set.get(random.nextInt(set.size()));
    }

    private int value() {
        return Local.FIRST + random.nextInt(messages.values());
    }

    /** What a Byzantine validator can say: an offer, a vote, or a certificate of its votes and those it heard. */
    private @Nullable Input<String> lie() {
        int round = random.nextInt(messages.lastRound() + 1);
        if (messages.proposer(round) >= messages.correct() && random.nextBoolean()) {
            List<Said> offers = messages.offers(round);
            Input<String> offer = messages.offer(offers.get(random.nextInt(offers.size())));
            return messages.fast().isPresent() && round > 0 ? admitted(offer, round) : offer;
        }
        if (messages.fast().isPresent() && round > 0 && random.nextInt(3) == 0)
            return new Input.StatementHeard<>(lie(messages.correct(), round), List.of("a", "b"));
        Vote.Type type = random.nextBoolean() ? Vote.Type.PREVOTE : Vote.Type.PRECOMMIT;
        if (messages.fast().isPresent() && random.nextInt(3) == 0) type = Vote.Type.ENDORSE;
        int content = random.nextInt(3) == 0 ? Local.NIL : value();
        List<Vote> certificate = new ArrayList<>();
        for (int voter = messages.correct(); voter < ModelMessages.VALIDATORS; voter++)
            certificate.add(messages.signed(voter, type, round, content));
        if (random.nextInt(3) > 0) return new Input.VoteHeard<>(certificate.get(random.nextInt(certificate.size())));
        for (Input<String> said : pool) {
            if (said instanceof Input.VoteHeard<String>(Vote vote)
                    && vote.type() == type
                    && vote.round() == round
                    && vote.block().equals(messages.id(content))) certificate.add(vote);
        }
        return new Input.CertificateHeard<>(certificate);
    }

    /** A Byzantine offer with statements of others from the pool and lies. */
    private Input<String> admitted(Input<String> offer, int round) {
        if (!(offer instanceof Input.OfferHeard<String>(Offer<String> bare))) throw new AssertionError(offer);
        List<Statement> statements = new ArrayList<>();
        for (int liar = messages.correct(); liar < ModelMessages.VALIDATORS; liar++) statements.add(lie(liar, round));
        for (Input<String> said : pool) {
            if (said instanceof Input.StatementHeard<String>(Statement statement, var values)
                    && statement.round() == round
                    && random.nextInt(4) > 0) statements.add(statement);
        }
        return new Input.OfferHeard<>(bare.with(statements));
    }

    /** A Byzantine statement with claims of votes in earlier rounds, and of proofs what the pool gives. */
    private Statement lie(int liar, int round) {
        return new Statement(
                1,
                round,
                claim(round, Vote.Type.ENDORSE),
                claim(round, Vote.Type.PREVOTE),
                messages.key(liar),
                Words.BLANK);
    }

    private Optional<Statement.Claim> claim(int before, Vote.Type proof) {
        if (random.nextInt(3) == 0) return Optional.empty();
        int round = random.nextInt(before);
        int content = value();
        if (round == 0 && proof == Vote.Type.ENDORSE) {
            boolean offered = messages.proposer(0) >= messages.correct()
                    || pool.stream()
                            .anyMatch(said -> said instanceof Input.OfferHeard<String>(var offer)
                                    && offer.round() == 0
                                    && offer.value().equals(Local.word(content)));
            return offered ? Optional.of(messages.claim(proof, 0, content)) : Optional.empty();
        }
        List<Vote> votes = new ArrayList<>();
        for (int liar = messages.correct(); liar < ModelMessages.VALIDATORS; liar++)
            votes.add(messages.signed(liar, proof, round, content));
        for (Input<String> said : pool) {
            if (said instanceof Input.VoteHeard<String>(Vote vote)
                    && vote.type() == proof
                    && vote.round() == round
                    && vote.block().equals(messages.id(content))) votes.add(vote);
        }
        return Optional.of(new Statement.Claim(round, messages.hash(content), Optional.empty(), votes));
    }

    private void hear(int node, Input<String> input) {
        ConsensusCore<String> core = cores.get(node);
        timers.get(node).values().remove(input);
        var effects = core.on(input, Instant.EPOCH);
        locals[node] = nodes.get(node).after(locals[node], null, effects, core);
        for (var effect : effects) {
            switch (effect) {
                case Effect.Schedule<ConsensusRecord<String>, Input<String>, Output<String>>(
                        var key,
                        var delay,
                        Input.TimedOut<String> timer) -> {
                    if (timer.timer() != Input.Timer.PRECOMMIT || timer.round() < messages.lastRound())
                        timers.get(node).put(key, timer);
                }
                case Effect.Cancel<ConsensusRecord<String>, Input<String>, Output<String>>(var key) ->
                    timers.get(node).remove(key);
                case Effect.Send<ConsensusRecord<String>, Input<String>, Output<String>>(var to, var message) ->
                    say(message);
                default -> {}
            }
        }
    }

    private void say(Output<String> message) {
        Input<String> heard =
                switch (message) {
                    case Output.Offered<String>(var offer) -> new Input.OfferHeard<>(offer);
                    case Output.Voted<String>(var vote) -> new Input.VoteHeard<>(vote);
                    case Output.Certified<String>(var votes) -> new Input.CertificateHeard<>(votes);
                    case Output.Stated<String> stated ->
                        new Input.StatementHeard<>(stated.statement(), stated.values());
                    default -> throw new AssertionError("nobody sends " + message);
                };
        if (!pool.contains(heard)) pool.add(heard);
    }
}
