package dev.darm.memory;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.codec.StoredEvent;
import java.util.List;

/** All that a shard of short-term memory holds: its clock, its entries by claim id, and its archive, oldest first. */
public record StmSnapshot(long clockMillis, List<StmEntry> entries, List<Archived> archive) implements StoredEvent {

    static final String MANIFEST = "stm.snapshot/1";

    private static final int KIND = 0x2E;
    private static final int VERSION = 1;

    /** A claim that went to long-term memory, and the documents that said it then, sorted. */
    public record Archived(Hash id, List<String> uris) implements Canonical {

        public Archived {
            uris = List.copyOf(uris);
        }

        static Archived read(ByteReader from) {
            return new Archived(from.hash(), from.list(ByteReader::text));
        }

        @Override
        public void write(ByteWriter to) {
            to.hash(id).list(uris, ByteWriter::text);
        }
    }

    public StmSnapshot {
        entries = List.copyOf(entries);
        archive = List.copyOf(archive);
    }

    public static StmSnapshot read(ByteReader from) {
        from.expect("snapshot of short-term memory", KIND, VERSION);
        return new StmSnapshot(from.i64(), from.list(StmEntry::read), from.list(Archived::read));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION).i64(clockMillis).list(entries).list(archive);
    }

    @Override
    public String manifest() {
        return MANIFEST;
    }
}
