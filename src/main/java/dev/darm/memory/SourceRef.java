package dev.darm.memory;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;

/** Where a claim was read: the document's URI, the line (from 1) and the hash of the passage that says it. */
public record SourceRef(String uri, int line, Hash passage) implements Canonical, Comparable<SourceRef> {

    public static SourceRef read(ByteReader from) {
        return new SourceRef(from.text(), from.i32(), from.hash());
    }

    @Override
    public void write(ByteWriter to) {
        to.text(uri).i32(line).hash(passage);
    }

    @Override
    public int compareTo(SourceRef other) {
        int byUri = uri.compareTo(other.uri);
        if (byUri != 0) return byUri;
        int byLine = Integer.compare(line, other.line);
        return byLine != 0 ? byLine : passage.compareTo(other.passage);
    }
}
