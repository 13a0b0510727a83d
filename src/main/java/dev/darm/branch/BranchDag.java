package dev.darm.branch;

import dev.darm.codec.Hash;
import dev.darm.ledger.PublicKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The visible records of one branch at one replica.
 *
 * <p><b>What makes replicas agree.</b> Whether a record is accepted depends on nothing but itself and its ancestors: it
 * follows the author's previous record by one, and its time is later than that of every ancestor. Hence the canonical order
 * (time, then id) is causal, whatever the order of arrival, and needs no sorting by edges. A record that arrives before an
 * ancestor waits; one whose ancestor is refused is refused too. Signatures and clocks are looked at before, by whoever adds.
 *
 * <p><b>Forks</b> are accepted, for an honest author may have built on either; the author is listed in {@link
 * #equivocations}, and its heads count for nothing in {@link Merges}. Beyond {@link Limits#forks} of one author a fork is
 * accepted only if a record of another author names it; from there on replicas may differ in what nobody built on, but
 * neither in merges nor in evidence being there.
 *
 * <p><b>Bounds.</b> Every walk uses a queue and a set of what it has seen, so depth costs no stack and diamonds cost each
 * record once. An arrival costs as much as its ancestors, however deep or wide the graph is.
 */
public final class BranchDag {

    /**
     * @param authors how many authors may write in a branch, 1 or more
     * @param waitingRecords how many records of one source may wait for ancestors
     * @param waitingBytes how many bytes these may have
     * @param forks how many strands of an equivocator are accepted although nobody else built on them
     */
    public record Limits(int authors, int waitingRecords, long waitingBytes, int forks) {
        public static final Limits DEFAULT = new Limits(16_384, 4_096, 16 << 20, 1_024);
    }

    /** What became of a record. */
    public sealed interface Outcome {
        /** It is visible, and so is what waited for it: in an order in which ancestors come first. */
        record Added(List<SignedRecord> visible, List<Equivocation> evidence) implements Outcome {}

        /** It is here already, visible or waiting. */
        record Known() implements Outcome {}

        /** It waits; {@code missing} are neither visible nor waiting themselves. */
        record Waits(List<Hash> missing) implements Outcome {}

        /** It is not kept. */
        record Refused(String why) implements Outcome {}
    }

    private final String branch;
    private final Limits limits;
    private final Archive archive;
    private final Map<Hash, DagNode> nodes = new HashMap<>();
    private final SortedMap<PublicKey, History> histories = new TreeMap<>();
    private final NavigableMap<Position, DagNode> unsealed = new TreeMap<>();
    private final NavigableSet<DagNode> heads = new TreeSet<>(DagNode::compare);
    private final SortedMap<PublicKey, Equivocation> equivocations = new TreeMap<>();
    private final Waiting waiting;
    private long size;

    public BranchDag(String branch, Limits limits, Archive archive) {
        this.branch = BranchRecord.requireBranch(branch);
        this.limits = limits;
        this.archive = archive;
        this.waiting = new Waiting(limits.waitingRecords(), limits.waitingBytes());
    }

    /** Adds a record whose signature was verified. {@code source}: who is charged for it if it must wait. */
    public Outcome add(SignedRecord signed, String source) {
        BranchRecord record = signed.record();
        if (!record.branch().equals(branch))
            return new Outcome.Refused("the record is of branch " + record.branch() + ", not " + branch);
        if (waiting.contains(record.id()) || contains(record.id())) return new Outcome.Known();

        List<Hash> missing = new ArrayList<>();
        for (Hash ancestor : record.ancestors()) if (!contains(ancestor)) missing.add(ancestor);
        if (missing.isEmpty()) return addReady(signed);
        if (!waiting.add(signed, source, missing))
            return new Outcome.Refused("too many records of " + source + " wait for ancestors");
        missing.removeIf(waiting::contains);
        return new Outcome.Waits(missing);
    }

    private Outcome addReady(SignedRecord signed) {
        List<SignedRecord> visible = new ArrayList<>();
        List<Equivocation> evidence = new ArrayList<>();
        @Nullable String refusal = null;
        Deque<SignedRecord> ready = new ArrayDeque<>(List.of(signed));
        while (!ready.isEmpty()) {
            SignedRecord next = ready.removeFirst();
            Optional<String> why = refusal(next.record());
            if (why.isPresent()) {
                waiting.refused(next.id());
                if (next == signed) refusal = why.get();
                continue;
            }
            insert(next).ifPresent(evidence::add);
            visible.add(next);
            ready.addAll(waiting.arrived(next.id()));
        }
        return refusal != null ? new Outcome.Refused(refusal) : new Outcome.Added(visible, evidence);
    }

    /** Why a record whose ancestors are all visible is not accepted. */
    private Optional<String> refusal(BranchRecord record) {
        for (Hash id : record.ancestors()) {
            BranchRecord ancestor = record(id).orElseThrow();
            if (!record.time().isAfter(ancestor.time()))
                return Optional.of("%s is not later than its ancestor %s".formatted(record, ancestor));
        }
        if (record.previous().isPresent()) {
            BranchRecord previous = record(record.previous().get()).orElseThrow();
            if (!previous.author().equals(record.author()) || previous.sequence() + 1 != record.sequence())
                return Optional.of("%s does not follow %s".formatted(record, previous));
        }
        History history = histories.get(record.author());
        if (history == null)
            return histories.size() < limits.authors()
                    ? Optional.empty()
                    : Optional.of(
                            "the branch has " + limits.authors() + " authors, and no room for " + record.author());
        boolean tooManyForks = history.strands.size() >= limits.forks()
                && strandEndingBefore(record) == null
                && !waiting.isWantedByOthers(record);
        return tooManyForks
                ? Optional.of("its author forked " + limits.forks() + " times, and nobody built on " + record)
                : Optional.empty();
    }

    private Optional<Equivocation> insert(SignedRecord signed) {
        BranchRecord record = signed.record();
        History history = histories.computeIfAbsent(record.author(), author -> new History());
        Strand strand = strandEndingBefore(record);
        Optional<Equivocation> evidence = Optional.empty();
        if (strand == null) {
            Strand parent =
                    record.previous().map(nodes::get).map(node -> node.strand).orElse(null);
            if (!history.strands.isEmpty()) {
                evidence = history.forks(signed, () -> sibling(history, record));
                evidence.ifPresent(found -> equivocations.put(record.author(), found));
            }
            strand = new Strand(parent, record.sequence());
            history.strands.add(strand);
        }
        DagNode node = new DagNode(signed, strand);
        Hash previousTip = record.previous().orElse(null);
        strand.add(node);
        nodes.put(node.id(), node);
        unsealed.put(Position.of(record), node);
        heads.add(node);
        if (MergeRule.of(record.kind()) == MergeRule.COUNTER) history.counters.put(record.kind(), signed);
        for (Hash id : record.ancestors()) covered(id);
        if (previousTip != null) forgetIfSealed(nodes.get(previousTip));
        size++;
        return evidence;
    }

    /** The strand whose last record is the previous one; null when the record begins a strand. */
    private @Nullable Strand strandEndingBefore(BranchRecord record) {
        if (record.previous().isEmpty()) return null;
        // the last of a strand never leaves memory
        DagNode previous = nodes.get(record.previous().get());
        return previous != null && previous.strand.last() == previous ? previous.strand : null;
    }

    /** The record that continues the same history at the same sequence, in memory or sealed. */
    private SignedRecord sibling(History history, BranchRecord fork) {
        for (Strand strand : history.strands) {
            DagNode node = strand.at(fork.sequence());
            if (node != null && node.record().previous().equals(fork.previous())) return node.signed;
        }
        return archive.rival(fork)
                .orElseThrow(() -> new IllegalStateException("the sealed record beside " + fork + " is not found"));
    }

    private void covered(Hash id) {
        DagNode node = nodes.get(id);
        if (node == null) return;
        if (node.children++ == 0) heads.remove(node);
        forgetIfSealed(node);
    }

    private void forgetIfSealed(@Nullable DagNode node) {
        if (node != null && node.sealed && !node.isNeeded()) nodes.remove(node.id());
    }

    /** {@code segment} is durable in the archive: its records leave memory but for heads and the last of each strand. */
    public void release(Segment segment) {
        Set<Strand> touched = new LinkedHashSet<>();
        Set<PublicKey> authors = new HashSet<>();
        for (SignedRecord signed : segment.records()) {
            DagNode node = nodes.get(signed.id());
            if (node == null) continue;
            node.sealed = true;
            unsealed.remove(Position.of(node.record()));
            touched.add(node.strand);
            authors.add(node.record().author());
            if (node.isNeeded()) node.signed = node.signed.alone();
            forgetIfSealed(node);
        }
        for (Strand strand : touched) strand.trim();
        for (PublicKey author : authors)
            Optional.ofNullable(histories.get(author)).ifPresent(History::trim);
    }

    public String branch() {
        return branch;
    }

    /** Whether the record is visible, in memory or sealed. */
    public boolean contains(Hash id) {
        return nodes.containsKey(id) || archive.find(id).isPresent();
    }

    /** The visible record, in memory or sealed. */
    public Optional<SignedRecord> get(Hash id) {
        DagNode node = nodes.get(id);
        return node != null ? Optional.of(node.signed) : archive.find(id);
    }

    private Optional<BranchRecord> record(Hash id) {
        return get(id).map(SignedRecord::record);
    }

    /** The records that no other names, in canonical order. */
    public List<SignedRecord> heads() {
        return heads.stream().map(node -> node.signed).toList();
    }

    /** The records that are not sealed, in canonical order. */
    public List<SignedRecord> order() {
        return unsealed.values().stream().map(node -> node.signed).toList();
    }

    /** Up to {@code max} records in the order of this copy, the sealed ones first, from number {@code from} on. */
    public List<SignedRecord> page(long from, int max) {
        List<SignedRecord> page = new ArrayList<>();
        long segment = 0;
        for (long end = archive.segments(); segment < end; ) {
            long middle = (segment + end) >>> 1;
            if (archive.recordsBefore(middle + 1) <= from) segment = middle + 1;
            else end = middle;
        }
        long number = archive.recordsBefore(segment);
        for (; segment < archive.segments() && page.size() < max; segment++)
            for (SignedRecord record : archive.segment(segment).records())
                if (number++ >= from && page.size() < max) page.add(record);
        for (DagNode node : unsealed.values()) {
            if (page.size() == max) break;
            if (number++ >= from) page.add(node.signed);
        }
        return page;
    }

    /** How many records are visible, sealed ones included. */
    public long size() {
        return size;
    }

    /** How many records are held in memory. */
    public int inMemory() {
        return nodes.size();
    }

    /** How many records wait for ancestors. */
    public int waits() {
        return waiting.size();
    }

    /** Up to {@code limit} of the ancestors that are waited for and wait not themselves, the earliest asked for first. */
    public List<Hash> missing(int limit) {
        return waiting.missing(limit);
    }

    /** The peer left: what it sent and still waits is dropped. */
    public void forgetSource(String source) {
        waiting.forgetSource(source);
    }

    /** For each author that was caught, the two lowest ids at the lowest sequence that it used twice. */
    public SortedMap<PublicKey, Equivocation> equivocations() {
        return new TreeMap<>(equivocations);
    }

    /** Whether a path leads from {@code later} back to {@code earlier}, both visible; sealed records are not walked. */
    public boolean precedes(Hash earlier, Hash later) {
        Optional<BranchRecord> target = record(earlier);
        if (target.isEmpty()) return false;
        Deque<Hash> open = new ArrayDeque<>(List.of(later));
        Set<Hash> seen = new HashSet<>();
        while (!open.isEmpty()) {
            DagNode node = nodes.get(open.pop());
            if (node == null) continue;
            for (Hash ancestor : node.record().ancestors()) {
                if (ancestor.equals(earlier)) return true;
                Optional<BranchRecord> record = record(ancestor);
                if (record.isPresent()
                        && record.get().time().isAfter(target.get().time())
                        && seen.add(ancestor)) open.push(ancestor);
            }
        }
        return false;
    }

    /**
     * The next record of {@code author}: after its last one, and after the oldest heads of others, at most {@code parents}
     * of them. An author that equivocated goes on with its first strand.
     *
     * @param time later than all that is visible here: from a clock that heard it
     */
    public BranchRecord draft(PublicKey author, HybridTime time, int parents, int kind, byte[] payload) {
        History history = histories.get(author);
        Optional<BranchRecord> last = history == null
                ? Optional.empty()
                : Optional.of(history.strands.getFirst().last().record());
        List<Hash> others = new ArrayList<>();
        for (DagNode head : heads) {
            if (others.size() == Math.min(parents, BranchRecord.MAX_PARENTS)) break;
            if (!last.equals(Optional.of(head.record()))) others.add(head.id());
        }
        long sequence = last.map(record -> record.sequence() + 1).orElse(0L);
        return BranchRecord.of(branch, author, sequence, last.map(BranchRecord::id), time, others, kind, payload);
    }

    /** Whether the author was caught equivocating. */
    public boolean isForked(PublicKey author) {
        return equivocations.containsKey(author);
    }

    /** By kind of counter, the last record of each author that did not equivocate, in the order of the authors. */
    SortedMap<Integer, List<SignedRecord>> counters() {
        SortedMap<Integer, List<SignedRecord>> counters = new TreeMap<>();
        for (History history : histories.values()) {
            if (history.isForked()) continue;
            history.counters.forEach((kind, record) ->
                    counters.computeIfAbsent(kind, key -> new ArrayList<>()).add(record));
        }
        return counters;
    }

    SortedMap<PublicKey, History> histories() {
        return histories;
    }

    NavigableMap<Position, DagNode> unsealed() {
        return unsealed;
    }

    Archive archive() {
        return archive;
    }

    @Nullable
    DagNode node(Hash id) {
        return nodes.get(id);
    }
}
