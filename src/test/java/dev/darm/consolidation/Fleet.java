package dev.darm.consolidation;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Hash;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.ValidatorSet;
import dev.darm.memory.Claim;
import dev.darm.memory.LongTermEntry;
import dev.darm.memory.SourceRef;
import dev.darm.memory.Triple;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Heads in one heap under a seeded clock and network: their cores are the real ones, the chain is a list that takes what
 * the real rules let through, and a crash leaves what was persisted, as bytes.
 */
final class Fleet {

    static final String CHAIN = "test-chain";
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    static final ConsolidationSettings SETTINGS = new ConsolidationSettings(
            6700,
            1,
            1000,
            10,
            Duration.ofDays(7),
            6000,
            3500,
            Duration.ZERO,
            Duration.ofSeconds(1),
            8,
            4,
            Duration.ofSeconds(5),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            16,
            Duration.ofSeconds(2),
            100,
            new StatisticsSettings(new Growth(5_000, 200), Duration.ofSeconds(20)));

    final List<Head> heads = new ArrayList<>();
    ValidatorSet electorate;
    final List<ConsolidationRecord> chain = new ArrayList<>();
    final Random random;
    double loss;

    /** What the documents of this fleet say; every honest head finds just this. */
    final Set<Claim> written = new LinkedHashSet<>();

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Set<Hash> submitted = new TreeSet<>();
    private Instant now = START;
    private long nextEvent;
    private boolean elected;

    private record Event(Instant at, long number, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    Fleet(int size, int liars, long seed) {
        random = new Random(seed);
        List<SigningKey> keys = new ArrayList<>();
        List<ValidatorSet.Member> members = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            keys.add(Samples.key(i + 1));
            members.add(new ValidatorSet.Member("n" + i, keys.get(i).publicKey(), 1));
        }
        electorate = new ValidatorSet(members);
        for (int i = 0; i < size; i++) heads.add(new Head("n" + i, keys.get(i), i < liars));
        heads.forEach(Head::start);
    }

    static Claim fact(String subject, int value) {
        return Claim.of(new Triple(subject, "is", Integer.toString(value)));
    }

    /** Two facts with one subject and different values. */
    static boolean contradict(Claim one, Claim other) {
        Triple first = one.triple().orElseThrow();
        Triple second = other.triple().orElseThrow();
        return first.subject().equals(second.subject()) && !first.object().equals(second.object());
    }

    static ClaimBody body(Claim claim) {
        return new ClaimBody(
                claim, List.of(new SourceRef("doc:" + claim.text(), 1, Hash.of("passage " + claim.text()))), "Facts");
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

    private void in(Duration delay, Runnable what) {
        events.add(new Event(now.plus(delay), nextEvent++, what));
    }

    private Duration hop() {
        return Duration.ofMillis(1 + random.nextInt(60));
    }

    /** A block makes {@code next} the heads; each hears of it a moment later. */
    void elect(ValidatorSet next) {
        electorate = next;
        elected = true;
        for (Head head : heads) in(hop(), () -> head.on(new Input.HeadsAre(next)));
    }

    private void commit(ConsolidationRecord record) {
        if (!new ConsolidationRules(CHAIN, SETTINGS.tau(), SETTINGS.minIndependent())
                .refuse(record.payload(), electorate)
                .isEmpty()) {
            // a record that was made before its head heard of the change; its validator says no
            if (elected) return;
            throw new AssertionError("a head submitted what the rules refuse");
        }
        if (!submitted.add(record.payload().hash())) return;
        in(Duration.ofMillis(50 + random.nextInt(200)), () -> {
            chain.add(record);
            heads.forEach(head -> in(hop(), head::followChain));
        });
    }

    /** One machine: what survives a crash, and what runs. */
    final class Head {

        final String name;
        final SigningKey key;
        final boolean liar;

        /** Durable. */
        final List<byte[]> journal = new ArrayList<>();

        final Map<Hash, Disclosure> bodies = new HashMap<>();

        /** Short-term memory: derived, but kept here for simplicity; claims by standing. */
        final Map<Claim, Output.Standing> shortTerm = new LinkedHashMap<>();

        final List<ClaimBody> current = new ArrayList<>();
        boolean up;
        private int run;
        private ConsolidatorCore core;
        LongTermMemoryCore longTerm;
        private final Map<String, Integer> timers = new TreeMap<>();

        Head(String name, SigningKey key, boolean liar) {
            this.name = name;
            this.key = key;
            this.liar = liar;
            this.core = newCore();
            this.longTerm = newLongTerm();
        }

        private ConsolidatorCore newCore() {
            return new ConsolidatorCore(
                    new HeadIdentity(name, key, CHAIN),
                    electorate,
                    SETTINGS,
                    (one, other) -> !liar && contradict(one, other));
        }

        private LongTermMemoryCore newLongTerm() {
            return new LongTermMemoryCore(
                    SETTINGS.memoryRules(Samples.CONTRADICTION), SETTINGS.fetchAtOnce(), SETTINGS.fetchRetry());
        }

        void start() {
            up = true;
            run++;
            core = newCore();
            longTerm = newLongTerm();
            for (byte[] stored : journal) core.apply(Samples.readEvent(stored));
            carryOut(core.resume());
            Set<String> others = new TreeSet<>();
            for (ValidatorSet.Member member : electorate.members())
                if (!member.name().equals(name)) others.add(member.name());
            tell(new LongTermInput.PeersAre(others));
            tell(new LongTermInput.ChainIs(chain.size()));
            followChain();
            tick(run);
        }

        void crash() {
            up = false;
            run++;
            timers.clear();
        }

        private void tick(int of) {
            if (run != of || !up) return;
            on(new Input.Tick());
            in(SETTINGS.nominateEvery(), () -> tick(of));
        }

        private void followChain() {
            if (!up) return;
            while (longTerm.applied() < chain.size()) {
                ConsolidationRecord record = chain.get((int) longTerm.applied());
                List<Disclosure> here = record.nomination().items().stream()
                        .flatMap(item -> Optional.ofNullable(bodies.get(item.commitment())).stream())
                        .toList();
                tell(new LongTermInput.BlockApplied(
                        longTerm.applied() + 1, record.promotedAt(), List.of(record), here));
            }
        }

        private void on(Input input) {
            if (up) carryOut(core.on(input, now));
        }

        private void carryOut(List<Effect<ConsolidatorEvent, Input, Output>> effects) {
            int of = run;
            for (Effect<ConsolidatorEvent, Input, Output> effect : effects) {
                switch (effect) {
                    case Effect.Persist<ConsolidatorEvent, Input, Output>(ConsolidatorEvent event) -> {
                        journal.add(new ByteWriter()
                                .text(event.manifest())
                                .bytes(event.bytes())
                                .toBytes());
                        core.apply(event);
                    }
                    case Effect.Send<ConsolidatorEvent, Input, Output>(Party to, Output output) ->
                        send(((Party.Node) to).name(), output);
                    case Effect.Schedule<ConsolidatorEvent, Input, Output>(
                            String key,
                            Duration delay,
                            Input message) -> {
                        int version = timers.merge(key, 1, Integer::sum);
                        in(delay, () -> {
                            if (run == of && timers.getOrDefault(key, 0) == version) on(message);
                        });
                    }
                    case Effect.Cancel<ConsolidatorEvent, Input, Output>(String key) ->
                        timers.merge(key, 1, Integer::sum);
                    case Effect.Publish<ConsolidatorEvent, Input, Output>(Output output) -> act(output, of);
                }
            }
        }

        private void send(String to, Output output) {
            if (!to.equals(name) && random.nextDouble() < loss) return;
            Head head = heads.stream()
                    .filter(other -> other.name.equals(to))
                    .findFirst()
                    .orElseThrow();
            in(hop(), () -> {
                switch (output) {
                    case Output.Nominate(Nomination nomination, List<Disclosure> disclosures) ->
                        head.on(new Input.Nominated(nomination, disclosures));
                    case Output.Cast(Ballot ballot) -> head.on(new Input.BallotArrived(ballot));
                    default -> throw new AssertionError(output);
                }
            });
        }

        private void act(Output output, int of) {
            switch (output) {
                case Output.FindEligible(int max, List<ClaimBody> retractions) ->
                    in(hop(), () -> {
                        if (run == of) eligible(max, retractions);
                    });
                case Output.Judge(Nomination nomination, List<Disclosure> disclosures) ->
                    in(hop(), () -> {
                        if (run == of) judge(nomination, disclosures);
                    });
                case Output.Submit(ConsolidationRecord record) -> {
                    if (random.nextDouble() >= loss) commit(record);
                }
                case Output.Mark(Output.Standing standing, List<Hash> ids) ->
                    shortTerm.replaceAll((claim, was) -> ids.contains(claim.id()) ? standing : was);
                case Output.Refused refused -> {}
                default -> throw new AssertionError(output);
            }
        }

        private void eligible(int max, List<ClaimBody> retractions) {
            List<Candidate> candidates = new ArrayList<>();
            for (ClaimBody retraction : retractions)
                longTerm.find(retraction.claim().id())
                        .filter(entry -> entry.standing() != LongTermEntry.Standing.WITHDRAWN)
                        .ifPresent(entry -> candidates.add(new Candidate(
                                NominationItem.Kind.WITHDRAW, retraction, 10_000, List.of(entry.commitment()))));
            for (Map.Entry<Claim, Output.Standing> held : shortTerm.entrySet()) {
                if (held.getValue() != Output.Standing.PENDING || candidates.size() == max) continue;
                List<Hash> rivals = rivals(held.getKey());
                candidates.add(new Candidate(
                        rivals.isEmpty() || liar ? NominationItem.Kind.PROMOTE : NominationItem.Kind.CHALLENGE,
                        body(held.getKey()),
                        7000,
                        liar ? List.of() : rivals));
            }
            List<Hash> salts = candidates.stream()
                    .map(candidate -> Hash.of("salt " + random.nextLong()))
                    .toList();
            if (!candidates.isEmpty()) on(new Input.Eligible(candidates, salts));
        }

        private List<Hash> rivals(Claim claim) {
            return longTerm.list(0, Integer.MAX_VALUE).values().stream()
                    .filter(entry -> entry.standing().holds())
                    .filter(entry -> contradict(entry.claim(), claim))
                    .map(LongTermEntry::commitment)
                    .limit(NominationItem.MAX_TARGETS)
                    .toList();
        }

        private void judge(Nomination nomination, List<Disclosure> disclosures) {
            List<Finding> findings = new ArrayList<>();
            for (int i = 0; i < disclosures.size(); i++)
                findings.add(find(nomination.items().get(i), disclosures.get(i).body()));
            for (int i = 0; i < findings.size(); i++)
                if (findings.get(i) instanceof Finding.Grounded || findings.get(i) instanceof Finding.Gone)
                    bodies.put(disclosures.get(i).commitment(), disclosures.get(i));
            on(new Input.Judged(nomination.id(), Hash.ZERO, findings));
        }

        private Finding find(NominationItem item, ClaimBody body) {
            if (liar) return new Finding.Grounded(1, 0, 0, List.of());
            if (item.kind() == NominationItem.Kind.WITHDRAW)
                return written.contains(body.claim()) ? new Finding.StillSaid("doc") : new Finding.Gone();
            if (!written.contains(body.claim())) return new Finding.Ungrounded("no document says it");
            List<Claim> targets = new ArrayList<>();
            for (Hash target : item.targets()) {
                if (longTerm.find(target).isEmpty()) return new Finding.UnknownTarget();
                targets.add(longTerm.find(target).get().claim());
            }
            double conflict = rivals(body.claim()).isEmpty() ? 0 : 1;
            return new Finding.Grounded(1 - conflict, conflict, 0.1, targets);
        }

        private void tell(LongTermInput input) {
            int of = run;
            for (Effect<Void, LongTermInput, LongTermOutput> effect : longTerm.on(input)) {
                switch (effect) {
                    case Effect.Send<Void, LongTermInput, LongTermOutput>(Party to, LongTermOutput output) ->
                        fetch(((Party.Node) to).name(), (LongTermOutput.FetchBodies) output);
                    case Effect.Schedule<Void, LongTermInput, LongTermOutput>(
                            String key,
                            Duration delay,
                            LongTermInput message) ->
                        in(delay, () -> {
                            if (run == of) tell(message);
                        });
                    case Effect.Publish<Void, LongTermInput, LongTermOutput>(LongTermOutput output) -> hear(output);
                    default -> throw new AssertionError(effect);
                }
            }
        }

        private void fetch(String from, LongTermOutput.FetchBodies fetch) {
            int of = run;
            Head peer = heads.stream()
                    .filter(head -> head.name.equals(from))
                    .findFirst()
                    .orElseThrow();
            in(hop(), () -> {
                if (!peer.up || random.nextDouble() < loss) return;
                List<Disclosure> found = fetch.commitments().stream()
                        .flatMap(commitment -> Optional.ofNullable(peer.bodies.get(commitment)).stream())
                        .toList();
                in(hop(), () -> {
                    if (run == of) tell(new LongTermInput.BodiesSent(found));
                });
            });
        }

        private void hear(LongTermOutput output) {
            switch (output) {
                case LongTermOutput.Promoted(List<Hash> ids) ->
                    shortTerm.keySet().removeIf(claim -> ids.contains(claim.id()));
                case LongTermOutput.RecordSeen(Hash nomination, long height, boolean effective) ->
                    on(new Input.RecordSeen(nomination, height, effective));
                case LongTermOutput.ChainAt(long applied, boolean caughtUp) -> on(new Input.ChainAt(applied, caughtUp));
                case LongTermOutput.KeepBodies(List<Disclosure> kept) ->
                    kept.forEach(disclosure -> bodies.put(disclosure.commitment(), disclosure));
                case LongTermOutput.Quarantined(List<Hash> ids) ->
                    shortTerm.replaceAll((claim, was) -> ids.contains(claim.id()) ? Output.Standing.REJECTED : was);
                case LongTermOutput.Learned learned -> {}
                case LongTermOutput.StatisticsInEffect switched -> {}
                case LongTermOutput.StatisticsDue due -> {}
                case LongTermOutput.Erased erased -> throw new AssertionError(erased);
                case LongTermOutput.DestroyBodies destroy -> throw new AssertionError(destroy);
                case LongTermOutput.TombstoneSeen seen -> throw new AssertionError(seen);
                case LongTermOutput.FetchBodies fetch -> throw new AssertionError(fetch);
            }
        }

        void remember(Claim claim) {
            if (!longTerm.contains(claim.id())) shortTerm.put(claim, Output.Standing.PENDING);
        }

        void retract(Claim claim) {
            on(new Input.Retract(List.of(body(claim))));
        }

        List<LongTermEntry> entries() {
            return List.copyOf(longTerm.list(0, Integer.MAX_VALUE).values());
        }

        /** Goes through bytes, as a snapshot does. */
        ConsolidatorSnapshot snapshot() {
            return ByteReader.readAll(core.snapshot().bytes(), ConsolidatorSnapshot::read);
        }

        int openNominations() {
            return core.openNominations();
        }
    }
}
