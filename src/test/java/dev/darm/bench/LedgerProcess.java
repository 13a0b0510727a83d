package dev.darm.bench;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Props;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.darm.codec.Hash;
import dev.darm.journal.SegmentLog;
import dev.darm.ledger.Chain;
import dev.darm.ledger.LedgerNews;
import dev.darm.ledger.LedgerSettings;
import dev.darm.ledger.LedgerStatus;
import dev.darm.ledger.Payload;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.Validator;
import dev.darm.world.Disk;
import dev.darm.world.FileDisk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * One of four validators in a process of its own, in a cluster over the shipped transport, with a client that keeps a window of
 * payloads on their way. Says READY once it reaches the others, begins at a line of its input, says WARM once its code has had the
 * processor for long enough, is measured from the next line on, and prints what it counted.
 */
final class LedgerProcess {

    /** What four JVMs that share two processors need until most of their code is compiled, of processor and of other time. */
    private static final long WARM_CPU_NANOS = 12_000_000_000L;

    private static final long WARM_NANOS = 90_000_000_000L;

    private final ActorSystem<Void> system;
    private final ActorRef<Validator.Command> ledger;
    private final Disk disk;
    private final Map<Hash, Long> waiting = new ConcurrentHashMap<>();
    private final List<Long> latencies = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong blocks = new AtomicLong();
    private final AtomicLong committed = new AtomicLong();
    private final Semaphore window;

    /** index, port of each, folder, window, name of the load, seconds to measure. */
    public static void main(String[] args) throws Exception {
        int index = Integer.parseInt(args[0]);
        LedgerBench.Load load = LedgerBench.LOADS.stream()
                .filter(known -> known.name().equals(args[4]))
                .findFirst()
                .orElseThrow();
        LedgerProcess process =
                new LedgerProcess(index, args[1].split(","), Path.of(args[2]), Integer.parseInt(args[3]), load);
        process.awaitOthers();
        LedgerBench.Maker maker = LedgerBench.maker(load.sort());
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("READY");
        input.readLine();
        process.measure(index, maker, Long.parseLong(args[5]), Path.of(args[2]), input);
        input.readLine();
        Runtime.getRuntime().halt(0);
    }

    private LedgerProcess(int index, String[] ports, Path folder, int payloads, LedgerBench.Load load)
            throws IOException {
        String name = LedgerBench.NAMES.get(index);
        List<String> seeds = new ArrayList<>();
        for (String port : ports) seeds.add("\"akka://bench@127.0.0.1:" + port + "\"");
        Config config = ConfigFactory.parseString(
                        """
                        akka.actor.provider = cluster
                        akka.loglevel = WARNING
                        akka.logger-startup-timeout = 60s
                        akka.remote.artery {
                          transport = tcp
                          canonical { hostname = "127.0.0.1", port = %s }
                          advanced.instruments = ["dev.darm.bench.SentBytes"]
                        }
                        akka.cluster { seed-nodes = %s, roles = ["node:%s"] }
                        # a machine that is busy with starting four must not take them for dead
                        akka.cluster.failure-detector.acceptable-heartbeat-pause = 60s
                        darm.data-folder = "%s"
                        darm.ledger.block.payloads = %d
                        """.formatted(ports[index], seeds, name, folder.resolve(name + "-world"), load.block()))
                .withFallback(ConfigFactory.load());
        this.window = new Semaphore(payloads);
        this.system = ActorSystem.create(Behaviors.<Void>empty(), "bench", config);
        ActorRef<LedgerNews> watcher = system.systemActorOf(watch(), "watch", Props.empty());
        system.eventStream().tell(new EventStream.Subscribe<>(LedgerNews.class, watcher));
        this.disk = new FileDisk(folder.resolve(name));
        Validator.Ground ground = new Validator.Ground(
                name,
                Optional.of(LedgerBench.keys().get(index)),
                Chain.open(
                        SegmentLog.open(disk, "chain", SegmentLog.Options.DEFAULT),
                        LedgerBench.genesis(LedgerBench.keys(), load.fastPath())),
                SegmentLog.open(disk, "votes", SegmentLog.Options.DEFAULT),
                LedgerBench.RULES);
        this.ledger = system.systemActorOf(
                Validator.create(ground, LedgerSettings.of(config.getConfig("darm"))),
                "ledger",
                DispatcherSelector.blocking());
    }

    private void awaitOthers() throws Exception {
        while (true) {
            LedgerStatus status = AskPattern.<Validator.Command, LedgerStatus>ask(
                            ledger, Validator.GetStatus::new, Duration.ofSeconds(30), system.scheduler())
                    .toCompletableFuture()
                    .get();
            if (status.validators().stream()
                    .allMatch(seat -> seat.connected() || seat.name().equals(status.node()))) return;
            Thread.sleep(100);
        }
    }

    /** The block counts once it is durable here. */
    private Behavior<LedgerNews> watch() {
        return Behaviors.receiveMessage(news -> {
            if (news instanceof LedgerNews.BlockCommitted(var block)) {
                long now = System.nanoTime();
                for (Payload payload : block.block().payloads()) {
                    Long since = waiting.remove(payload.hash());
                    if (since == null) continue;
                    latencies.add(now - since);
                    window.release();
                }
                committed.addAndGet(block.block().payloads().size());
                blocks.incrementAndGet();
            }
            return Behaviors.same();
        });
    }

    private void measure(int index, LedgerBench.Maker maker, long seconds, Path folder, BufferedReader input)
            throws Exception {
        ActorRef<Validator.SubmitReply> replies = system.systemActorOf(
                Behaviors.<Validator.SubmitReply>receiveMessage(reply -> {
                    if (reply instanceof Validator.Refused(Hash payload, String why)) throw new AssertionError(why);
                    return Behaviors.same();
                }),
                "replies",
                Props.empty());
        Random random = new Random(index);
        long begin = System.nanoTime();
        long spent = CpuTime.now();
        submit(
                index,
                maker,
                random,
                () -> CpuTime.now() - spent < WARM_CPU_NANOS && System.nanoTime() - begin < WARM_NANOS,
                replies);
        System.out.println("WARM");
        submit(index, maker, random, () -> !ready(input), replies);
        input.readLine();
        long start = System.nanoTime();
        long cpu = CpuTime.now();
        long blocksBefore = blocks.get();
        long committedBefore = committed.get();
        long syncs = disk.fsyncs();
        long bytes = SentBytes.BYTES.get();
        SentBytes.MESSAGES.values().forEach(count -> count.set(0));
        int before = latencies.size();
        submit(index, maker, random, () -> System.nanoTime() - start < TimeUnit.SECONDS.toNanos(seconds), replies);
        long nanos = System.nanoTime() - start;
        StringBuilder kinds = new StringBuilder();
        SentBytes.MESSAGES.forEach(
                (kind, count) -> kinds.append(' ').append(kind).append('=').append(count));
        String counted = "COUNTED %d %d %d %d %d %d%s"
                .formatted(
                        nanos,
                        blocks.get() - blocksBefore,
                        committed.get() - committedBefore,
                        CpuTime.now() - cpu,
                        disk.fsyncs() - syncs,
                        SentBytes.BYTES.get() - bytes,
                        kinds);
        List<String> lines = new ArrayList<>();
        List<Long> all = List.copyOf(latencies);
        for (long latency : all.subList(before, all.size())) lines.add(Long.toString(latency));
        Files.write(folder.resolve(LedgerBench.NAMES.get(index) + ".latencies"), lines);
        System.out.println(counted);
    }

    private static boolean ready(BufferedReader input) {
        try {
            return input.ready();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void submit(
            int index,
            LedgerBench.Maker maker,
            Random random,
            BooleanSupplier goesOn,
            ActorRef<Validator.SubmitReply> replies)
            throws InterruptedException {
        SigningKey key = LedgerBench.keys().get(index);
        while (goesOn.getAsBoolean()) {
            if (!window.tryAcquire(10, TimeUnit.MILLISECONDS)) continue;
            Payload payload = maker.make(random, key);
            waiting.put(payload.hash(), System.nanoTime());
            ledger.tell(new Validator.Submit(payload, replies));
        }
    }
}
