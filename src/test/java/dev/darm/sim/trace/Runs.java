package dev.darm.sim.trace;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Runs and events for the tests of this package. */
final class Runs {

    static final Build BUILD = new Build("0.1.0", "6420602");
    static final TraceHeader HEADER =
            new TraceHeader(BUILD, "storm", "name = storm\nnodes = 3\n", 42, "25.0.1+8", "c0ffee");

    /** What happens, without its place in a run. */
    record Act(int steps, long now, int machine, Kind kind, String subject, String detail, int size, String note) {}

    private static final List<String> SUBJECTS = List.of("/system/cluster", "/user/chain", "n0>n1", "journal/0.log");
    private static final List<String> DETAILS = List.of("Gossip", "Vote", "Tick", "sync");

    private Runs() {}

    static Arbitrary<List<Act>> acts(int most) {
        Arbitrary<String> texts = Arbitraries.oneOf(
                Arbitraries.of("/user/a", "Gossip", "Vote", ""),
                Arbitraries.strings().all().ofMaxLength(12));
        return Combinators.combine(
                        Arbitraries.oneOf(
                                Arbitraries.of(0, 1), Arbitraries.integers().between(0, 5_000)),
                        Arbitraries.longs(),
                        Arbitraries.integers().between(-1, 40),
                        Arbitraries.of(Kind.class),
                        texts,
                        texts,
                        Arbitraries.integers().greaterOrEqual(0),
                        Arbitraries.oneOf(Arbitraries.just(""), texts))
                .as(Act::new)
                .list()
                .ofMaxSize(most);
    }

    static void play(List<Act> acts, TraceRecorder recorder) {
        long step = 0;
        for (Act act : acts) {
            step += act.steps();
            long content = act.now() % 2 == 0 ? 0 : act.now() * 31;
            recorder.event(
                    step,
                    act.now(),
                    act.machine(),
                    act.kind(),
                    act.subject(),
                    act.detail(),
                    act.size(),
                    content,
                    act::note);
        }
    }

    /** A run of {@code events} events, several a step at times, from a seed. */
    static void play(long seed, int events, TraceRecorder recorder) {
        play(seed, events, Integer.MAX_VALUE, recorder);
    }

    /** The same run, but for one byte more at event {@code stray}. */
    static void play(long seed, int events, int stray, TraceRecorder recorder) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        long step = 0;
        long now = 0;
        for (int i = 0; i < events; i++) {
            if (random.nextInt(3) > 0) step++;
            now += random.nextInt(1_000_000);
            String subject = SUBJECTS.get(random.nextInt(SUBJECTS.size()));
            String detail = DETAILS.get(random.nextInt(DETAILS.size()));
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            int size = random.nextInt(2_000);
            recorder.event(step, now, random.nextInt(5), kind, subject, detail, i == stray ? size + 1 : size);
        }
    }
}
