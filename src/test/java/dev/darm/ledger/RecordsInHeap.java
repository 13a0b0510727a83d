package dev.darm.ledger;

import dev.darm.journal.RecordLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A log without a disk, for tests; a record can be replaced, and the next append or sync can be made to fail. */
final class RecordsInHeap implements RecordLog {

    final List<byte[]> records = new ArrayList<>();
    int syncs;
    int synced;
    boolean failNextAppend;
    boolean failNextSync;
    long first;

    @Override
    public long append(byte[] record) throws IOException {
        if (failNextAppend) {
            failNextAppend = false;
            throw new IOException("disk full");
        }
        records.add(record.clone());
        return records.size() - 1;
    }

    @Override
    public void sync() throws IOException {
        if (failNextSync) {
            failNextSync = false;
            throw new IOException("sync failed");
        }
        syncs++;
        synced = records.size();
    }

    /** Loses what was not synced but for its first {@code kept} records, as a cut of the power may. */
    void lose(int kept) {
        int left = Math.min(records.size(), synced + kept);
        records.subList(left, records.size()).clear();
        synced = left;
    }

    @Override
    public long first() {
        return first;
    }

    @Override
    public long next() {
        return records.size();
    }

    @Override
    public byte[] read(long number) {
        return records.get(Math.toIntExact(number)).clone();
    }

    @Override
    public void forEach(long from, Visitor visitor) throws IOException {
        for (int i = Math.toIntExact(from); i < records.size(); i++) visitor.visit(i, records.get(i));
    }

    @Override
    public void dropBefore(long number) {
        first = number;
    }

    @Override
    public long dropPoint(long number) {
        return number;
    }

    @Override
    public void skipTo(long number) {
        while (records.size() < number) records.add(new byte[0]);
        synced = records.size();
        first = number;
    }

    @Override
    public void close() {}
}
