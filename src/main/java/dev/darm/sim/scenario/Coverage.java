package dev.darm.sim.scenario;

import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * Which faults met which states of the protocol, over many seeds, and what never happened: a workload that does not bring
 * the faults to the interesting moments proves nothing. States are texts that the run reports, such as {@code
 * consensus:prevote}, {@code member:leaving} or {@code ingest:in-flight}.
 */
public final class Coverage {

    /**
     * How often something was seen.
     *
     * @param times in all runs
     * @param seeds with at least one
     */
    public record Seen(long times, long seeds) {
        static final Seen NEVER = new Seen(0, 0);

        Seen plus(Seen other) {
            return new Seen(times + other.times, seeds + other.seeds);
        }
    }

    /** What one run saw. */
    private static final class Run {
        final Map<String, Long> states = new TreeMap<>();
        final Map<FaultKind, Map<String, Long>> met = new EnumMap<>(FaultKind.class);
        final Map<String, Long> fired = new TreeMap<>();
    }

    private final Map<String, Seen> states = new TreeMap<>();
    private final Map<FaultKind, Map<String, Seen>> met = new EnumMap<>(FaultKind.class);
    private final Map<String, Seen> fired = new TreeMap<>();
    private long seeds;
    private Run run = new Run();

    /**
     * @param kinds that the scenario can bring, each of which has a row though it never happens
     * @param states that exist, each of which has a column though it is never reached; others may be reported too
     */
    public Coverage(Collection<FaultKind> kinds, Collection<String> states) {
        for (FaultKind kind : kinds) met.put(kind, new TreeMap<>());
        for (String state : states) this.states.put(state, Seen.NEVER);
    }

    /** The unlikely branch {@code point} can be taken; it has a row though it never is. */
    public void canFire(String point) {
        fired.putIfAbsent(point, Seen.NEVER);
    }

    /** The run took the unlikely branch {@code point} so often. */
    public void fired(String point, long times) {
        if (times > 0) run.fired.merge(point, times, Long::sum);
    }

    /** The run was in {@code state}. */
    public void reached(String state) {
        run.states.merge(state, 1L, Long::sum);
    }

    /** A fault of {@code kind} began, or lasted, while the machine it befell was in {@code state}. */
    public void met(FaultKind kind, String state) {
        reached(state);
        run.met.computeIfAbsent(kind, any -> new TreeMap<>()).merge(state, 1L, Long::sum);
    }

    /** The run of one seed is over; what is reported next belongs to another. */
    public void endOfSeed() {
        seeds++;
        run.states.forEach((state, times) -> states.merge(state, new Seen(times, 1), Seen::plus));
        run.fired.forEach((point, times) -> fired.merge(point, new Seen(times, 1), Seen::plus));
        run.met.forEach((kind, row) -> row.forEach((state, times) ->
                met.computeIfAbsent(kind, any -> new TreeMap<>()).merge(state, new Seen(times, 1), Seen::plus)));
        run = new Run();
    }

    /** Adds what other seeds saw. */
    public void add(Coverage other) {
        seeds += other.seeds;
        other.states.forEach((state, seen) -> states.merge(state, seen, Seen::plus));
        other.fired.forEach((point, seen) -> fired.merge(point, seen, Seen::plus));
        other.met.forEach((kind, row) -> {
            Map<String, Seen> own = met.computeIfAbsent(kind, any -> new TreeMap<>());
            row.forEach((state, seen) -> own.merge(state, seen, Seen::plus));
        });
    }

    /** How many seeds are over. */
    public long seeds() {
        return seeds;
    }

    /** How often the fault met the state. */
    public Seen seen(FaultKind kind, String state) {
        return met.getOrDefault(kind, Map.of()).getOrDefault(state, Seen.NEVER);
    }

    /** States never reached, kinds that met nothing, and of the rest each kind with each reached state that it never met. */
    public List<String> never() {
        List<String> never = new ArrayList<>();
        states.forEach((state, seen) -> {
            if (seen.times() == 0) never.add(state + " was never reached");
        });
        for (FaultKind kind : met.keySet()) {
            if (met.getOrDefault(kind, Map.of()).isEmpty()) {
                never.add(kind.word() + " never happened");
                continue;
            }
            states.forEach((state, seen) -> {
                if (seen.times() > 0 && seen(kind, state).times() == 0) never.add(kind.word() + " never met " + state);
            });
        }
        fired.forEach((point, seen) -> {
            if (seen.times() == 0) never.add("chaos point " + point + " never fired");
        });
        return never;
    }

    /** A table, one line a kind and one column a state, with what never happened below it. */
    public String text() {
        int first = 8;
        for (FaultKind kind : met.keySet()) first = Math.max(first, kind.word().length());
        StringBuilder text = new StringBuilder("%d seeds; times (seeds)%n".formatted(seeds));
        text.append(" ".repeat(first));
        for (String state : states.keySet()) text.append("  ").append(right(state, width(state)));
        text.append('\n');
        row(text, first, "reached", states);
        for (Map.Entry<FaultKind, Map<String, Seen>> row : met.entrySet())
            row(text, first, row.getKey().word(), row.getValue());
        fired.forEach((point, seen) -> {
            if (seen.times() > 0)
                text.append("chaos point %s fired %d (%d)%n".formatted(point, seen.times(), seen.seeds()));
        });
        never().forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private void row(StringBuilder text, int first, String name, Map<String, Seen> seen) {
        text.append(name).append(" ".repeat(first - name.length()));
        for (String state : states.keySet()) {
            Seen cell = seen.getOrDefault(state, Seen.NEVER);
            String words = cell.times() == 0 ? "-" : "%d (%d)".formatted(cell.times(), cell.seeds());
            text.append("  ").append(right(words, width(state)));
        }
        text.append('\n');
    }

    private static int width(String state) {
        return Math.max(12, state.length());
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    /**
     * {@code {"seeds", "states": {state: {times, seeds}}, "met": {kind: {state: {times, seeds}}}, "chaos": {point: {times,
     * seeds}}, "never": […]}}.
     */
    public String json() {
        StringJoiner rows = new StringJoiner(",");
        met.forEach((kind, row) -> rows.add(ConfigUtil.quoteString(kind.word()) + ":" + cells(row)));
        StringJoiner never = new StringJoiner(",");
        never().forEach(line -> never.add(ConfigUtil.quoteString(line)));
        return "{\"seeds\":%d,\"states\":%s,\"met\":{%s},\"chaos\":%s,\"never\":[%s]}"
                .formatted(seeds, cells(states), rows, cells(fired), never);
    }

    private static String cells(Map<String, Seen> row) {
        StringJoiner cells = new StringJoiner(",");
        row.forEach((state, seen) -> cells.add(
                "%s:{\"times\":%d,\"seeds\":%d}".formatted(ConfigUtil.quoteString(state), seen.times(), seen.seeds())));
        return "{" + cells + "}";
    }
}
