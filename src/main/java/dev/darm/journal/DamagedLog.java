package dev.darm.journal;

import java.io.IOException;

/**
 * A log that lost or changed records which it had once made durable. It is refused as a whole: what is left of it cannot
 * be told from what somebody was promised.
 */
public final class DamagedLog extends IOException {

    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;
    private final long record;
    private final String what;

    private DamagedLog(String file, long offset, long record, String message) {
        super(message + " Nothing was changed. Restore the data folder from a copy, or move it away and let the node"
                + " catch up from its peers; a validator that lost its log comes back only under a new key.");
        this.file = file;
        this.offset = offset;
        this.record = record;
        this.what = message;
    }

    /** Record {@code record}, which starts at byte {@code offset} of {@code file}, is the first bad one. */
    static DamagedLog at(String file, long offset, long record, String why) {
        return new DamagedLog(
                file, offset, record, "%s: record %d at byte %d is damaged: %s.".formatted(file, record, offset, why));
    }

    /** The log ends well-formed at byte {@code offset} of {@code file}, before the height it had reached. */
    static DamagedLog shorter(String file, long offset, long first, long next, long marked) {
        return new DamagedLog(
                file,
                offset,
                next,
                "%s: the log was cut short at byte %d: %d records, its height mark says %d (first %d)."
                        .formatted(file, offset, next - first, marked - first, first));
    }

    /** What is damaged and where, without what to do about it. */
    public String what() {
        return what;
    }

    /** The file that holds the first bad record, relative to the data folder. */
    public String file() {
        return file;
    }

    /** Where in {@link #file} the first bad record starts, in bytes. */
    public long offset() {
        return offset;
    }

    /** The number of the first bad or missing record. */
    public long record() {
        return record;
    }
}
