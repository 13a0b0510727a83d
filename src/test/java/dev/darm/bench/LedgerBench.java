package dev.darm.bench;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Props;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.codec.WireMessage;
import dev.darm.journal.SegmentLog;
import dev.darm.ledger.Chain;
import dev.darm.ledger.ChainRules;
import dev.darm.ledger.ChainState;
import dev.darm.ledger.ChainVerifier;
import dev.darm.ledger.CommittedBlock;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.LedgerNews;
import dev.darm.ledger.LedgerSettings;
import dev.darm.ledger.Payload;
import dev.darm.ledger.PayloadRules;
import dev.darm.ledger.PeerMessage;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.Validator;
import dev.darm.ledger.ValidatorSet;
import dev.darm.world.Disk;
import dev.darm.world.FileDisk;
import dev.darm.world.FleetWorkers;
import dev.darm.world.shell.WorldExtension;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Four validators in one JVM, each with its own files, which are synced. What one says to another is made into bytes and read
 * again, as on a wire; a message takes no other time. One client for each keeps a window of payloads on their way. Beside each case
 * the same in four processes ({@link LedgerProcesses}).
 */
final class LedgerBench {

    static final List<String> NAMES = List.of("alpha", "beta", "gamma", "delta");
    private static final int SIGNED = PublicKey.LENGTH + PublicKey.SIGNATURE_LENGTH;
    private static final int CLAIM_BYTES = 250;
    private static final int CAUGHT_UP = 500;

    private final ActorSystem<Void> system;
    private final Path folder;
    private final Genesis genesis;
    private final List<SigningKey> keys;
    private final List<ActorRef<Validator.Command>> ledgers = new ArrayList<>();
    private final List<Disk> disks = new ArrayList<>();
    private final Map<String, AtomicLong> sent = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private final Map<Hash, Long> waiting = new ConcurrentHashMap<>();
    private final List<Long> latencies = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong height = new AtomicLong();
    private final AtomicLong committed = new AtomicLong();
    private final Semaphore window;

    /**
     * What the ledgers are given to do.
     *
     * @param window payloads that are on their way at a time
     * @param block payloads that a block may hold
     * @param sort of payload, root or claim
     * @param fastPath whether the chain has it
     */
    record Load(String name, String words, int window, int block, String sort, boolean fastPath) {}

    static final List<Load> LOADS = List.of(
            new Load("one", "one payload at a time", 1, 1_024, "root", false),
            new Load("fast", "one payload at a time, on the fast path", 1, 1_024, "root", true),
            new Load("small", "roots, blocks of 1,024", 8_000, 1_024, "root", false),
            new Load("large", "roots, blocks of 8,192", 20_000, 8_192, "root", false),
            new Load("claims", "signed claims, blocks of 1,024", 4_000, 1_024, "claim", false));

    public static void main(String[] args) throws Exception {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 20;
        List<String> cases = List.of((args.length > 2 ? args[2] : "one fast small large claims").split(" "));
        try (Scratch scratch = Scratch.in(Path.of(args.length > 1 ? args[1] : "target"), "ledger-bench-")) {
            Path folder = scratch.folder();
            fsync(folder);
            for (Load load : LOADS) if (cases.contains(load.name)) both(load, folder.resolve(load.name), seconds);
            if (cases.contains("small"))
                catchUp("1,024 roots", folder.resolve("small"), folder.resolve("lagging-small"));
            if (cases.contains("claims"))
                catchUp("1,024 claims", folder.resolve("claims"), folder.resolve("lagging-claims"));
        }
    }

    /** What a payload waited, and what each of {@code blocks} took of all four. */
    static void decision(String indent, List<Double> millis, double blocks, long syncs, long bytes, long cpuNanos) {
        Report.line(
                indent + "latency of a payload, median and 99 %",
                Report.text("%.1f ms, %.1f ms", Report.quantile(millis, 0.5), Report.quantile(millis, 0.99)));
        Report.line(
                indent + "a decision, all four: fsyncs, bytes, CPU",
                Report.text("%.1f, %,.0f B, %.2f ms", syncs / blocks, bytes / blocks, cpuNanos / 1e6 / blocks));
    }

    private static void both(Load load, Path folder, int seconds) throws Exception {
        run(load, folder, seconds);
        LedgerProcesses.run(folder.resolveSibling(folder.getFileName() + "-four"), load, seconds);
    }

    /** What makes payloads of that sort, root or claim. */
    static Maker maker(String sort) {
        return sort.equals("claim") ? LedgerBench::claim : LedgerBench::root;
    }

    interface Maker {
        Payload make(Random random, SigningKey key);
    }

    static Payload root(Random random, SigningKey key) {
        byte[] root = new byte[Hash.LENGTH];
        random.nextBytes(root);
        return new Payload(Payload.CONSOLIDATION, root);
    }

    /** What is claimed, who claims it, and its signature. */
    static Payload claim(Random random, SigningKey key) {
        byte[] claim = new byte[CLAIM_BYTES - SIGNED];
        random.nextBytes(claim);
        ByteBuffer whole = ByteBuffer.allocate(CLAIM_BYTES).put(claim);
        whole.put(key.publicKey().bytes()).put(key.sign(claim));
        return new Payload(Payload.CONSOLIDATION, whole.array());
    }

    static final PayloadRules RULES = (payload, validators) -> {
        byte[] content = payload.content();
        if (content.length != CLAIM_BYTES) return Optional.empty();
        byte[] claim = Arrays.copyOf(content, CLAIM_BYTES - SIGNED);
        PublicKey stated = ByteReader.readAll(
                Arrays.copyOfRange(content, claim.length, claim.length + PublicKey.LENGTH), PublicKey::read);
        boolean holds = validators
                .find(stated)
                .filter(member -> member.key()
                        .verifies(claim, Arrays.copyOfRange(content, claim.length + PublicKey.LENGTH, content.length)))
                .isPresent();
        return holds ? Optional.empty() : Optional.of("the claim is not signed");
    };

    private LedgerBench(Path folder, Load load) throws IOException {
        Config config = ConfigFactory.parseString("akka.actor.provider = local\nakka.loglevel = WARNING\n"
                        + "darm.ledger.block.payloads = " + load.block)
                .withFallback(ConfigFactory.load());
        this.folder = folder;
        this.window = new Semaphore(load.window);
        this.system = ActorSystem.create(Behaviors.<Void>empty(), "bench", config);
        this.keys = keys();
        this.genesis = genesis(keys, load.fastPath);
        ActorRef<LedgerNews> watcher = system.systemActorOf(watch(), "watch", Props.empty());
        system.eventStream().tell(new EventStream.Subscribe<>(LedgerNews.class, watcher));
        LedgerSettings settings = LedgerSettings.of(config.getConfig("darm"));
        for (int i = 0; i < NAMES.size(); i++) ledgers.add(start(i, settings));
        connect();
    }

    static List<SigningKey> keys() {
        List<SigningKey> keys = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            byte[] secret = new byte[SigningKey.LENGTH];
            Arrays.fill(secret, (byte) (i + 1));
            keys.add(SigningKey.ofSecret(secret));
        }
        return keys;
    }

    static Genesis genesis(List<SigningKey> keys, boolean fastPath) {
        List<ValidatorSet.Member> members = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++)
            members.add(new ValidatorSet.Member(NAMES.get(i), keys.get(i).publicKey(), 1));
        return Genesis.of(
                "bench",
                Instant.parse("2026-01-01T00:00:00Z"),
                new ValidatorSet(members),
                ChainRules.SEED.withFastPath(fastPath));
    }

    private ActorRef<Validator.Command> start(int index, LedgerSettings settings) throws IOException {
        String name = NAMES.get(index);
        Disk disk = new FileDisk(folder.resolve(name));
        disks.add(disk);
        Chain chain = Chain.open(SegmentLog.open(disk, "chain", SegmentLog.Options.DEFAULT), genesis);
        Validator.Ground ground = new Validator.Ground(
                name,
                Optional.of(keys.get(index)),
                chain,
                SegmentLog.open(disk, "votes", SegmentLog.Options.DEFAULT),
                RULES);
        return system.systemActorOf(
                Validator.create(ground, settings, WorldExtension.of(system), self -> {}),
                name,
                DispatcherSelector.blocking());
    }

    /** Each ledger reaches another through an actor that makes bytes of what is said, counts, and reads them. */
    private void connect() {
        for (int from = 0; from < ledgers.size(); from++) {
            TreeMap<String, ActorRef<Validator.Command>> peers = new TreeMap<>();
            for (int to = 0; to < ledgers.size(); to++)
                peers.put(
                        NAMES.get(to),
                        to == from
                                ? ledgers.get(to)
                                : system.systemActorOf(
                                        wire(ledgers.get(to)), "wire-" + from + "-" + to, Props.empty()));
            ledgers.get(from).tell(new Validator.PeersAre(peers));
        }
    }

    private Behavior<Validator.Command> wire(ActorRef<Validator.Command> to) {
        Serialization serialization = SerializationExtension.get((ExtendedActorSystem) Adapter.toClassic(system));
        return Behaviors.receiveMessage(message -> {
            if (!(message instanceof WireMessage)) return Behaviors.same();
            if (!(message instanceof Validator.Says said)) {
                to.tell(message);
                return Behaviors.same();
            }
            var serializer = serialization.findSerializerFor(said);
            byte[] wire = serializer.toBinary(said);
            bytes.addAndGet(wire.length);
            sent.computeIfAbsent(kind(said.message()), none -> new AtomicLong()).incrementAndGet();
            to.tell((Validator.Command) serializer.fromBinary(wire));
            return Behaviors.same();
        });
    }

    /** What sort of message it is, in a word. */
    static String kind(PeerMessage message) {
        return message instanceof PeerMessage.Spoken spoken
                ? spoken.message().getClass().getSimpleName()
                : message.getClass().getSimpleName();
    }

    /** The first of the four that commits a block counts. */
    private Behavior<LedgerNews> watch() {
        return Behaviors.receiveMessage(news -> {
            if (news instanceof LedgerNews.BlockCommitted(var block) && block.height() > height.get()) {
                height.set(block.height());
                long now = System.nanoTime();
                for (Payload payload : block.block().payloads()) {
                    Long since = waiting.remove(payload.hash());
                    if (since == null) continue;
                    latencies.add(now - since);
                    window.release();
                }
                committed.addAndGet(block.block().payloads().size());
            }
            return Behaviors.same();
        });
    }

    private static void run(Load load, Path folder, int seconds) throws Exception {
        LedgerBench bench = new LedgerBench(folder, load);
        try {
            bench.measure(load.words, load.window, seconds, maker(load.sort));
        } finally {
            bench.system.terminate();
            bench.system.getWhenTerminated().toCompletableFuture().get();
        }
    }

    private void measure(String what, int payloads, int seconds, Maker maker) throws InterruptedException {
        ActorRef<Validator.SubmitReply> replies = system.systemActorOf(
                Behaviors.<Validator.SubmitReply>receiveMessage(reply -> {
                    if (reply instanceof Validator.Refused(Hash payload, String why)) throw new AssertionError(why);
                    return Behaviors.same();
                }),
                "replies",
                Props.empty());
        Random random = new Random(payloads);
        long warmed =
                System.nanoTime() + Duration.ofSeconds(Math.max(5, seconds / 2)).toNanos();
        submit(maker, random, warmed, replies);
        long start = System.nanoTime();
        long cpu = CpuTime.now();
        long blocks = height.get();
        long done = committed.get();
        long syncs = disks.stream().mapToLong(Disk::fsyncs).sum();
        long wire = bytes.get();
        sent.values().forEach(count -> count.set(0));
        int before = latencies.size();
        submit(maker, random, start + Duration.ofSeconds(seconds).toNanos(), replies);
        double elapsed = (System.nanoTime() - start) / 1e9;
        blocks = height.get() - blocks;
        done = committed.get() - done;
        List<Double> millis = new ArrayList<>();
        List<Long> all = List.copyOf(latencies);
        for (long nanos : all.subList(before, all.size())) millis.add(nanos / 1e6);
        Report.line(what, Report.text("%,.0f payloads/s, %,.1f blocks/s", done / elapsed, blocks / elapsed));
        decision(
                "  ",
                millis,
                blocks,
                disks.stream().mapToLong(Disk::fsyncs).sum() - syncs,
                bytes.get() - wire,
                CpuTime.now() - cpu);
        TreeMap<String, String> kinds = new TreeMap<>();
        for (Map.Entry<String, AtomicLong> kind : sent.entrySet())
            kinds.put(kind.getKey(), Report.text("%.1f", kind.getValue().get() / (double) blocks));
        Report.line("  messages of a decision", kinds.toString());
    }

    private void submit(Maker maker, Random random, long until, ActorRef<Validator.SubmitReply> replies)
            throws InterruptedException {
        int turn = 0;
        while (System.nanoTime() < until) {
            if (!window.tryAcquire(10, TimeUnit.MILLISECONDS)) continue;
            turn = (turn + 1) % ledgers.size();
            Payload payload = maker.make(random, keys.get(turn));
            waiting.put(payload.hash(), System.nanoTime());
            ledgers.get(turn).tell(new Validator.Submit(payload, replies));
        }
    }

    /** What a node does that lags: read the blocks that another has, verify, append and sync each. */
    private static void catchUp(String what, Path folder, Path into) throws IOException {
        Genesis genesis = genesis(keys(), false);
        FleetWorkers workers = new FleetWorkers(Runtime.getRuntime().availableProcessors());
        ChainVerifier verifier = new ChainVerifier(genesis, RULES.by(workers));
        try (workers;
                Chain full = chain(folder.resolve(NAMES.getFirst()), genesis);
                Chain lagging = chain(into, genesis)) {
            ChainState state = ChainState.of(genesis);
            long payloads = 0;
            long cpu = CpuTime.now();
            long start = System.nanoTime();
            for (long height = 1; height <= Math.min(full.height(), CAUGHT_UP); height++) {
                CommittedBlock block = full.block(height);
                Optional<String> refusal = verifier.refusal(state, block);
                if (refusal.isPresent()) throw new AssertionError(refusal.get());
                lagging.append(block);
                state = state.after(block);
                payloads += block.block().payloads().size();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            Report.line(
                    "catching up with " + what + " a block: blocks/s, payloads/s, CPU",
                    Report.text(
                            "%,.0f, %,.0f, %.2f ms",
                            lagging.height() / seconds,
                            payloads / seconds,
                            (CpuTime.now() - cpu) / 1e6 / lagging.height()));
        }
    }

    private static Chain chain(Path folder, Genesis genesis) throws IOException {
        return Chain.open(SegmentLog.open(new FileDisk(folder), "chain", SegmentLog.Options.DEFAULT), genesis);
    }

    private static void fsync(Path folder) throws IOException {
        SegmentLog log = SegmentLog.open(new FileDisk(folder.resolve("fsync")), "log", SegmentLog.Options.DEFAULT);
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            log.append(new byte[500]);
            long start = System.nanoTime();
            log.sync();
            millis.add((System.nanoTime() - start) / 1e6);
        }
        log.close();
        Report.line(
                "a sync of a log of records alone, median and 99 %",
                Report.text("%.2f ms, %.2f ms", Report.quantile(millis, 0.5), Report.quantile(millis, 0.99)));
    }
}
