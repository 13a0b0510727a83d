package dev.darm.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;

/** The {@code darm.journal.*} keys that are DARM's own; the plugin blocks beside them are Akka's. */
public record JournalSettings(SegmentLog.Options log) {

    private static final long KIB = 1 << 10;
    private static final long GIB = 1 << 30;

    /** Reads the keys from {@code darm}; {@link ConfigException.BadValue} names one that is out of range. */
    public static JournalSettings of(Config darm) {
        Config journal = darm.getConfig("journal");
        long segmentBytes = journal.getBytes("segment-size");
        if (segmentBytes < KIB || segmentBytes > GIB)
            throw bad(journal, "segment-size", "expected 1 KiB to 1 GiB, found " + segmentBytes + " bytes");
        int syncsPerMark = journal.getInt("syncs-per-mark");
        if (syncsPerMark < 1 || syncsPerMark > 1000)
            throw bad(journal, "syncs-per-mark", "expected 1 to 1000, found " + syncsPerMark);
        return new JournalSettings(new SegmentLog.Options(segmentBytes, syncsPerMark));
    }

    private static ConfigException bad(Config journal, String key, String why) {
        return new ConfigException.BadValue(journal.getValue(key).origin(), "darm.journal." + key, why);
    }
}
