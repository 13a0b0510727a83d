package dev.darm.sim;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import scala.concurrent.Await;
import scala.concurrent.Promise;

/**
 * Where runs of one seed come apart if nothing is done: each trap gives a text that must be the same in every run and every
 * JVM. Started as a program it prints them all, after having done other things first when it is told to.
 */
final class Traps {

    @FunctionalInterface
    interface Trap {
        Object spring(ActorSystem<?> system) throws Exception;
    }

    enum Colour {
        RED,
        GREEN,
        BLUE,
        CYAN,
        PINK
    }

    private static final List<String> WORDS =
            List.of("ant", "bee", "cow", "dog", "elk", "fox", "gnu", "hen", "ibis", "jay");

    /** Made by whoever initialises this class, which is before the run. */
    private static final Set<String> MADE_BEFORE = Set.of("ant", "bee", "cow", "dog", "elk");

    private static final class Lottery {
        static final Random RANDOM = new Random();
    }

    private static final class Cache {
        private final Map<String, Long> made = new ConcurrentHashMap<>();

        String look(String key) {
            long now = System.nanoTime();
            Long then = made.putIfAbsent(key, now);
            if (then == null) return "made";
            if (now - then < Duration.ofMillis(50).toNanos()) return "kept";
            made.put(key, now);
            return "expired";
        }
    }

    static final Map<String, Trap> ALL = new LinkedHashMap<>();

    private static void trap(String name, Trap trap) {
        ALL.put(name, trap);
    }

    static {
        trap("Map.of", s -> Map.of("ant", 1, "bee", 2, "cow", 3, "dog", 4, "elk", 5, "fox", 6)
                .toString());
        trap("Map.of twice", s -> Map.of("ant", 1, "bee", 2).toString());
        trap("Map.ofEntries", s -> Map.ofEntries(
                        WORDS.stream().map(w -> Map.entry(w, 1)).toArray(Map.Entry[]::new))
                .toString());
        trap("Set.of", s -> Set.of("ant", "bee", "cow", "dog", "elk", "fox", "gnu", "hen")
                .toString());
        trap("Set.of two", s -> Set.of("ant", "bee").toString());
        trap("Set.of made before the run", s -> MADE_BEFORE.toString());
        trap("Set.of by reflection", s -> Set.class
                .getMethod("of", Object[].class)
                .invoke(null, (Object) WORDS.toArray())
                .toString());
        trap("Map.copyOf", s -> Map.copyOf(WORDS.stream().collect(Collectors.toMap(w -> w, String::length)))
                .toString());
        trap("Set.copyOf", s -> Set.copyOf(WORDS).toString());
        trap(
                "toUnmodifiableSet",
                s -> WORDS.stream().collect(Collectors.toUnmodifiableSet()).toString());
        trap("toUnmodifiableMap", s -> WORDS.stream()
                .collect(Collectors.toUnmodifiableMap(w -> w, w -> 1))
                .toString());
        trap("hash of an enum", s -> new HashSet<>(Arrays.asList(Colour.values())).toString());
        trap("hash of an enum in a record", s -> {
            record Painted(Colour colour, int size) {}
            return Stream.of(Colour.values())
                    .map(c -> new Painted(c, 3))
                    .collect(Collectors.toCollection(HashSet::new))
                    .toString();
        });
        trap("identity set", s -> {
            Set<String> set = Collections.newSetFromMap(new IdentityHashMap<>());
            for (String word : WORDS) set.add(new String(word));
            return set.toString();
        });
        trap("hash of objects", s -> {
            HashSet<Object> set = new HashSet<>();
            List<Object> order = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Object one = new Object();
                order.add(one);
                set.add(one);
            }
            return set.stream().map(order::indexOf).toList();
        });
        trap("text of an object", s -> new Object().toString());
        trap("cache that expires", s -> {
            Cache cache = new Cache();
            String first = cache.look("key") + cache.look("key");
            Thread.sleep(60);
            return first + cache.look("key");
        });
        trap("ThreadLocalRandom", s -> ThreadLocalRandom.current().nextInt(1_000_000));
        trap("new Random", s -> new Random().nextInt(1_000_000));
        trap("static new Random", s -> Lottery.RANDOM.nextInt(1_000_000));
        trap("new SplittableRandom", s -> new SplittableRandom().nextInt(1_000_000));
        trap("RandomGenerator.getDefault", s -> RandomGenerator.getDefault().nextInt(1_000_000));
        trap("RandomGenerator.of", s -> RandomGenerator.of("Xoshiro256PlusPlus").nextInt(1_000_000));
        trap(
                "RandomGeneratorFactory",
                s -> RandomGeneratorFactory.of("L64X128MixRandom").create().nextInt(1_000_000));
        trap("Math.random", s -> Math.random());
        trap("UUID.randomUUID", s -> UUID.randomUUID());
        trap("SecureRandom", s -> new SecureRandom().nextInt());
        trap("SecureRandom.getInstance", s -> SecureRandom.getInstance("SHA1PRNG")
                .nextInt());
        trap("Collections.shuffle", s -> {
            List<String> words = new ArrayList<>(WORDS);
            Collections.shuffle(words);
            return words;
        });
        trap("Instant.now", s -> Instant.now());
        trap("Clock", s -> Clock.systemUTC().instant());
        trap("LocalDateTime.now", s -> LocalDateTime.now());
        trap("LocalTime.now", s -> LocalTime.now());
        trap("new Date", s -> new Date().getTime());
        trap("currentTimeMillis", s -> System.currentTimeMillis());
        trap("nanoTime", s -> System.nanoTime());
        trap("Thread.sleep", s -> {
            long before = System.nanoTime();
            Thread.sleep(1_500);
            return System.nanoTime() - before;
        });
        trap("TimeUnit.sleep", s -> {
            long before = System.nanoTime();
            TimeUnit.SECONDS.sleep(3);
            return System.nanoTime() - before;
        });
        trap("CompletableFuture.get", s -> later(s, 70).get());
        trap("CompletableFuture.join", s -> later(s, 70).join());
        trap("orTimeout", s -> new CompletableFuture<>()
                .orTimeout(40, TimeUnit.SECONDS)
                .handle((done, failure) -> failure.getClass() + " " + System.nanoTime())
                .get());
        trap("completeOnTimeout", s -> new CompletableFuture<>()
                .completeOnTimeout("late", 4, TimeUnit.SECONDS)
                .get());
        trap("CountDownLatch.await", s -> {
            CountDownLatch latch = new CountDownLatch(1);
            later(s, 30).thenRun(latch::countDown);
            return latch.await(1, TimeUnit.MINUTES) + " " + System.nanoTime();
        });
        trap("BlockingQueue.take", s -> {
            LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
            later(s, 30).thenAccept(queue::add);
            return queue.poll(10, TimeUnit.MILLISECONDS) + queue.take();
        });
        trap("Semaphore.acquire", s -> {
            Semaphore semaphore = new Semaphore(0);
            later(s, 30).thenRun(semaphore::release);
            semaphore.acquire();
            return semaphore.availablePermits() + " " + System.nanoTime();
        });
        trap("Await.result", s -> {
            Promise<String> promise = akka.dispatch.Futures.promise();
            later(s, 30).thenAccept(promise::success);
            return Await.result(promise.future(), scala.concurrent.duration.Duration.apply(1, TimeUnit.MINUTES));
        });
        trap("parallelStream", s -> {
            StringBuilder order = new StringBuilder();
            WORDS.parallelStream().forEach(order::append);
            IntStream.range(0, 20).parallel().forEach(order::append);
            WORDS.stream().parallel().forEach(order::append);
            return order.toString();
        });
        trap("availableProcessors", s -> Runtime.getRuntime().availableProcessors());
    }

    private Traps() {}

    private static CompletableFuture<String> later(ActorSystem<?> system, long millis) {
        CompletableFuture<String> future = new CompletableFuture<>();
        system.scheduler()
                .scheduleOnce(
                        Duration.ofMillis(millis),
                        () -> future.complete("at " + System.nanoTime()),
                        system.executionContext());
        return future;
    }

    /** What each trap gives in a run with {@code seed}, and the run's hash at the end. */
    static Map<String, String> run(long seed) {
        Map<String, String> given = new LinkedHashMap<>();
        try (SimulatedCluster cluster = SimulatedCluster.named("traps")
                .seed(seed)
                .nodes(2, node -> Behaviors.empty())
                .lan()
                .start()) {
            cluster.awaitMembers(2, Duration.ofMinutes(1));
            ALL.forEach((name, trap) -> given.put(name, cluster.onNode("n1", system -> {
                try {
                    return String.valueOf(trap.spring(system));
                } catch (Exception e) {
                    return "failed with " + e;
                }
            })));
            given.put("trace", "%016x".formatted(cluster.traceHash()));
        }
        return given;
    }

    /** @param arguments {@code busy} to do other things first */
    public static void main(String[] arguments) {
        if (arguments.length > 0) {
            run(99);
            Lottery.RANDOM.nextInt();
            List<String> words = new ArrayList<>(WORDS);
            Collections.shuffle(words);
            System.out.println(new HashSet<>(words) + " " + UUID.randomUUID() + " " + new Object());
        }
        run(5).forEach((name, text) -> System.out.println("trap " + name + " = " + text.replace('\n', ' ')));
        System.exit(0);
    }
}
