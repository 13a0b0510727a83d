package dev.darm.journal;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import java.util.List;
import java.util.Optional;

/** A record of the log under the Akka journal; all persistence ids of a node share one log. */
sealed interface JournalEntry extends Canonical {

    String persistenceId();

    /** What Akka's serialization made of an object: serializer id, manifest, bytes. */
    record Payload(int serializer, String manifest, byte[] bytes) {
        void write(ByteWriter to) {
            to.i32(serializer).text(manifest).bytes(bytes);
        }

        static Payload read(ByteReader from) {
            return new Payload(from.i32(), from.text(), from.bytes());
        }
    }

    /**
     * One event.
     *
     * @param timestamp when the actor handed it over, milliseconds since 1970, 0 when unknown
     * @param manifest the event adapter's manifest, empty when there is none
     */
    record Event(long timestamp, String manifest, Payload payload, Optional<Payload> metadata, List<String> tags) {
        void write(ByteWriter to) {
            to.i64(timestamp).text(manifest);
            payload.write(to);
            to.bool(metadata.isPresent());
            metadata.ifPresent(present -> present.write(to));
            to.list(tags, ByteWriter::text);
        }

        static Event read(ByteReader from) {
            return new Event(
                    from.i64(),
                    from.text(),
                    Payload.read(from),
                    from.bool() ? Optional.of(Payload.read(from)) : Optional.empty(),
                    from.list(ByteReader::text));
        }
    }

    /** Events that were persisted together, numbered from {@code firstSequence}: being one record, all or none are there. */
    record Written(String persistenceId, long firstSequence, String writer, List<Event> events)
            implements JournalEntry {
        static final int KIND = 0x40;

        long lastSequence() {
            return firstSequence + events.size() - 1;
        }

        @Override
        public void write(ByteWriter to) {
            to.u8(KIND)
                    .u8(1)
                    .text(persistenceId)
                    .i64(firstSequence)
                    .text(writer)
                    .list(events, (writer, event) -> event.write(writer));
        }
    }

    /** Events up to {@code toSequence} are deleted; the id had reached {@code highest}. */
    record Deleted(String persistenceId, long toSequence, long highest) implements JournalEntry {
        static final int KIND = 0x41;

        @Override
        public void write(ByteWriter to) {
            to.u8(KIND).u8(1).text(persistenceId).i64(toSequence).i64(highest);
        }
    }

    /** Reads any entry; {@link dev.darm.codec.MalformedBytes} when it is none. */
    static JournalEntry read(ByteReader from) {
        int kind = from.u8();
        int version = from.u8();
        if (version == 1 && kind == Written.KIND)
            return new Written(from.text(), from.i64(), from.text(), from.list(Event::read));
        if (version == 1 && kind == Deleted.KIND) return new Deleted(from.text(), from.i64(), from.i64());
        throw from.malformed("no journal entry has kind %d, version %d".formatted(kind, version));
    }
}
