package dev.darm.sim.disk;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What a power cut leaves of what was not synced, by chance. A dirty page is kept, lost, or torn where two sectors meet,
 * each for itself; the length of a file and every change of names likewise. A coin for each file and for all names together
 * first says whether they are all kept, all lost or mixed, for among a thousand pages chance alone would never keep them all.
 */
final class PowerCut {

    /** Hears what became of what was not stored. */
    interface Witness {
        void saw(String outcome, String what, long offset, long bytes);
    }

    private enum Luck {
        ALL_LOST,
        ALL_KEPT,
        MIXED
    }

    private final RandomGenerator random;
    private final int atomicBytes;
    private final Witness witness;

    PowerCut(RandomGenerator random, int atomicBytes, Witness witness) {
        this.random = random;
        this.atomicBytes = atomicBytes;
        this.witness = witness;
    }

    void fall(Names names) {
        names.files().forEach(this::file);
        names(names.pending());
        names.restart();
    }

    private Luck luck() {
        return switch (random.nextInt(4)) {
            case 0 -> Luck.ALL_LOST;
            case 1 -> Luck.ALL_KEPT;
            default -> Luck.MIXED;
        };
    }

    private void file(FileNode file, String name) {
        if (file.unsynced()) {
            Luck luck = luck();
            for (int number = file.dirty.nextSetBit(0); number >= 0; number = file.dirty.nextSetBit(number + 1))
                file.stored.page(number, page(file, number, luck, name));
            if (file.lengthDirty) file.stored.length(length(file, luck, name));
        }
        file.restart();
    }

    private byte[] page(FileNode file, int number, Luck luck, String name) {
        byte[] before = file.stored.page(number);
        byte[] after = file.seen.page(number);
        int sectors = Pages.BYTES / atomicBytes;
        int outcome =
                switch (luck) {
                    case ALL_LOST -> 0;
                    case ALL_KEPT -> 1;
                    case MIXED -> random.nextInt(sectors > 1 ? 3 : 2);
                };
        long offset = (long) number * Pages.BYTES;
        if (outcome == 0) {
            witness.saw("lost page", name, offset, Pages.BYTES);
            return before;
        }
        if (outcome == 1) return after;
        int tear = atomicBytes * (1 + random.nextInt(sectors - 1));
        witness.saw("torn page", name, offset + tear, Pages.BYTES);
        return random.nextBoolean() ? torn(after, before, tear) : torn(before, after, tear);
    }

    private static byte[] torn(byte[] head, byte[] tail, int at) {
        byte[] page = tail.clone();
        System.arraycopy(head, 0, page, 0, at);
        return page;
    }

    /** Which length: the old, the new or, when the file grew, where a sector between them ends. */
    private long length(FileNode file, Luck luck, String name) {
        long before = file.stored.length();
        long after = file.seen.length();
        if (luck == Luck.ALL_KEPT || before == after) return after;
        int outcome = luck == Luck.ALL_LOST ? 0 : random.nextInt(3);
        if (outcome == 1) return after;
        long between = (before + 1 + random.nextLong(Math.abs(after - before))) / atomicBytes * atomicBytes;
        long left = outcome == 2 && between > before && between < after ? between : before;
        witness.saw("lost length", name, left, Math.abs(after - left));
        return left;
    }

    /** Some of the changes in their order: none, all, the first few, or any. */
    private void names(List<NameChange> pending) {
        if (pending.isEmpty()) return;
        Luck luck = luck();
        int inOrder = random.nextBoolean() ? random.nextInt(pending.size() + 1) : -1;
        for (int i = 0; i < pending.size(); i++) {
            boolean kept =
                    switch (luck) {
                        case ALL_LOST -> false;
                        case ALL_KEPT -> true;
                        case MIXED -> inOrder >= 0 ? i < inOrder : random.nextBoolean();
                    };
            NameChange change = pending.get(i);
            if (kept) change.store(Undo.NEVER);
            else witness.saw("lost name", change.name(), 0, 0);
        }
    }
}
