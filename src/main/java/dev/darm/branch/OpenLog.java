package dev.darm.branch;

import dev.darm.codec.ByteReader;
import dev.darm.codec.MalformedBytes;
import dev.darm.journal.RecordLog;
import java.io.IOException;
import java.util.List;

/**
 * The log of what is not sealed yet. It is written anew now and then, so that what was sealed can go; as a log drops whole
 * segments only, older entries may still lie before the new ones, without the ancestors that went.
 */
final class OpenLog {

    /** It is written anew when it grew by so many bytes. */
    private static final long GROWN = 64 << 20;

    /** What {@link #replay} does with an entry. */
    interface Visitor {
        void visit(BranchEntry entry) throws IOException;
    }

    private final RecordLog log;
    private long grown;

    OpenLog(RecordLog log) {
        this.log = log;
    }

    /** Gives what counts, in its order. */
    void replay(Visitor visitor) throws IOException {
        long[] from = {log.first()};
        log.forEach(log.first(), (number, bytes) -> {
            if (parse(number, bytes) instanceof BranchEntry.Moved(long moved)) from[0] = moved;
        });
        log.forEach(from[0], (number, bytes) -> visitor.visit(parse(number, bytes)));
    }

    private static BranchEntry parse(long number, byte[] bytes) throws IOException {
        try {
            return ByteReader.readAll(bytes, BranchEntry::read);
        } catch (MalformedBytes e) {
            throw new IOException("record " + number + " of the log of branches: " + e.getMessage(), e);
        }
    }

    /** Appends an entry; it is durable after {@link #sync}. */
    void append(BranchEntry entry) throws IOException {
        byte[] bytes = entry.bytes();
        log.append(bytes);
        grown += bytes.length;
    }

    void sync() throws IOException {
        log.sync();
    }

    /** Whether it is time to {@link #moveUp}. */
    boolean isLong() {
        return grown > GROWN;
    }

    /** Writes {@code entries}, all that must stay, once more, and lets go what is older. */
    void moveUp(List<BranchEntry> entries) throws IOException {
        long from = log.next();
        for (BranchEntry entry : entries) append(entry);
        append(new BranchEntry.Moved(from));
        sync();
        log.dropBefore(from);
        grown = 0;
    }

    void close() throws IOException {
        log.close();
    }
}
