package dev.darm.branch;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.codec.Octets;
import dev.darm.ledger.PublicKey;
import java.util.List;

/**
 * What concurrent heads of a branch come to. It follows from the records alone, so every replica that has them makes the
 * same bytes, and nobody signs it: a signature would make as many merge records as there are signers. It does not travel
 * either; whoever doubts one makes it again.
 *
 * @param time right after the latest of the heads
 * @param heads the heads that count, one an author, sorted by id; its parents in the graph
 * @param excluded the authors that equivocated and have heads, sorted; see {@link Merges}
 * @param unreadable the records, heads or counters, whose payload is not what its kind demands, sorted
 * @param sections by kind, ascending; of vectors one for each number of dimensions, ascending
 */
public record MergeRecord(
        String branch,
        HybridTime time,
        List<Hash> heads,
        List<PublicKey> excluded,
        List<Hash> unreadable,
        List<Section> sections)
        implements Canonical {

    private static final int KIND = 0x74;
    private static final int VERSION = 1;

    public MergeRecord {
        heads = requireSorted("heads", heads);
        excluded = requireSorted("excluded authors", excluded);
        unreadable = requireSorted("unreadable records", unreadable);
        sections = List.copyOf(sections);
        for (int i = 1; i < sections.size(); i++)
            if (sections.get(i - 1).kind() > sections.get(i).kind())
                throw new IllegalArgumentException("the sections of a merge record are sorted by kind");
    }

    private static <T extends Comparable<T>> List<T> requireSorted(String what, List<T> values) {
        for (int i = 1; i < values.size(); i++)
            if (values.get(i - 1).compareTo(values.get(i)) >= 0)
                throw new IllegalArgumentException("the " + what + " of a merge record are sorted, each once");
        return List.copyOf(values);
    }

    /** The merged value of one kind. */
    public sealed interface Section {

        int kind();

        /**
         * The component-wise lower median.
         *
         * @param voices of how many heads; above 1 it is merged, and may be what nobody said
         */
        record Median(int kind, int voices, List<Float> vector) implements Section {
            public boolean isMerged() {
                return voices > 1;
            }
        }

        /** The union, sorted. */
        record Union(int kind, int voices, List<Octets> elements) implements Section {}

        /** The record that was last. */
        record Last(int kind, int voices, Hash record) implements Section {}

        /** The sum of what {@code voices} authors counted; {@link Long#MAX_VALUE} also when it is more. */
        record Sum(int kind, int voices, long total) implements Section {}

        /** Everything that was said, sorted by content hash. */
        record SideBySide(int kind, List<Alternative> alternatives) implements Section {
            public boolean isContested() {
                return alternatives.size() > 1;
            }
        }
    }

    /** One of the things said: the hash of the payload, and the heads that say it, sorted. */
    public record Alternative(Hash content, List<Hash> records) implements Canonical {

        static Alternative read(ByteReader from) {
            return new Alternative(from.hash(), from.list(ByteReader::hash));
        }

        @Override
        public void write(ByteWriter to) {
            to.hash(content).list(records, ByteWriter::hash);
        }
    }

    public static MergeRecord read(ByteReader from) {
        from.expect("merge record", KIND, VERSION);
        String branch = from.text();
        HybridTime time = HybridTime.read(from);
        List<Hash> heads = from.list(ByteReader::hash);
        List<PublicKey> excluded = from.list(PublicKey::read);
        List<Hash> unreadable = from.list(ByteReader::hash);
        List<Section> sections = from.list(MergeRecord::readSection);
        return from.valid(() -> new MergeRecord(branch, time, heads, excluded, unreadable, sections));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION).text(branch);
        time.write(to);
        to.list(heads, ByteWriter::hash).list(excluded).list(unreadable, ByteWriter::hash);
        to.list(sections, MergeRecord::writeSection);
    }

    private static Section readSection(ByteReader from) {
        int kind = from.u8();
        return switch (MergeRule.of(kind)) {
            case VECTOR -> new Section.Median(kind, from.i32(), Payloads.vector(from));
            case SET -> new Section.Union(kind, from.i32(), Payloads.set(from));
            case REGISTER -> new Section.Last(kind, from.i32(), from.hash());
            case COUNTER -> new Section.Sum(kind, from.i32(), Payloads.total(from));
            case TEXT, RELATION, OTHER -> new Section.SideBySide(kind, from.list(Alternative::read));
        };
    }

    private static void writeSection(ByteWriter to, Section section) {
        to.u8(section.kind());
        switch (section) {
            case Section.Median median -> {
                to.i32(median.voices);
                to.list(median.vector, (writer, value) -> writer.i32(Float.floatToIntBits(value)));
            }
            case Section.Union union -> to.i32(union.voices).list(union.elements);
            case Section.Last last -> to.i32(last.voices).hash(last.record);
            case Section.Sum sum -> to.i32(sum.voices).i64(sum.total);
            case Section.SideBySide texts -> to.list(texts.alternatives);
        }
    }

    /** Names it in the graph. */
    public Hash id() {
        return hash();
    }
}
