package dev.darm.branch;

import dev.darm.branch.MergeRecord.Alternative;
import dev.darm.branch.MergeRecord.Section;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.codec.Octets;
import dev.darm.ledger.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Merges the set of concurrent heads of a branch, by the {@link MergeRule} of each kind. It is a function of the set: there
 * is no pairwise step, so no order of merging that could matter.
 *
 * <p><b>One voice an author.</b> Heads are concurrent, so an honest author has one at most. An author that equivocated has
 * several, and any rule that picks one of them lets it choose by grinding ids which of its contradictory words counts, and
 * a rule that counts all gives it as many voices as it likes. So its heads count for nothing, and its counters neither; it is
 * listed as excluded. What honest authors built on its records stands.
 *
 * <p><b>The median.</b> Of n values it is that of rank ⌈n/2⌉ from below. With f liars among the n, f below that rank, it
 * lies between the honest values of ranks ⌈n/2⌉ − f and ⌈n/2⌉: at least ⌈n/2⌉ − f of the values up to it are honest, and
 * fewer than ⌈n/2⌉ values lie below it. Nothing is averaged, so it is one of the values that were said.
 */
public final class Merges {

    private Merges() {}

    /** What the heads of {@code dag} come to; empty when no author that may speak has a head. */
    public static Optional<MergeRecord> of(BranchDag dag) {
        TreeSet<PublicKey> excluded = new TreeSet<>();
        List<SignedRecord> heads = new ArrayList<>();
        for (SignedRecord head : dag.heads()) {
            PublicKey author = head.record().author();
            if (dag.isForked(author)) excluded.add(author);
            else heads.add(head);
        }
        if (heads.isEmpty()) return Optional.empty();
        return Optional.of(new Sections(dag.branch(), heads, List.copyOf(excluded), dag.counters()).merge());
    }

    /** The value of rank ⌈n/2⌉ of n. */
    static float median(float[] values) {
        Arrays.sort(values);
        return values[(values.length - 1) / 2];
    }

    /** One merge in the making. */
    private static final class Sections {
        private final String branch;
        private final List<SignedRecord> heads;
        private final List<PublicKey> excluded;
        private final SortedMap<Integer, List<SignedRecord>> counters;
        private final List<Hash> unreadable = new ArrayList<>();

        Sections(
                String branch,
                List<SignedRecord> heads,
                List<PublicKey> excluded,
                SortedMap<Integer, List<SignedRecord>> counters) {
            this.branch = branch;
            this.heads = heads;
            this.excluded = excluded;
            this.counters = counters;
        }

        MergeRecord merge() {
            SortedMap<Integer, List<BranchRecord>> byKind = new TreeMap<>();
            for (SignedRecord head : heads)
                byKind.computeIfAbsent(head.record().kind(), kind -> new ArrayList<>())
                        .add(head.record());
            counters.forEach((kind, records) ->
                    byKind.put(kind, records.stream().map(SignedRecord::record).toList()));

            List<Section> sections = new ArrayList<>();
            byKind.forEach((kind, records) -> addSections(kind, records, sections));
            Collections.sort(unreadable);
            HybridTime latest = heads.getLast().record().time();
            List<Hash> ids = heads.stream().map(SignedRecord::id).sorted().toList();
            return new MergeRecord(branch, latest.next(), ids, excluded, unreadable, sections);
        }

        private void addSections(int kind, List<BranchRecord> records, List<Section> to) {
            switch (MergeRule.of(kind)) {
                case VECTOR -> addMedians(kind, records, to);
                case SET -> addUnion(kind, records, to);
                // the heads stand in canonical order
                case REGISTER ->
                    to.add(new Section.Last(
                            kind, records.size(), records.getLast().id()));
                case COUNTER -> addSum(kind, records, to);
                case TEXT, RELATION, OTHER -> to.add(new Section.SideBySide(kind, alternatives(records)));
            }
        }

        private void addMedians(int kind, List<BranchRecord> records, List<Section> to) {
            SortedMap<Integer, List<List<Float>>> byDimensions = new TreeMap<>();
            for (BranchRecord record : records)
                readable(record, () -> Payloads.vector(record.payload())).ifPresent(vector -> byDimensions
                        .computeIfAbsent(vector.size(), size -> new ArrayList<>())
                        .add(vector));
            byDimensions.forEach((dimensions, vectors) -> {
                List<Float> medians = new ArrayList<>(dimensions);
                for (int i = 0; i < dimensions; i++) {
                    float[] values = new float[vectors.size()];
                    for (int j = 0; j < values.length; j++)
                        values[j] = vectors.get(j).get(i);
                    medians.add(median(values));
                }
                to.add(new Section.Median(kind, vectors.size(), medians));
            });
        }

        private void addUnion(int kind, List<BranchRecord> records, List<Section> to) {
            TreeSet<Octets> union = new TreeSet<>();
            int voices = 0;
            for (BranchRecord record : records) {
                Optional<List<Octets>> elements = readable(record, () -> Payloads.set(record.payload()));
                if (elements.isEmpty()) continue;
                union.addAll(elements.get());
                voices++;
            }
            if (voices > 0) to.add(new Section.Union(kind, voices, List.copyOf(union)));
        }

        private void addSum(int kind, List<BranchRecord> records, List<Section> to) {
            long sum = 0;
            int voices = 0;
            for (BranchRecord record : records) {
                Optional<Long> total = readable(record, () -> Payloads.total(record.payload()));
                if (total.isEmpty()) continue;
                sum = sum + total.get() < 0 ? Long.MAX_VALUE : sum + total.get();
                voices++;
            }
            if (voices > 0) to.add(new Section.Sum(kind, voices, sum));
        }

        private static List<Alternative> alternatives(List<BranchRecord> records) {
            SortedMap<Hash, TreeSet<Hash>> byContent = new TreeMap<>();
            for (BranchRecord record : records)
                byContent
                        .computeIfAbsent(Hash.of(record.payload()), content -> new TreeSet<>())
                        .add(record.id());
            List<Alternative> alternatives = new ArrayList<>();
            byContent.forEach((content, ids) -> alternatives.add(new Alternative(content, List.copyOf(ids))));
            return alternatives;
        }

        private <T> Optional<T> readable(BranchRecord record, Supplier<T> read) {
            try {
                return Optional.of(read.get());
            } catch (MalformedBytes e) {
                // an author may have signed anything; that the others are merged must not hang on it
                unreadable.add(record.id());
                return Optional.empty();
            }
        }
    }
}
