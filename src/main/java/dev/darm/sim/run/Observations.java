package dev.darm.sim.run;

import dev.darm.codec.Hash;
import dev.darm.sim.report.RunSummary;
import dev.darm.sim.scenario.Work;
import dev.darm.world.Unlikely;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What was seen in a run, in the order in which it was seen. */
final class Observations {

    /** The name of the check that {@link #lost} breaks. */
    static final String LOST = "no-dead-letters";

    /** A block as the first correct node committed it. */
    record Committed(long height, Hash hash, String node, long at, long latency) {}

    /** A document that a node acknowledged; {@code stored} when it took it in then, and had not only heard of it. */
    record Acknowledged(String node, Work.Ingest work, String text, long at, boolean stored) {}

    /** A record of a branch that a node acknowledged, in the order of the acknowledgements. */
    record Written(String node, String branch, String id, long at) {}

    final List<Written> written = new ArrayList<>();

    final Seats seats = new Seats();

    final TreeMap<Long, Committed> chain = new TreeMap<>();

    /** How high each node's chain is, by its name. */
    final TreeMap<String, Long> heights = new TreeMap<>();

    /** The last document under each name that was acknowledged. */
    final Map<String, Acknowledged> acknowledged = new LinkedHashMap<>();

    /** Machines whose plan spoils their disk, or whose key others have: they may forget, and then sign anything. */
    final TreeSet<String> harmed = new TreeSet<>();

    final List<RunSummary.Ask> asks = new ArrayList<>();
    final List<RunSummary.Fault> faults = new ArrayList<>();
    final TreeMap<String, List<RunSummary.Point>> members = new TreeMap<>();
    final TreeMap<String, List<RunSummary.Point>> queues = new TreeMap<>();
    /** How many roots of branches wait for the chain, on nodes that a stream writes to. */
    final TreeMap<String, List<RunSummary.Point>> roots = new TreeMap<>();

    final TreeMap<String, Long> tiers = new TreeMap<>();

    /** What an invariant that is told of things, rather than looks for them, was told. */
    final TreeMap<String, String> broken = new TreeMap<>();

    final TreeMap<String, Long> told = new TreeMap<>();

    /** How often each unlikely branch of the code was passed, and taken. */
    final EnumMap<Unlikely, Long> passed = new EnumMap<>(Unlikely.class);

    final EnumMap<Unlikely, Long> fired = new EnumMap<>(Unlikely.class);

    long asked;
    long ingestsInFlight;
    long asksInFlight;
    long lastCommit = -1;

    private long forgedAt = -1;
    private final TreeMap<String, Long> proposals = new TreeMap<>();
    private final TreeMap<Long, Long> firstProposals = new TreeMap<>();

    /** A block of {@code height} was made at the virtual moment {@code at}. */
    void proposed(long height, Hash hash, long at) {
        proposals.putIfAbsent(hash.hex(), at);
        firstProposals.putIfAbsent(height, at);
    }

    /** How long ago the block was made; of one that a liar made in secret, how long ago the first of its height was. */
    private long latency(long height, Hash hash, long at) {
        Long made = proposals.getOrDefault(hash.hex(), firstProposals.get(height));
        return made == null ? 0 : at - made;
    }

    /** {@code node} committed a block at the virtual moment {@code at}. */
    void committed(String node, long height, Hash hash, long at) {
        long latency = latency(height, hash, at);
        Long before = heights.put(node, height);
        told.merge("blocks-stay", 1L, Long::sum);
        if (before != null && before >= height && !harmed.contains(node))
            broken.putIfAbsent(
                    "blocks-stay",
                    "%s commits height %d, and had committed height %d before".formatted(node, height, before));
        told.merge("agreement", 1L, Long::sum);
        Committed first = chain.putIfAbsent(height, new Committed(height, hash, node, at, latency));
        if (first == null) lastCommit = at;
        else if (!first.hash().equals(hash))
            broken.putIfAbsent(
                    "agreement",
                    "at height %d %s has block %s and %s has %s"
                            .formatted(height, first.node(), first.hash(), node, hash));
    }

    /** A machine sends bytes at {@code now} that are not what it was given to send. */
    void forged(long now) {
        forgedAt = now;
    }

    boolean forgedSince(long instant) {
        return forgedAt >= instant;
    }

    /** A message of DARM's own was lost where none may be. */
    void lost(String what) {
        broken.putIfAbsent(LOST, what);
    }

    void point(TreeMap<String, List<RunSummary.Point>> series, String name, long at, double value) {
        List<RunSummary.Point> points = series.computeIfAbsent(name, any -> new ArrayList<>());
        if (points.isEmpty() || points.getLast().value() != value) points.add(new RunSummary.Point(at, value));
    }

    long height() {
        return chain.isEmpty() ? 0 : chain.lastKey();
    }
}
