package dev.darm.branch;

import dev.darm.codec.Octets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Random histories of a branch: of authors that see part of what the others wrote, some of whom equivocate. */
final class Histories {

    private Histories() {}

    /** {@code count} records in an order in which ancestors come first; of {@code forkers} authors two copies write. */
    static List<SignedRecord> random(long seed, int authors, int forkers, int count) {
        Random random = new Random(seed);
        List<Author> writers = new ArrayList<>();
        for (int i = 0; i < authors; i++) writers.add(Author.number(i + 1));
        List<SignedRecord> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (i == count / 3)
                for (int j = 0; j < forkers; j++) writers.add(writers.get(j).clone_());
            Author writer = writers.get(random.nextInt(writers.size()));
            SignedRecord[] parents = all.isEmpty() ? new SignedRecord[0] : new SignedRecord[random.nextInt(4)];
            for (int j = 0; j < parents.length; j++)
                parents[j] = all.get(Math.max(0, all.size() - 1 - random.nextInt(12)));
            all.add(writes(writer, random, (i + 1L) << 8 | random.nextInt(200), parents));
        }
        return all;
    }

    private static SignedRecord writes(Author writer, Random random, long time, SignedRecord[] parents) {
        int which = random.nextInt(2);
        return switch (MergeRule.values()[random.nextInt(MergeRule.values().length)]) {
            case VECTOR -> {
                float[] vector = new float[2 + which];
                for (int i = 0; i < vector.length; i++) vector[i] = random.nextInt(9);
                yield writer.writes(time, MergeRule.VECTOR.kind(0), Payloads.vector(vector), parents);
            }
            case SET -> {
                List<Octets> elements = List.of(
                        Octets.of(new byte[] {(byte) random.nextInt(4)}), Octets.of(new byte[] {9, (byte) which}));
                yield writer.writes(time, MergeRule.SET.kind(which), Payloads.set(elements), parents);
            }
            case COUNTER ->
                writer.writes(time, MergeRule.COUNTER.kind(which), Payloads.total(random.nextInt(9)), parents);
            case REGISTER -> writer.writes(time, MergeRule.REGISTER.kind(which), new byte[which], parents);
            case RELATION -> writer.writes(time, MergeRule.RELATION.kind(0), new byte[] {(byte) which}, parents);
            case OTHER -> writer.writes(time, 0xF0, new byte[] {1}, parents);
            case TEXT -> writer.writes(time, "text " + random.nextInt(3), parents);
        };
    }

    /** The same records in another order, some of them twice. */
    static List<SignedRecord> shuffled(List<SignedRecord> records, long seed) {
        Random random = new Random(seed);
        List<SignedRecord> shuffled = new ArrayList<>(records);
        for (SignedRecord record : records) if (random.nextInt(5) == 0) shuffled.add(record);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    static BranchDag dag(List<SignedRecord> records) {
        BranchDag dag = new BranchDag(Author.BRANCH, BranchDag.Limits.DEFAULT, Archive.NONE);
        for (SignedRecord record : records) dag.add(record, "peer");
        return dag;
    }
}
