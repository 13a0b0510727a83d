package dev.darm.memory.source;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.memory.Document;
import java.time.Instant;
import java.util.List;

/** What the library's log holds. */
public sealed interface LibraryEvent extends Canonical {

    int KIND = 0x2A;
    int VERSION = 1;

    /** A document came in, here or from the node that took it in; the custodians are in order, the steward first. */
    record Kept(Document document, List<String> custodians, Instant at) implements LibraryEvent {
        @Override
        public void write(ByteWriter to) {
            to.u8(KIND).u8(VERSION).u8(1);
            document.write(to);
            to.list(custodians, ByteWriter::text).instant(at);
        }
    }

    /** Another node has the document too. */
    record Replicated(Hash content, String by) implements LibraryEvent {
        @Override
        public void write(ByteWriter to) {
            to.u8(KIND).u8(VERSION).u8(2).hash(content).text(by);
        }
    }

    /** The claims of this version are in short-term or long-term memory. */
    record Studied(Hash content) implements LibraryEvent {
        @Override
        public void write(ByteWriter to) {
            to.u8(KIND).u8(VERSION).u8(3).hash(content);
        }
    }

    static LibraryEvent read(ByteReader from) {
        from.expect("library event", KIND, VERSION);
        int what = from.u8();
        return switch (what) {
            case 1 -> new Kept(Document.read(from), from.list(ByteReader::text), from.instant());
            case 2 -> new Replicated(from.hash(), from.text());
            case 3 -> new Studied(from.hash());
            default -> throw from.malformed("no library event " + what);
        };
    }
}
