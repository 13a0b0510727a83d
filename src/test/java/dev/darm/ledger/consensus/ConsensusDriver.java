package dev.darm.ledger.consensus;

import dev.darm.codec.Hash;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.ValidatorSet;
import dev.darm.ledger.Vote;
import dev.darm.world.Effect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Validators in virtual time over modelled links that lose, double, delay and so reorder messages; they crash and come
 * back from what they recorded. One seed gives one run.
 *
 * <p>At every step it checks of each honest validator what must hold: it decides what all others decide; whatever it says
 * was recorded before; and it never says two different things in one height, round and type, over all its restarts. A run
 * in which one of these fails ends with {@link Violation}.
 */
final class ConsensusDriver {

    /** What must never happen with at most a third of the power Byzantine. */
    static final class Violation extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Violation(String message) {
            super(message);
        }
    }

    /** How links treat messages: probabilities 0 to 1, delays in milliseconds. */
    record Links(double loss, double doubling, long delayMsMin, long delayMsMax) {
        static final Links GOOD = new Links(0, 0, 20);

        Links(double loss, double doubling, long delayMsMax) {
            this(loss, doubling, 1, delayMsMax);
        }

        /** Every message arrives after {@code ms}. */
        static Links exactly(long ms) {
            return new Links(0, 0, ms, ms);
        }
    }

    /** What becomes of one message from one machine to another: how many milliseconds it is late, or {@link #LOST}. */
    interface Weather {
        long LOST = -1;

        long delay(Machine from, Machine to, Output<String> message);
    }

    /** What a Byzantine machine does in place of sending what its core says, and with what it hears. */
    interface Liar {
        default void say(Machine self, Output<String> truth) {}

        /** Whether its core is to hear it too. */
        default boolean hears(Machine self, Output<String> heard) {
            return true;
        }
    }

    /** A validator, its disk, and what it has decided. Two of them may share a key: twins. */
    final class Machine {
        final String name;
        final PublicKey key;
        final boolean honest;
        final List<ConsensusRecord<String>> disk = new ArrayList<>();
        final TreeMap<Long, String> decided = new TreeMap<>();
        private final TreeMap<String, Long> timers = new TreeMap<>();
        ConsensusCore<String> core;
        boolean up = true;
        int life;

        /** How fast its timers run: at 0.5 they take twice as long. */
        double clockRate = 1;

        /** Where it crashes next, and after how long it comes back; without either it goes on. */
        @Nullable
        CrashPoint crashAt;

        long downMs = 100;

        /** Speaks and listens in its place, when it is not honest. */
        @Nullable
        Liar liar;

        private Machine(String name, PublicKey key, boolean honest) {
            this.name = name;
            this.key = key;
            this.honest = honest;
            this.core = Words.core(validators, proposers, key, fast);
        }

        void crash() {
            up = false;
            life++;
            timers.clear();
        }

        void restart() {
            up = true;
            core = Words.core(validators, proposers, key, fast);
            disk.forEach(core::recall);
            if (!decided.isEmpty()) hear(new Input.Settled<>(decided.lastKey()));
            beginNext();
            if (honest) conduct.resumed(this);
            resumed.accept(this);
        }

        private void crashForAWhile() {
            crashAt = null;
            crash();
            crashes++;
            after(downMs, () -> {
                if (!up) restart();
            });
        }

        void beginNext() {
            long next = decided.isEmpty() ? 1 : decided.lastKey() + 1;
            if (next <= heights) hear(new Input.Begin<>(next));
        }

        void hear(Input<String> input) {
            if (up) perform(core.on(input, Instant.ofEpochMilli(agenda.now())));
        }

        private void perform(List<Effect<ConsensusRecord<String>, Input<String>, Output<String>>> effects) {
            CrashPoint point = crashAt;
            if (point == null || !point.liesIn(effects, disk.size())) {
                for (var effect : effects) if (up) perform(effect);
                return;
            }
            int before = disk.size();
            disk.addAll(point.kept(effects, before));
            for (var effect : point.done(effects, before)) perform(effect);
            point.halfSent(effects, before).ifPresent(message -> {
                if (honest) conduct.says(this, message);
                send(this, another(), message);
            });
            crashForAWhile();
        }

        private Machine another() {
            return machines.get(machines.get(0) == this ? 1 : 0);
        }

        private void perform(Effect<ConsensusRecord<String>, Input<String>, Output<String>> effect) {
            switch (effect) {
                case Effect.Persist<ConsensusRecord<String>, Input<String>, Output<String>>(var record) ->
                    disk.add(record);
                case Effect.Send<ConsensusRecord<String>, Input<String>, Output<String>>(var to, var message) ->
                    say(this, message);
                case Effect.Publish<ConsensusRecord<String>, Input<String>, Output<String>>(var news) -> learn(news);
                case Effect.Schedule<ConsensusRecord<String>, Input<String>, Output<String>> timer -> {
                    long ticket = ++tickets;
                    int thisLife = life;
                    timers.put(timer.key(), ticket);
                    after((long) (timer.delay().toMillis() / clockRate), () -> {
                        if (life == thisLife && Long.valueOf(ticket).equals(timers.get(timer.key())))
                            hear(timer.message());
                    });
                }
                case Effect.Cancel<ConsensusRecord<String>, Input<String>, Output<String>>(var key) ->
                    timers.remove(key);
            }
        }

        private void accuse(PublicKey key) {
            if (honest) accused.add(key);
        }

        private void learn(Output<String> news) {
            switch (news) {
                case Output.NeedValue<String>(var height, var round) -> {
                    String value = "of " + name + (life == 0 ? "" : "'" + life) + " at " + height + "." + round;
                    after(1, () -> hear(new Input.ValueReady<>(height, round, value)));
                }
                case Output.Decided<String> decision -> {
                    decide(this, decision.height(), decision.value());
                    lastRound = Math.max(lastRound, decision.round());
                    after(0, this::beginNext);
                }
                case Output.Equivocated<String>(var first, var second) -> accuse(first.validator());
                case Output.EquivocatedOffer<String>(var first, var second) -> accuse(first.validator());
                case Output.Offered<String> offered -> {}
                case Output.Voted<String> voted -> {}
                case Output.Certified<String> certified -> {}
                case Output.Stated<String> stated -> {}
            }
        }
    }

    final ValidatorSet validators;
    final List<Machine> machines = new ArrayList<>();
    /** Whom honest machines caught. */
    final List<PublicKey> accused = new ArrayList<>();

    final Random random;
    Links links = Links.GOOD;

    /** Whether a message from one machine to another gets through at all. */
    BiPredicate<Machine, Machine> connected = (from, to) -> true;

    Weather weather = (from, to, message) -> 0;

    final Proposers proposers;
    final Optional<FastPath> fast;
    private final long heights;
    private final Agenda agenda = new Agenda();
    /** Told of each machine that came back. */
    Consumer<Machine> resumed = machine -> {};

    private final Conduct conduct;
    private long tickets;
    long messages;

    /** The latest round that decided a height. */
    int lastRound;

    /** Planned crashes that have happened. */
    int crashes;

    ConsensusDriver(long seed, int n, long heights) {
        this(seed, n, heights, false);
    }

    ConsensusDriver(long seed, int n, long heights, boolean fastPath) {
        this.random = new Random(seed);
        this.validators = Words.validators(n);
        this.proposers = ProposerRotation.of(validators);
        this.heights = heights;
        this.fast = fastPath ? Optional.of(FastPath.of(validators, proposers)) : Optional.empty();
        this.conduct = new Conduct(validators, fastPath);
    }

    Machine honest(int i) {
        return add("v" + i, i, true);
    }

    /** Runs the honest core, but is not held to be honest: for twins, which share a key. */
    Machine twin(int i, String suffix) {
        return add("v" + i + suffix, i, false);
    }

    private Machine add(String name, int i, boolean honest) {
        Machine machine = new Machine(name, Words.key(i), honest);
        machines.add(machine);
        return machine;
    }

    /** Lies, whatever its core says. */
    Machine liar(int i, String suffix, Liar liar) {
        Machine machine = add("v" + i + suffix, i, false);
        machine.liar = liar;
        return machine;
    }

    void start() {
        machines.forEach(Machine::beginNext);
    }

    /** Runs until {@code untilMs} or until every honest machine has decided every height; says whether they have. */
    boolean run(long untilMs) {
        return agenda.run(untilMs, this::done);
    }

    boolean done() {
        return machines.stream().filter(m -> m.honest).allMatch(m -> m.decided.size() == heights);
    }

    long now() {
        return agenda.now();
    }

    SortedMap<Long, String> agreed() {
        return conduct.agreed;
    }

    void after(long ms, Runnable action) {
        agenda.after(ms, action);
    }

    /** Sends a message over the links, from a machine that may not be telling the truth. */
    void send(Machine from, Machine to, Output<String> message) {
        messages++;
        if (!from.honest) conduct.sent(message);
        long late = connected.test(from, to) ? weather.delay(from, to, message) : Weather.LOST;
        if (late == Weather.LOST || random.nextDouble() < links.loss) return;
        int copies = random.nextDouble() < links.doubling ? 2 : 1;
        for (int i = 0; i < copies; i++) after(late + delay(), () -> deliver(from, to, message));
    }

    private long delay() {
        return links.delayMsMin + random.nextLong(links.delayMsMax - links.delayMsMin + 1);
    }

    private void say(Machine from, Output<String> message) {
        if (from.honest) conduct.says(from, message);
        if (from.liar != null) {
            from.liar.say(from, message);
            return;
        }
        for (Machine to : machines) {
            boolean meant = !(message instanceof Output.Stated<String> stated)
                    || stated.proposer().equals(to.key);
            if (to != from && meant) send(from, to, message);
        }
    }

    private void deliver(Machine from, Machine to, Output<String> message) {
        if (!to.up || (to.liar != null && !to.liar.hears(to, message))) return;
        long height = heightOf(message);
        if (!to.decided.isEmpty() && height <= to.decided.lastKey()) {
            SortedMap<Long, String> known = new TreeMap<>(to.decided.tailMap(height));
            if (to.honest && connected.test(to, from)) after(delay(), () -> catchUp(from, known));
            return;
        }
        to.hear(
                switch (message) {
                    case Output.Offered<String>(var offer) -> new Input.OfferHeard<>(offer);
                    case Output.Voted<String>(var vote) -> new Input.VoteHeard<>(vote);
                    case Output.Certified<String>(var votes) -> new Input.CertificateHeard<>(votes);
                    case Output.Stated<String> stated ->
                        new Input.StatementHeard<>(stated.statement(), stated.values());
                    default -> throw new AssertionError("nobody sends " + message);
                });
    }

    private void catchUp(Machine machine, SortedMap<Long, String> known) {
        if (!machine.up) return;
        known.forEach((height, value) -> {
            long next = machine.decided.isEmpty() ? 1 : machine.decided.lastKey() + 1;
            if (height != next) return;
            decide(machine, height, value);
            machine.hear(new Input.Settled<>(height));
        });
        machine.beginNext();
    }

    private void decide(Machine machine, long height, String value) {
        machine.decided.put(height, value);
        if (machine.honest) conduct.decides(machine, height, value);
    }

    static long heightOf(Output<String> message) {
        return switch (message) {
            case Output.Offered<String>(var offer) -> offer.height();
            case Output.Voted<String>(var vote) -> vote.height();
            case Output.Certified<String>(var votes) ->
                votes.isEmpty() ? 0 : votes.getFirst().height();
            case Output.Stated<String> stated -> stated.statement().height();
            default -> throw new AssertionError("nobody sends " + message);
        };
    }

    /** A vote signed by a machine's key, whatever it says elsewhere. */
    static Output<String> lie(Machine self, Vote.Type type, long height, int round, Optional<Hash> id) {
        return new Output.Voted<>(Words.vote(type, height, round, id, self.key));
    }
}
