package dev.darm.ledger.consensus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every state that correct validators of four can come to in one height, breadth first, whatever the Byzantine ones
 * say, whatever is lost, delayed or repeated, whenever timers ring, and whoever starts anew between two actions. A state is
 * the {@link Local} of each; what they have said is the pool that all may act on. docs/ledger.md tells what is left out and
 * why nothing is lost by it.
 */
public final class ModelCheck {

    private static final int STATE_BITS = 63;
    private static final int MOST_ID_BITS = 21;

    /** Bytes that a state costs at most: in the table while that doubles, and in its level. */
    private static final long STATE_BYTES = 48;

    private final ModelMessages messages;
    private final Optional<ModelGates> gates;
    private final int nodes;
    private final int idBits;
    private final int firstAlike;
    private final List<int[]> renamings;
    private final Map<Local, Integer> ids = new HashMap<>();
    private final List<Local> locals = new ArrayList<>();
    private final List<@Nullable Known[]> known = new ArrayList<>();
    private final List<int[]> renamed = new ArrayList<>();
    private final LongSet seen = new LongSet();
    private final List<long[]> levels = new ArrayList<>();
    private final Map<String, String> violations = new TreeMap<>();
    private long[] found = new long[1 << 10];
    private int foundCount;
    private long transitions;
    private long allDecide;

    /** What a search came to. {@code violations} has how a property was first broken, by its name. */
    public record Result(
            String proposers,
            long states,
            long transitions,
            int depth,
            long allDecide,
            boolean exhaustive,
            Map<String, String> violations) {

        @Override
        public String toString() {
            return "proposers %s: %,d states, %,d transitions, depth %d, all decide in %,d, %s%s"
                    .formatted(
                            proposers,
                            states,
                            transitions,
                            depth,
                            allDecide,
                            exhaustive ? "exhaustive" : "NOT EXHAUSTIVE",
                            violations.isEmpty() ? "" : ", violations " + violations);
        }
    }

    /** What a validator can do in a local state, with its results as ids, and what it has said. */
    private record Known(long said, long[] needs, int[] gates, int[] to, ModelNode.Decision[] decisions) {

        boolean enabled(int action, long pool, long open) {
            return (needs[action] & ~pool) == 0
                    && (gates[action] == ModelNode.NO_GATE || (open & 1L << gates[action]) != 0);
        }
    }

    ModelCheck(int correct, int values, int[] schedule, OptionalInt missing) {
        this.messages = new ModelMessages(correct, values, schedule, missing);
        this.gates = messages.fast().map(path -> new ModelGates(messages, path));
        this.nodes = correct;
        this.idBits = Math.min(MOST_ID_BITS, STATE_BITS / correct);
        this.firstAlike = (int)
                Arrays.stream(schedule).filter(proposer -> proposer < correct).count();
        this.renamings = permutations(values);
    }

    /**
     * Searches all orders of proposers in {@code rounds} rounds that are not the same but for names, and hands each result out.
     *
     * @param missing the power that may be missing from a fast decision; empty without the fast path
     * @throws IllegalArgumentException when the bounds are beyond what can be encoded
     */
    static void check(
            int rounds, int values, int byzantine, OptionalInt missing, long mostStates, Consumer<Result> results) {
        if (rounds < 1 || rounds > Local.MAX_ROUNDS || values < 1 || values > Local.MAX_VALUES)
            throw new IllegalArgumentException("expected 1 to %d rounds and 1 to %d values, not %d and %d"
                    .formatted(Local.MAX_ROUNDS, Local.MAX_VALUES, rounds, values));
        if (byzantine < 0 || byzantine > 2)
            throw new IllegalArgumentException("expected 0 to 2 Byzantine validators, not " + byzantine);
        int correct = ModelMessages.VALIDATORS - byzantine;
        for (int[] schedule : schedules(rounds, correct))
            results.accept(new ModelCheck(correct, values, schedule, missing).search(mostStates));
    }

    static List<Result> check(int rounds, int values, int byzantine, long mostStates) {
        List<Result> results = new ArrayList<>();
        check(rounds, values, byzantine, OptionalInt.empty(), mostStates, results::add);
        return results;
    }

    static List<Result> checkFast(int rounds, int values, int byzantine, int missing, long mostStates) {
        List<Result> results = new ArrayList<>();
        check(rounds, values, byzantine, OptionalInt.of(missing), mostStates, results::add);
        return results;
    }

    /** The properties that some search breaks, by their names: for callers that load this class anew. */
    public static Set<String> broken(int rounds, int values, int byzantine, long mostStates) {
        Set<String> broken = new TreeSet<>();
        for (Result result : check(rounds, values, byzantine, mostStates)) broken.addAll(result.violations.keySet());
        return broken;
    }

    /** The same with the fast path. */
    public static Set<String> brokenFast(int rounds, int values, int byzantine, int missing, long mostStates) {
        Set<String> broken = new TreeSet<>();
        for (Result result : checkFast(rounds, values, byzantine, missing, mostStates))
            broken.addAll(result.violations.keySet());
        return broken;
    }

    /** {@code ModelCheck <rounds> <values> <Byzantine> [<missing on the fast path>]}: ends with 0 when all was seen and held, 64 for bounds that cannot be. */
    public static void main(String[] arguments) {
        boolean[] held = {true};
        long[] start = {System.nanoTime()};
        try {
            check(
                    Integer.parseInt(arguments[0]),
                    Integer.parseInt(arguments[1]),
                    Integer.parseInt(arguments[2]),
                    arguments.length > 3 ? OptionalInt.of(Integer.parseInt(arguments[3])) : OptionalInt.empty(),
                    Runtime.getRuntime().maxMemory() / STATE_BYTES,
                    result -> {
                        System.out.printf("%s, %.1f s%n", result, (System.nanoTime() - start[0]) / 1e9);
                        start[0] = System.nanoTime();
                        held[0] &= result.exhaustive && result.violations.isEmpty();
                    });
        } catch (IllegalArgumentException e) {
            System.err.println("model-check: " + e.getMessage());
            System.exit(64);
        }
        System.exit(held[0] ? 0 : 1);
    }

    /** Whether the search came to this, up to names. */
    boolean saw(Local[] state) {
        int[] of = new int[nodes];
        for (int node = 0; node < nodes; node++) of[node] = id(state[node]);
        return seen.contains(canonical(of));
    }

    ModelMessages messages() {
        return messages;
    }

    Result search(long mostStates) {
        id(Local.START);
        find(pack(new int[nodes]));
        while (foundCount > 0 && !violations.containsKey("agreement") && seen.size() < mostStates) {
            long[] level = Arrays.copyOf(found, foundCount);
            levels.add(level);
            foundCount = 0;
            for (int i = 0; i < level.length && !violations.containsKey("agreement") && seen.size() < mostStates; i++)
                visit(level[i], levels.size() - 1);
        }
        boolean exhaustive = foundCount == 0 && !violations.containsKey("agreement");
        return new Result(proposers(), seen.size(), transitions, levels.size() - 1, allDecide, exhaustive, violations);
    }

    private void visit(long state, int depth) {
        Known[] all = new Known[nodes];
        long pool = 0;
        for (int node = 0; node < nodes; node++) {
            all[node] = known(node, id(state, node));
            pool |= all[node].said;
        }
        if (decisions(state, all, pool, depth) == nodes) allDecide++;
        long open = open(state);
        int[] next = new int[nodes];
        for (int node = 0; node < nodes; node++) {
            for (int i = 0; i < all[node].to.length; i++) {
                if (!all[node].enabled(i, pool, open)) continue;
                transitions++;
                for (int other = 0; other < nodes; other++) next[other] = id(state, other);
                next[node] = all[node].to[i];
                find(canonical(next));
            }
        }
    }

    private long open(long state) {
        if (gates.isEmpty()) return 0;
        Local[] of = new Local[nodes];
        for (int node = 0; node < nodes; node++) of[node] = locals.get(id(state, node));
        return gates.get().open(of);
    }

    /**
     * How many can decide now, and whether two can decide differently. Who can decide can do so ever after while it does
     * nothing else, so that every two decisions of a run are possible together in some state.
     */
    private int decisions(long state, Known[] all, long pool, int depth) {
        int decide = 0;
        int before = 0;
        for (Known node : all) {
            int can = 0;
            for (ModelNode.Decision decision : node.decisions)
                if ((decision.needs() & ~pool) == 0) can |= 1 << decision.content();
            if (can == 0) continue;
            decide++;
            if (before != 0 && Integer.bitCount(before | can) > 1)
                violations.putIfAbsent("agreement", "two decide differently after\n" + trace(state, depth));
            before |= can;
        }
        return decide;
    }

    private void find(long state) {
        if (!seen.add(state)) return;
        if (foundCount == found.length) found = Arrays.copyOf(found, foundCount * 2);
        found[foundCount++] = state;
    }

    /** The least of the states that differ by the names of values and of validators that never propose. */
    private long canonical(int[] state) {
        long least = Long.MAX_VALUE;
        int[] other = new int[nodes];
        for (int renaming = 0; renaming < renamings.size(); renaming++) {
            for (int node = 0; node < nodes; node++) other[node] = renamed(state[node], renaming);
            if (firstAlike < nodes) Arrays.sort(other, firstAlike, nodes);
            least = Math.min(least, pack(other));
        }
        return least;
    }

    private long pack(int[] state) {
        long packed = 0;
        for (int i = 0; i < state.length; i++) packed |= (long) state[i] << i * idBits;
        return packed;
    }

    private int id(long state, int node) {
        return (int) (state >>> node * idBits) & (1 << idBits) - 1;
    }

    private int id(Local local) {
        Integer id = ids.get(local);
        if (id != null) return id;
        if (locals.size() == 1 << idBits) throw new IllegalStateException("too many local states");
        locals.add(local);
        known.add(new Known[nodes]);
        int[] unknown = new int[renamings.size()];
        Arrays.fill(unknown, -1);
        renamed.add(unknown);
        ids.put(local, locals.size() - 1);
        return locals.size() - 1;
    }

    private int renamed(int id, int renaming) {
        int[] cached = renamed.get(id);
        if (cached[renaming] < 0) cached[renaming] = id(locals.get(id).renamed(renamings.get(renaming)));
        return cached[renaming];
    }

    private Known known(int node, int id) {
        @Nullable Known[] cached = known.get(id);
        Known of = cached[node];
        if (of != null) return of;
        Local local = locals.get(id);
        ModelNode.Next next = new ModelNode(node, messages, violations::putIfAbsent).next(local);
        of = new Known(
                messages.saidBy(node, local),
                next.actions().stream().mapToLong(ModelNode.Action::needs).toArray(),
                next.actions().stream().mapToInt(ModelNode.Action::gate).toArray(),
                next.actions().stream().mapToInt(action -> id(action.to())).toArray(),
                next.decisions().toArray(ModelNode.Decision[]::new));
        cached[node] = of;
        return of;
    }

    /** A shortest way to {@code state}, up to the names of what is alike. */
    private String trace(long state, int depth) {
        List<String> lines = new ArrayList<>(List.of(text(state)));
        long at = state;
        for (int level = depth - 1; level >= 0; level--) {
            at = before(at, levels.get(level));
            lines.add(text(at));
        }
        return String.join("\n", lines.reversed());
    }

    private long before(long state, long[] level) {
        for (long candidate : level) {
            long pool = 0;
            for (int node = 0; node < nodes; node++) pool |= known(node, id(candidate, node)).said;
            long open = open(candidate);
            for (int node = 0; node < nodes; node++) {
                Known of = known(node, id(candidate, node));
                for (int i = 0; i < of.to.length; i++) {
                    int[] next = new int[nodes];
                    for (int other = 0; other < nodes; other++) next[other] = id(candidate, other);
                    next[node] = of.to[i];
                    if (of.enabled(i, pool, open) && canonical(next) == state) return candidate;
                }
            }
        }
        throw new AssertionError("a state came from nowhere");
    }

    private String text(long state) {
        List<String> parts = new ArrayList<>();
        for (int node = 0; node < nodes; node++) parts.add("v" + (node + 1) + " [" + locals.get(id(state, node)) + "]");
        return String.join(" ", parts);
    }

    private String proposers() {
        StringBuilder text = new StringBuilder();
        for (int round = 0; round <= messages.lastRound(); round++)
            text.append(messages.proposer(round) < nodes ? "v" + (messages.proposer(round) + 1) : "B");
        return text.toString();
    }

    /** Each validator proposes once at most, as four of equal power do in four rounds; correct ones in their order. */
    static List<int[]> schedules(int rounds, int correct) {
        List<int[]> schedules = new ArrayList<>();
        for (int lies = 0; lies < 1 << rounds; lies++) {
            int liars = Integer.bitCount(lies);
            if (liars > ModelMessages.VALIDATORS - correct || rounds - liars > correct) continue;
            int[] schedule = new int[rounds];
            int honest = 0;
            int liar = correct;
            for (int round = 0; round < rounds; round++) schedule[round] = (lies & 1 << round) != 0 ? liar++ : honest++;
            schedules.add(schedule);
        }
        return schedules;
    }

    private static List<int[]> permutations(int n) {
        List<int[]> all = new ArrayList<>(List.of(new int[0]));
        for (int length = 0; length < n; length++) {
            List<int[]> longer = new ArrayList<>();
            for (int[] prefix : all) {
                for (int next = 0; next < n; next++) {
                    int candidate = next;
                    if (IntStream.of(prefix).anyMatch(one -> one == candidate)) continue;
                    int[] extended = Arrays.copyOf(prefix, length + 1);
                    extended[length] = next;
                    longer.add(extended);
                }
            }
            all = longer;
        }
        return all;
    }

    /** A set of longs of 0 or more, but for the greatest, by open addressing. */
    private static final class LongSet {

        private long[] table = new long[1 << 16];
        private int size;

        boolean add(long value) {
            if (!put(table, value + 1)) return false;
            if (++size * 3L > table.length * 2L) {
                long[] larger = new long[table.length * 2];
                for (long one : table) if (one != 0) put(larger, one);
                table = larger;
            }
            return true;
        }

        boolean contains(long value) {
            int mask = table.length - 1;
            int at = slot(value + 1, mask);
            while (table[at] != 0 && table[at] != value + 1) at = at + 1 & mask;
            return table[at] != 0;
        }

        int size() {
            return size;
        }

        private static boolean put(long[] table, long value) {
            int mask = table.length - 1;
            int at = slot(value, mask);
            while (table[at] != 0) {
                if (table[at] == value) return false;
                at = at + 1 & mask;
            }
            table[at] = value;
            return true;
        }

        private static int slot(long value, int mask) {
            return (int) (value * 0x9E3779B97F4A7C15L >>> 32) & mask;
        }
    }
}
