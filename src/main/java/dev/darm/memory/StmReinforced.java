package dev.darm.memory;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Hash;
import java.util.List;

/** An entry was said again, replayed, or judged by a user; the values are those that it has from now on. */
public record StmReinforced(
        Hash id,
        double confidence,
        double salience,
        List<SourceRef> sources,
        List<SourceRef> echoes,
        long expiresMillis,
        int replays,
        List<Hash> contestedWith)
        implements StmEvent {

    static final String MANIFEST = "stm.reinforced/1";

    private static final int KIND = 0x24;
    private static final int VERSION = 1;

    public StmReinforced {
        sources = List.copyOf(sources);
        echoes = List.copyOf(echoes);
        contestedWith = List.copyOf(contestedWith);
    }

    public static StmReinforced read(ByteReader from) {
        from.expect("reinforced claim", KIND, VERSION);
        return new StmReinforced(
                from.hash(),
                Vectors.readFraction(from),
                Vectors.readFraction(from),
                from.list(SourceRef::read),
                from.list(SourceRef::read),
                from.i64(),
                from.i32(),
                from.list(ByteReader::hash));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION).hash(id);
        Vectors.writeFraction(to, confidence);
        Vectors.writeFraction(to, salience);
        to.list(sources).list(echoes).i64(expiresMillis).i32(replays).list(contestedWith, ByteWriter::hash);
    }

    @Override
    public String manifest() {
        return MANIFEST;
    }
}
