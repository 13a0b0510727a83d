package dev.darm.sim.scenario;

import dev.darm.world.Unlikely;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

/**
 * Something that a scenario does to machines or links; data only. Machines are named as in the scenario, in its order.
 *
 * <p>A fault with a duration ends by itself after {@link #lasting()}; with {@link #ALWAYS} it lasts until something lifts
 * it ({@link Heal} for links, {@link Restart} for a crash, {@link Recover} for all) or the run ends. A link fault goes from
 * every machine of {@code from} to every machine of {@code to}, where an empty {@code to} is every machine not in {@code
 * from}; {@code bothWays} adds the other direction. Faults of one kind on one target add up; the later one wins where they
 * cannot (two factors).
 */
public sealed interface Fault {

    /** For the rest of the run. */
    Duration ALWAYS = Duration.ofNanos(Long.MAX_VALUE);

    /** How long it lasts: zero for what happens in an instant, {@link #ALWAYS} for what does not end by itself. */
    default Duration lasting() {
        return Duration.ZERO;
    }

    /** Every machine that it names, sorted by name. */
    List<String> machines();

    default FaultKind kind() {
        return FaultKind.of(getClass());
    }

    /** How it counts against f for each validator among {@link #machines()}. */
    default Weight weight() {
        return Weight.NONE;
    }

    /** The same fault with another duration; itself when it has none. */
    default Fault lasting(Duration other) {
        return FaultForm.with(this, "lasting", other);
    }

    /** One line, such as {@code crash n3 for 12s}. */
    default String text() {
        return FaultForm.text(this);
    }

    /** A fault of machines. */
    sealed interface OnNodes extends Fault {
        List<String> nodes();

        @Override
        default List<String> machines() {
            return List.copyOf(new TreeSet<>(nodes()));
        }
    }

    /** A fault of the directions from some machines to others. */
    sealed interface OnLinks extends Fault {
        List<String> from();

        List<String> to();

        boolean bothWays();

        @Override
        default List<String> machines() {
            TreeSet<String> all = new TreeSet<>(from());
            all.addAll(to());
            return List.copyOf(all);
        }
    }

    // Processes

    /** The process is killed without a word; what was not synced is at risk. It starts again at the end. */
    record Crash(List<String> nodes, Duration lasting) implements OnNodes {}

    /** An orderly stop, and a start at the end. A machine that is down only starts. */
    record Restart(List<String> nodes, Duration lasting) implements OnNodes {}

    /** Nothing runs, as in a long collection of garbage or a stopped virtual machine; messages wait. Then it resumes. */
    record Freeze(List<String> nodes, Duration lasting) implements OnNodes {}

    /** Work takes {@code factor} times as long. */
    record SlowCpu(
            List<String> nodes,

            @Range(least = 1, most = 10_000, from = 2, to = 50, usual = 10)
            double factor,

            Duration lasting)
            implements OnNodes {}

    /** All lose their power in one instant, and have it again at the end. */
    record PowerLoss(List<String> nodes, Duration lasting) implements OnNodes {}

    /** Compound: each in turn, in an order by the seed, stops for {@code downtime}; {@code pause} lies between two stops. */
    record RollingRestart(
            List<String> nodes,

            @Range(least = 0, most = 86_400, from = 1, to = 30, usual = 5)
            Duration downtime,

            @Range(least = 0, most = 86_400, from = 5, to = 60, usual = 30)
            Duration pause)
            implements OnNodes {}

    // Links

    /** Nothing arrives. */
    record Cut(List<String> from, List<String> to, boolean bothWays, Duration lasting) implements OnLinks {}

    /** Lifts every fault of these directions. */
    record Heal(List<String> from, List<String> to, boolean bothWays) implements OnLinks {}

    /** Each of these machines is cut off from every other. */
    record Isolate(List<String> nodes, Direction direction, Duration lasting) implements OnNodes {}

    /** Machines reach only those of their own group; those that no group names form one more. */
    record Split(List<List<String>> groups, Duration lasting) implements Fault {
        @Override
        public List<String> machines() {
            TreeSet<String> all = new TreeSet<>();
            groups.forEach(all::addAll);
            return List.copyOf(all);
        }
    }

    /** Compound: cut for {@code down}, whole for {@code up}, again and again. */
    record Flap(
            List<String> from,
            List<String> to,
            boolean bothWays,

            @Range(least = 0.001, most = 86_400, from = 0.5, to = 20, usual = 2)
            Duration down,

            @Range(least = 0.001, most = 86_400, from = 0.5, to = 20, usual = 5)
            Duration up,

            Duration lasting)
            implements OnLinks {}

    /** Each message takes {@code extra} more, and up to {@code jitter} on top, and the link carries 1/{@code narrower} of its bytes. */
    record SlowLink(
            List<String> from,
            List<String> to,
            boolean bothWays,

            @Range(least = 0, most = 3_600, from = 0.02, to = 3, usual = 0.5)
            Duration extra,

            @Range(least = 0, most = 3_600, from = 0.005, to = 1, usual = 0.1)
            Duration jitter,

            @Range(least = 1, most = 1_000_000, from = 1, to = 100, usual = 1)
            double narrower,

            Duration lasting)
            implements OnLinks {}

    /** A message, or a packet of a stream, is lost with this probability. */
    record Lossy(
            List<String> from,
            List<String> to,
            boolean bothWays,

            @Range(least = 0, most = 1, from = 0.01, to = 0.5, usual = 0.1)
            double probability,

            Duration lasting)
            implements OnLinks {}

    /** A message crosses the link twice with this probability: its bytes take bandwidth again, and the second is thrown away. */
    record Duplicate(
            List<String> from,
            List<String> to,
            boolean bothWays,

            @Range(least = 0, most = 1, from = 0.01, to = 0.5, usual = 0.1)
            double probability,

            Duration lasting)
            implements OnLinks {}

    /** A message is held back by up to {@code within} with this probability; those that overtake it wait for it where they arrive. */
    record Reorder(
            List<String> from,
            List<String> to,
            boolean bothWays,

            @Range(least = 0, most = 1, from = 0.01, to = 0.5, usual = 0.1)
            double probability,

            @Range(least = 0.000001, most = 3_600, from = 0.01, to = 2, usual = 0.2)
            Duration within,

            Duration lasting)
            implements OnLinks {}

    /** Messages wait, none is lost, and all arrive at the end. */
    record Clog(List<String> from, List<String> to, boolean bothWays, Duration lasting) implements OnLinks {}

    /**
     * Compound: half of the machines, chosen by the seed, are clogged one by one, {@code step} apart; {@code hold} after the
     * last they are freed one by one in another order.
     */
    record Swizzle(
            List<String> nodes,

            @Range(least = 0.001, most = 3_600, from = 0.2, to = 10, usual = 2)
            Duration step,

            @Range(least = 0, most = 86_400, from = 1, to = 60, usual = 10)
            Duration hold)
            implements OnNodes {}

    // Disks

    /** Operations take {@code factor} times as long. */
    record SlowDisk(
            List<String> nodes,

            @Range(least = 1, most = 100_000, from = 3, to = 300, usual = 20)
            double factor,

            Duration lasting)
            implements OnNodes {}

    /** Only {@code free} bytes are left to write. */
    record FullDisk(
            List<String> nodes,

            @Range(least = 0, most = 1e15, from = 0, to = 1_000_000, usual = 0)
            long free,

            Duration lasting)
            implements OnNodes {}

    /** A read fails with this probability. */
    record ReadErrors(
            List<String> nodes,

            @Range(least = 0, most = 1, from = 0.001, to = 0.2, usual = 0.01)
            double probability,

            Duration lasting)
            implements OnNodes {}

    /** A write fails with this probability. */
    record WriteErrors(
            List<String> nodes,

            @Range(least = 0, most = 1, from = 0.001, to = 0.2, usual = 0.01)
            double probability,

            Duration lasting)
            implements OnNodes {}

    /** The next {@code times} syncs fail, and what they were to make durable is lost, though later syncs succeed. */
    record FailedSync(
            List<String> nodes,

            @Range(least = 1, most = 1e6, from = 1, to = 3, usual = 1)
            int times) implements OnNodes {}

    /** {@code bytes} durable bytes, chosen by the seed, change. */
    record BitRot(
            List<String> nodes,

            @Range(least = 1, most = 1e6, from = 1, to = 4, usual = 1)
            int bytes) implements OnNodes {}

    /** The next {@code times} writes go to a wrong place. */
    record MisdirectedWrite(
            List<String> nodes,

            @Range(least = 1, most = 1e6, from = 1, to = 2, usual = 1)
            int times) implements OnNodes {}

    /** The next {@code times} renames are undone by the next crash, synced or not. */
    record LostRename(
            List<String> nodes,

            @Range(least = 1, most = 1e6, from = 1, to = 2, usual = 1)
            int times) implements OnNodes {}

    /** Crashes and comes back at the end with an empty disk; keys are kept elsewhere. */
    record EmptyDisk(List<String> nodes, Duration lasting) implements OnNodes {
        @Override
        public Weight weight() {
            return Weight.FOR_GOOD;
        }
    }

    /** Crashes and comes back at the end with its disk as it was {@code age} before the crash. */
    record OldDisk(
            List<String> nodes,

            @Range(least = 0.001, most = 31_536_000, from = 10, to = 3_600, usual = 600)
            Duration age,

            Duration lasting)
            implements OnNodes {
        @Override
        public Weight weight() {
            return Weight.FOR_GOOD;
        }
    }

    /** Both crash and come back at the end, each with the other's disk. */
    record SwapDisks(List<String> nodes, Duration lasting) implements OnNodes {
        @Override
        public Weight weight() {
            return Weight.FOR_GOOD;
        }
    }

    // Clocks

    /** The clock is wrong by {@code offset}, and right again at the end. */
    record ClockSkew(
            List<String> nodes,

            @Range(least = -31_536_000, most = 31_536_000, from = -30, to = 30, usual = 1)
            Duration offset,

            Duration lasting)
            implements OnNodes {}

    /** The clock gains {@code ppm} millionths (negative: loses them). What it gained stays. */
    record ClockDrift(
            List<String> nodes,

            @Range(least = -500_000, most = 500_000, from = -2_000, to = 2_000, usual = 100)
            double ppm,

            Duration lasting)
            implements OnNodes {}

    /** The clock jumps by {@code by} and stays there. */
    record ClockJump(
            List<String> nodes,

            @Range(least = -31_536_000, most = 31_536_000, from = -600, to = 600, usual = 60)
            Duration by)
            implements OnNodes {}

    // Lies

    /**
     * What these machines send is tampered with as {@code conduct} says, each message with {@code probability}.
     *
     * @param messages which messages: the simple names of their classes, such as {@code Vote}; empty for all of consensus
     * @param delay of {@link Conduct#DELAY}, and the age up to which {@link Conduct#REPLAY} repeats
     */
    record Byzantine(
            List<String> nodes,
            Conduct conduct,
            List<String> messages,

            @Range(least = 0, most = 1, from = 0.1, to = 1, usual = 1)
            double probability,

            @Range(least = 0, most = 86_400, from = 0.1, to = 30, usual = 2)
            Duration delay,

            Duration lasting)
            implements OnNodes {
        @Override
        public Weight weight() {
            return conduct == Conduct.DROP || conduct == Conduct.DELAY ? Weight.WHILE_IT_LASTS : Weight.FOR_GOOD;
        }
    }

    /** Someone else signs with the machine's key, and says what {@link Conduct#EQUIVOCATE} would. */
    record StolenKey(List<String> nodes, Duration lasting) implements OnNodes {
        @Override
        public Weight weight() {
            return Weight.FOR_GOOD;
        }
    }

    // Versions and rare branches

    /** Stops for {@code downtime} and starts speaking wire version {@code version}. */
    record Upgrade(
            List<String> nodes,

            @Range(least = 1, most = 1_000, from = 1, to = 2, usual = 2)
            int version,

            @Range(least = 0, most = 86_400, from = 1, to = 30, usual = 5)
            Duration downtime)
            implements OnNodes {}

    /** Compound: each in turn, in an order by the seed, is upgraded (or taken back) to {@code version}. */
    record RollingUpgrade(
            List<String> nodes,

            @Range(least = 1, most = 1_000, from = 1, to = 2, usual = 2)
            int version,

            @Range(least = 0, most = 86_400, from = 1, to = 30, usual = 5)
            Duration downtime,

            @Range(least = 0, most = 86_400, from = 5, to = 60, usual = 30)
            Duration pause)
            implements OnNodes {}

    /** The unlikely branch {@code point} of the code is taken with this probability each time it is passed. */
    record Chaos(
            List<String> nodes,
            Unlikely point,

            @Range(least = 0, most = 1, from = 0.01, to = 1, usual = 1)
            double probability,

            Duration lasting)
            implements OnNodes {}

    // Healing

    /** These machines run, their devices, clocks and processes are well, and so are the links among them. */
    record Recover(List<String> nodes) implements OnNodes {}

    /** Which directions are meant, seen from the machine. */
    enum Direction {
        BOTH,
        IN,
        OUT
    }

    /** What becomes of a message of a Byzantine machine. */
    enum Conduct {
        /** Different receivers get different, validly signed proposals and votes. */
        EQUIVOCATE,
        /** The same, but only about blocks that a liar made, and the truth to other liars: nothing betrays it before. */
        TWINS,
        /** It is not sent. */
        DROP,
        /** It is sent late. */
        DELAY,
        /** Bytes of it change, and are not signed anew. */
        CORRUPT,
        /** It is sent again later, to whoever listens. */
        REPLAY
    }
}
