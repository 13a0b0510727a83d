package dev.darm.consolidation;

import dev.darm.codec.ByteReader;
import dev.darm.encoding.CorpusStatistics;
import dev.darm.ledger.PayloadRules;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.ValidatorSet;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Heads that learn corpus statistics, in one heap under a seeded clock and network: the cores and rules are the real ones,
 * and the chain takes what the rules let through. A crash leaves what was persisted, as bytes.
 */
final class LearnerFleet {

    static final String CHAIN = "test-chain";
    static final long WINDOW = 10;
    static final StatisticsSettings SETTINGS = new StatisticsSettings(new Growth(5_000, 3), Duration.ofSeconds(20));
    static final Duration TICK = Duration.ofSeconds(2);

    final List<Head> heads = new ArrayList<>();
    final ValidatorSet electorate;
    final PayloadRules rules = new StatisticsRules(CHAIN, 6700);
    final Random random;
    double loss;

    /** What each block promotes: texts, or a record. */
    final List<Block> chain = new ArrayList<>();

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long nextEvent;

    record Block(List<String> promoted, List<StatisticsRecord> records, List<String> forgotten) {}

    private record Event(Instant at, long number, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    LearnerFleet(int size, int liars, long seed) {
        random = new Random(seed);
        List<ValidatorSet.Member> members = new ArrayList<>();
        for (int i = 0; i < size; i++)
            members.add(new ValidatorSet.Member("n" + i, Samples.key(i + 1).publicKey(), 1));
        electorate = new ValidatorSet(members);
        for (int i = 0; i < size; i++) heads.add(new Head("n" + i, Samples.key(i + 1), i < liars));
        heads.forEach(Head::start);
    }

    void run(Duration duration) {
        Instant end = now.plus(duration);
        while (!events.isEmpty() && !events.peek().at.isAfter(end)) {
            Event event = events.poll();
            now = event.at;
            event.what.run();
        }
        now = end;
    }

    void promote(String... texts) {
        append(new Block(List.of(texts), List.of(), List.of()));
    }

    void forget(String text) {
        append(new Block(List.of(), List.of(), List.of(text)));
    }

    private void append(Block block) {
        chain.add(block);
        heads.forEach(head -> in(hop(), head::followChain));
    }

    private void in(Duration delay, Runnable what) {
        events.add(new Event(now.plus(delay), nextEvent++, what));
    }

    private Duration hop() {
        return Duration.ofMillis(1 + random.nextInt(60));
    }

    private void commit(StatisticsRecord record) {
        rules.refuse(record.payload(), electorate).ifPresent(why -> {
            throw new AssertionError("a head submitted what the rules refuse: " + why);
        });
        boolean known = chain.stream().anyMatch(block -> block.records().contains(record));
        if (!known)
            append(new Block(
                    List.of(), List.of(ByteReader.readAll(record.bytes(), StatisticsRecord::read)), List.of()));
    }

    /** One machine: what survives a crash, and what runs. */
    final class Head {

        final String name;
        final SigningKey key;
        final boolean liar;

        /** Durable. */
        final List<byte[]> journal = new ArrayList<>();

        boolean up;
        boolean lacksBodies;
        final List<String> refusals = new ArrayList<>();
        private LearnerCore core;
        StatisticsHistory history;
        private long applied;
        private long promoted;
        private long forgotAt;
        private int run;

        /** By version, what it told to whom it told something: a witness against a head that says two things. */
        final Map<Integer, List<EditionBallot>> said = new LinkedHashMap<>();

        Head(String name, SigningKey key, boolean liar) {
            this.name = name;
            this.key = key;
            this.liar = liar;
            this.core = newCore();
            this.history = new StatisticsHistory(WINDOW, SETTINGS.growth());
        }

        private LearnerCore newCore() {
            return new LearnerCore(
                    new HeadIdentity(name, key, CHAIN), new Quorum(electorate, 6700, 1), SETTINGS.takeOver());
        }

        void start() {
            up = true;
            run++;
            core = newCore();
            history = new StatisticsHistory(WINDOW, SETTINGS.growth());
            applied = 0;
            promoted = 0;
            forgotAt = 0;
            for (byte[] stored : journal) core.apply(ByteReader.readAll(stored, EditionSigned::read));
            followChain();
            tick(run);
        }

        void crash() {
            up = false;
            run++;
        }

        private void tick(int of) {
            if (run != of || !up) return;
            on(new LearnerInput.Tick());
            in(TICK, () -> tick(of));
        }

        private void followChain() {
            if (!up) return;
            while (applied < chain.size()) {
                Block block = chain.get((int) applied);
                applied++;
                promoted += block.promoted().size();
                history.blockApplied(applied, promoted);
                if (!block.forgotten().isEmpty()) {
                    history.forgot();
                    forgotAt = applied;
                }
                block.records().forEach(history::commit);
            }
            if (history.inEffect().version() > 0)
                on(new LearnerInput.InEffect(history.inEffect().version()));
            history.due().ifPresent(due -> on(new LearnerInput.VersionDue(due)));
        }

        private void on(LearnerInput input) {
            if (!up) return;
            int of = run;
            for (Effect<EditionSigned, LearnerInput, LearnerOutput> effect : core.on(input, now)) {
                switch (effect) {
                    case Effect.Persist<EditionSigned, LearnerInput, LearnerOutput>(EditionSigned event) -> {
                        journal.add(event.bytes());
                        core.apply(event);
                    }
                    case Effect.Send<EditionSigned, LearnerInput, LearnerOutput>(Party to, LearnerOutput output) ->
                        send(((Party.Node) to).name(), output);
                    case Effect.Publish<EditionSigned, LearnerInput, LearnerOutput>(LearnerOutput output) ->
                        act(output, of);
                    default -> throw new AssertionError(effect);
                }
            }
        }

        private void send(String to, LearnerOutput output) {
            if (output instanceof LearnerOutput.Cast(EditionBallot ballot))
                said.computeIfAbsent(ballot.edition().version(), v -> new ArrayList<>())
                        .add(ballot);
            if (random.nextDouble() < loss) return;
            Head head = heads.stream()
                    .filter(other -> other.name.equals(to))
                    .findFirst()
                    .orElseThrow();
            in(hop(), () -> {
                switch (output) {
                    case LearnerOutput.Ask(Edition edition) -> head.on(new LearnerInput.Asked(name, edition));
                    case LearnerOutput.Cast(EditionBallot ballot) -> head.on(new LearnerInput.BallotArrived(ballot));
                    default -> throw new AssertionError(output);
                }
            });
        }

        private void act(LearnerOutput output, int of) {
            switch (output) {
                case LearnerOutput.Learn(Edition.Due due) ->
                    in(hop(), () -> {
                        if (run == of) on(learn(due));
                    });
                case LearnerOutput.Submit(StatisticsRecord record) -> {
                    if (random.nextDouble() >= loss) commit(record);
                }
                case LearnerOutput.Refused(String from, String why) -> refusals.add(from + ": " + why);
                default -> throw new AssertionError(output);
            }
        }

        private LearnerInput learn(Edition.Due due) {
            if (lacksBodies || due.height() < forgotAt) return new LearnerInput.NotLearned(due);
            List<String> texts = new ArrayList<>();
            for (Block block : chain.subList(0, (int) due.height())) {
                texts.addAll(block.promoted());
                texts.removeAll(block.forgotten());
            }
            if (liar) texts.add("a word that nobody promoted");
            return new LearnerInput.Learned(due, CorpusStatistics.learned(due.version(), texts));
        }

        int version() {
            return history.inEffect().version();
        }
    }
}
