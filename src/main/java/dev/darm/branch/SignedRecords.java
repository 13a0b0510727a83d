package dev.darm.branch;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.ledger.PartialTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Signed records in some order: each batch's seal once, and of its tree only the hashes that do not follow from the records
 * themselves ({@link PartialTree}): none for a whole batch, two a level at most for a run of one.
 *
 * @param all in any order, none twice
 */
public record SignedRecords(List<SignedRecord> all) implements Canonical {

    private static final int KIND = 0x7D;
    private static final int VERSION = 1;

    /** A record as it is written: the number of its batch, its place there, itself. */
    private record Entry(int batch, int place, BranchRecord record) {
        static Entry read(ByteReader from) {
            return new Entry(from.i32(), from.i32(), BranchRecord.read(from));
        }
    }

    /** The records of one batch, in the order of their places. */
    private record Batch(BatchSeal seal, List<SignedRecord> records) {
        int[] places() {
            return records.stream().mapToInt(SignedRecord::index).toArray();
        }
    }

    public SignedRecords {
        all = List.copyOf(all);
    }

    public static SignedRecords read(ByteReader from) {
        from.expect("signed records", KIND, VERSION);
        List<BatchSeal> seals = from.list(BatchSeal::read);
        List<List<Entry>> batches = new ArrayList<>(seals.size());
        for (int i = 0; i < seals.size(); i++) batches.add(new ArrayList<>());
        int used = 0;
        List<Entry> entries = from.list(Entry::read);
        for (Entry entry : entries) {
            // batches are numbered in the order of their first records
            if (entry.batch() < 0 || entry.batch() > used || entry.batch() >= seals.size())
                throw from.malformed("a record of batch " + entry.batch() + " after " + used + " of " + seals.size());
            if (entry.batch() == used) used++;
            if (!entry.record().author().equals(seals.get(entry.batch()).author()))
                throw from.malformed("the author of " + entry.record() + " is not the batch's");
            batches.get(entry.batch()).add(entry);
        }
        if (used < seals.size()) throw from.malformed("no record of batch " + used);
        List<PartialTree> trees = new ArrayList<>(seals.size());
        for (int i = 0; i < seals.size(); i++) trees.add(tree(seals.get(i), batches.get(i), from));
        List<SignedRecord> all = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            SignedRecord signed =
                    new SignedRecord(entry.record(), seals.get(entry.batch()), entry.place(), trees.get(entry.batch()));
            all.add(batches.get(entry.batch()).size() == 1 ? signed.alone() : signed);
        }
        return new SignedRecords(all);
    }

    private static PartialTree tree(BatchSeal seal, List<Entry> entries, ByteReader from) {
        entries.sort(Comparator.comparingInt(Entry::place));
        int[] places = entries.stream().mapToInt(Entry::place).toArray();
        Hash[] leaves =
                entries.stream().map(entry -> BatchSeal.leaf(entry.record())).toArray(Hash[]::new);
        return from.valid(() -> new PartialTree(seal.size(), places, leaves, from::hash));
    }

    @Override
    public void write(ByteWriter to) {
        List<Batch> batches = new ArrayList<>();
        int[] numbers = new int[all.size()];
        number(batches, numbers);
        to.u8(KIND).u8(VERSION).list(batches, (writer, batch) -> batch.seal().write(writer));
        to.i32(all.size());
        for (int i = 0; i < numbers.length; i++) {
            SignedRecord signed = all.get(i);
            to.i32(numbers[i]).i32(signed.index());
            signed.record().write(to);
        }
        for (Batch batch : batches) {
            batch.records().sort(Comparator.comparingInt(SignedRecord::index));
            int[] places = batch.places();
            PartialTree.forEachMissing(
                    batch.seal().size(),
                    places,
                    (level, number) ->
                            to.hash(batch.records().get(number).proof().beside(level)));
        }
    }

    /** Gathers the records by batch, and says of each the number of its batch. */
    private void number(List<Batch> batches, int[] numbers) {
        Map<BatchSeal, Integer> known = new HashMap<>();
        @Nullable BatchSeal last = null;
        for (int i = 0; i < numbers.length; i++) {
            SignedRecord signed = all.get(i);
            // mostly they stand together
            if (last == signed.seal()) {
                numbers[i] = numbers[i - 1];
            } else {
                last = signed.seal();
                Integer number = known.putIfAbsent(last, batches.size());
                numbers[i] = number == null ? batches.size() : number;
                if (number == null) batches.add(new Batch(last, new ArrayList<>()));
            }
            batches.get(numbers[i]).records().add(signed);
        }
    }
}
