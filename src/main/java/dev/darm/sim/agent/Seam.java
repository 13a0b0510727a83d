package dev.darm.sim.agent;

import dev.darm.world.Effort;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Where redirected calls arrive. Each nested class stands in for the static methods of one class of the JDK, or of DARM's own
 * {@link Effort}: a call of a method that it has, by name and descriptor, is redirected; {@link Weaver} reads them from here, so this page is the list.
 * Calls of instance methods arrive at {@link Instances}, and what fails a run is in {@link Leaks} and {@link Refused}.
 */
public final class Seam {

    private static final long NANOS = 1_000_000_000L;

    /** The classes that stand in, by the internal names of those that they stand in for. */
    static final Map<String, Class<?>> STAND_INS = new TreeMap<>(Map.ofEntries(
            Map.entry("java/lang/System", Systems.class),
            Map.entry("java/lang/Thread", Threads.class),
            Map.entry("java/lang/Math", Maths.class),
            Map.entry("java/lang/StrictMath", Maths.class),
            Map.entry("java/time/Instant", Instants.class),
            Map.entry("java/time/Clock", Clocks.class),
            Map.entry("java/time/LocalDate", LocalDates.class),
            Map.entry("java/time/LocalDateTime", LocalDateTimes.class),
            Map.entry("java/time/OffsetDateTime", OffsetDateTimes.class),
            Map.entry("java/time/ZonedDateTime", ZonedDateTimes.class),
            Map.entry("java/util/UUID", Uuids.class),
            Map.entry("java/util/concurrent/CompletableFuture", Futures.class),
            Map.entry("java/util/concurrent/Executors", Leaks.Pools.class),
            Map.entry("java/util/concurrent/locks/LockSupport", Leaks.Parking.class),
            Map.entry("java/nio/channels/SocketChannel", Leaks.Sockets.class),
            Map.entry("java/nio/channels/ServerSocketChannel", Leaks.ServerSockets.class),
            Map.entry("java/nio/channels/DatagramChannel", Leaks.Datagrams.class),
            Map.entry("java/nio/channels/Selector", Leaks.Selectors.class),
            Map.entry("java/net/http/HttpClient", Leaks.HttpClients.class),
            Map.entry("java/time/LocalTime", Calendars.LocalTimes.class),
            Map.entry("java/time/Year", Calendars.Years.class),
            Map.entry("java/time/YearMonth", Calendars.YearMonths.class),
            Map.entry("java/time/InstantSource", Calendars.Sources.class),
            Map.entry("java/util/Calendar", Calendars.Days.class),
            Map.entry("java/util/Collections", Chances.Shuffles.class),
            Map.entry("java/util/random/RandomGenerator", Chances.Generators.class),
            Map.entry("java/security/SecureRandom", Chances.Secure.class),
            Map.entry("dev/darm/world/Effort", Efforts.class)));

    private Seam() {}

    public static final class Systems {
        private Systems() {}

        public static long nanoTime() {
            Surroundings here = WorldThread.here();
            return here == null ? System.nanoTime() : here.nanoTime();
        }

        public static long currentTimeMillis() {
            Surroundings here = WorldThread.here();
            return here == null ? System.currentTimeMillis() : Math.floorDiv(here.wallNanos(), 1_000_000L);
        }
    }

    public static final class Threads {
        private Threads() {}

        public static void sleep(Duration time) throws InterruptedException {
            Surroundings here = WorldThread.here();
            if (here == null) Thread.sleep(time);
            else here.await(() -> false, time.toNanos());
        }

        public static void sleep(long millis, int nanos) throws InterruptedException {
            Surroundings here = WorldThread.here();
            if (here == null) Thread.sleep(millis, nanos);
            else here.await(() -> false, millis * 1_000_000 + nanos);
        }

        public static void sleep(long millis) throws InterruptedException {
            Surroundings here = WorldThread.here();
            if (here == null) Thread.sleep(millis);
            else here.await(() -> false, millis * 1_000_000);
        }
    }

    public static final class Efforts {
        private Efforts() {}

        public static void spend(Effort effort, long amount) {
            Surroundings here = WorldThread.here();
            if (here != null) here.spend(effort, amount);
        }
    }

    public static final class Maths {
        private Maths() {}

        public static double random() {
            Surroundings here = WorldThread.here();
            return here == null ? Math.random() : new SplittableRandom(here.nextSeed()).nextDouble();
        }
    }

    public static final class Instants {
        private Instants() {}

        public static Instant now() {
            Surroundings here = WorldThread.here();
            return here == null ? Instant.now() : instant(here);
        }
    }

    public static final class Clocks {
        private Clocks() {}

        public static Clock system(ZoneId zone) {
            Surroundings here = WorldThread.here();
            return here == null ? Clock.system(zone) : new WorldClock(here, zone);
        }

        public static Clock tickMillis(ZoneId zone) {
            return Clock.tick(system(zone), Duration.ofMillis(1));
        }

        public static Clock tickSeconds(ZoneId zone) {
            return Clock.tick(system(zone), Duration.ofSeconds(1));
        }

        public static Clock tickMinutes(ZoneId zone) {
            return Clock.tick(system(zone), Duration.ofMinutes(1));
        }

        public static Clock systemUTC() {
            Surroundings here = WorldThread.here();
            return here == null ? Clock.systemUTC() : new WorldClock(here, ZoneOffset.UTC);
        }

        public static Clock systemDefaultZone() {
            Surroundings here = WorldThread.here();
            return here == null ? Clock.systemDefaultZone() : new WorldClock(here, ZoneOffset.UTC);
        }
    }

    public static final class LocalDates {
        private LocalDates() {}

        public static LocalDate now(ZoneId zone) {
            Surroundings here = WorldThread.here();
            return here == null ? LocalDate.now(zone) : LocalDate.ofInstant(instant(here), zone);
        }

        public static LocalDate now() {
            Surroundings here = WorldThread.here();
            return here == null ? LocalDate.now() : LocalDate.ofInstant(instant(here), ZoneOffset.UTC);
        }
    }

    public static final class LocalDateTimes {
        private LocalDateTimes() {}

        public static LocalDateTime now(ZoneId zone) {
            Surroundings here = WorldThread.here();
            return here == null ? LocalDateTime.now(zone) : LocalDateTime.ofInstant(instant(here), zone);
        }

        public static LocalDateTime now() {
            Surroundings here = WorldThread.here();
            return here == null ? LocalDateTime.now() : LocalDateTime.ofInstant(instant(here), ZoneOffset.UTC);
        }
    }

    public static final class OffsetDateTimes {
        private OffsetDateTimes() {}

        public static OffsetDateTime now(ZoneId zone) {
            Surroundings here = WorldThread.here();
            return here == null ? OffsetDateTime.now(zone) : OffsetDateTime.ofInstant(instant(here), zone);
        }

        public static OffsetDateTime now() {
            Surroundings here = WorldThread.here();
            return here == null ? OffsetDateTime.now() : OffsetDateTime.ofInstant(instant(here), ZoneOffset.UTC);
        }
    }

    public static final class ZonedDateTimes {
        private ZonedDateTimes() {}

        public static ZonedDateTime now(ZoneId zone) {
            Surroundings here = WorldThread.here();
            return here == null ? ZonedDateTime.now(zone) : ZonedDateTime.ofInstant(instant(here), zone);
        }

        public static ZonedDateTime now() {
            Surroundings here = WorldThread.here();
            return here == null ? ZonedDateTime.now() : ZonedDateTime.ofInstant(instant(here), ZoneOffset.UTC);
        }
    }

    public static final class Uuids {
        private Uuids() {}

        public static UUID randomUUID() {
            Surroundings here = WorldThread.here();
            if (here == null) return UUID.randomUUID();
            SplittableRandom random = new SplittableRandom(here.nextSeed());
            return new UUID(random.nextLong() & ~0xF000L | 0x4000L, random.nextLong() >>> 2 | 1L << 63);
        }
    }

    public static final class Futures {
        private Futures() {}

        public static Executor delayedExecutor(long delay, TimeUnit unit, Executor executor) {
            Surroundings here = WorldThread.here();
            if (here == null) return CompletableFuture.delayedExecutor(delay, unit, executor);
            return work -> here.later(unit.toNanos(delay), () -> executor.execute(work));
        }

        public static <T> CompletableFuture<T> supplyAsync(Supplier<T> supplier) {
            Surroundings here = WorldThread.here();
            if (here == null) return CompletableFuture.supplyAsync(supplier);
            throw here.leak("CompletableFuture.supplyAsync without an executor");
        }

        public static CompletableFuture<Void> runAsync(Runnable work) {
            Surroundings here = WorldThread.here();
            if (here == null) return CompletableFuture.runAsync(work);
            throw here.leak("CompletableFuture.runAsync without an executor");
        }

        public static Executor delayedExecutor(long delay, TimeUnit unit) {
            Surroundings here = WorldThread.here();
            if (here == null) return CompletableFuture.delayedExecutor(delay, unit);
            throw here.leak("CompletableFuture.delayedExecutor");
        }
    }

    static Instant instant(Surroundings here) {
        long nanos = here.wallNanos();
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
    }

    static final class WorldClock extends Clock {
        private final Surroundings world;
        private final ZoneId zone;

        WorldClock(Surroundings world, ZoneId zone) {
            this.world = world;
            this.zone = zone;
        }

        @Override
        public ZoneId getZone() {
            return zone;
        }

        @Override
        public Clock withZone(ZoneId other) {
            return new WorldClock(world, other);
        }

        @Override
        public Instant instant() {
            return Seam.instant(world);
        }
    }

    // ---- seeds for generators that were given none

    /** A seed for {@code new Random()} and {@code new SplittableRandom()}. */
    public static long seed() {
        Surroundings here = WorldThread.here();
        return here == null ? System.nanoTime() * 0x9E3779B97F4A7C15L : here.nextSeed();
    }

    /** In place of the pool that a future runs on what names no executor. */
    public static Executor executor(Executor real) {
        Surroundings here = WorldThread.here();
        return here == null ? real : here.executor();
    }

    // ---- at the start of methods of Akka and Scala

    /** At the start of {@code scala.concurrent.Await}'s methods: {@code awaitable} is complete afterwards, or it throws. */
    public static void awaiting(Object awaitable, Object atMost) throws TimeoutException {
        Surroundings here = WorldThread.here();
        if (here != null) ScalaWait.until(here, awaitable, atMost);
    }

    /** At the start of {@code ActorCell.invoke}. */
    public static void delivering(Object cell, Object envelope) {
        Surroundings here = WorldThread.here();
        if (here != null) here.delivering(cell, envelope);
    }

    /** At the start of {@code ActorCell.systemInvoke}. */
    public static void signalling(Object cell, Object message) {
        Surroundings here = WorldThread.here();
        if (here != null) here.signalling(cell, message);
    }

    /** At the start of {@code FaultHandling.faultRecreate}. */
    public static void restarting(Object cell, Object cause) {
        Surroundings here = WorldThread.here();
        if (here != null && cause instanceof Throwable why) here.restarting(cell, why);
    }

    /** In place of {@code new SecureRandom()}: seeded in a world, the JDK's own outside. */
    public static final class Entropy extends SecureRandom {
        private static final long serialVersionUID = 1L;

        public Entropy() {
            super(new Source(), null);
        }

        private static final class Source extends SecureRandomSpi {
            private static final long serialVersionUID = 1L;
            private final transient SecureRandom real = new SecureRandom();

            @Override
            protected void engineSetSeed(byte[] seed) {}

            @Override
            protected void engineNextBytes(byte[] bytes) {
                Surroundings here = WorldThread.here();
                if (here == null) real.nextBytes(bytes);
                else new SplittableRandom(here.nextSeed()).nextBytes(bytes);
            }

            @Override
            protected byte[] engineGenerateSeed(int count) {
                byte[] seed = new byte[count];
                engineNextBytes(seed);
                return seed;
            }
        }
    }
}
