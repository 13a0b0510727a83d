package dev.darm.branch;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.codec.WireMessage;
import dev.darm.ledger.PublicKey;
import java.util.List;

/** What replicas of a branch say to each other; each names the branch and the replica that speaks. */
public sealed interface SyncMessage extends WireMessage {

    int MAX_HEADS = 4_096;
    int MAX_KNOWN = 16_384;
    int MAX_POINTS = 64;
    int MAX_RECORDS = 256;
    int MAX_WANTED = 64;

    /** The records of one message have together at most this many bytes, or are one. */
    int MAX_BYTES = 1 << 20;

    String branch();

    String from();

    /** A record by its author and place. */
    record Point(PublicKey author, long sequence, Hash id) implements Canonical {

        static Point of(BranchRecord record) {
            return new Point(record.author(), record.sequence(), record.id());
        }

        static Point read(ByteReader from) {
            return new Point(PublicKey.read(from), from.i64(), from.hash());
        }

        @Override
        public void write(ByteWriter to) {
            author.write(to);
            to.i64(sequence).hash(id);
        }
    }

    /**
     * What the speaker has of one author.
     *
     * @param exact whether only {@code points} that the listener has too say what need not be sent; otherwise there is one
     *     point, and everything up to its sequence is there
     */
    record Known(boolean exact, List<Point> points) implements Canonical {

        public Known {
            requireAtMost("points", points.size(), MAX_POINTS);
            if (points.isEmpty() || !exact && points.size() > 1)
                throw new IllegalArgumentException("one point, or exactly these: " + points.size());
            points = List.copyOf(points);
        }

        static Known read(ByteReader from) {
            boolean exact = from.bool();
            List<Point> points = from.list(Point::read);
            return from.valid(() -> new Known(exact, points));
        }

        @Override
        public void write(ByteWriter to) {
            to.bool(exact).list(points);
        }
    }

    /** How far a transfer came: all of the segments before {@code segment}, and of the rest all up to {@code position}. */
    record Cursor(long segment, Position position) implements Canonical {
        static final Cursor START = new Cursor(0, Position.START);

        /** Behind {@code record}, of what the segments from {@code segment} on and the memory hold. */
        public static Cursor of(long segment, BranchRecord record) {
            return new Cursor(segment, Position.of(record));
        }

        static Cursor read(ByteReader from) {
            return new Cursor(from.i64(), Position.read(from));
        }

        @Override
        public void write(ByteWriter to) {
            position.write(to.i64(segment));
        }

        boolean isAfter(Cursor other) {
            return segment > other.segment || segment == other.segment && position.compareTo(other.position) > 0;
        }
    }

    /**
     * The speaker has these heads with all their ancestors.
     *
     * @param heads at most {@link #MAX_HEADS}
     * @param clock what the speaker makes from now on is later
     * @param complete these are all its heads
     */
    record Announce(String branch, String from, List<Point> heads, HybridTime clock, boolean complete)
            implements SyncMessage {
        public Announce {
            requireAtMost("heads", heads.size(), MAX_HEADS);
            heads = List.copyOf(heads);
        }
    }

    /** Send what is behind {@code cursor} and not known here. Answered by {@link Push} or {@link Sealed}. */
    record Pull(String branch, String from, long session, Cursor cursor, List<Known> known) implements SyncMessage {
        public Pull {
            requireAtMost("authors", known.size(), MAX_KNOWN);
            known = List.copyOf(known);
        }
    }

    /**
     * Records in an order in which ancestors come first.
     *
     * @param session the pull's
     * @param next the cursor to go on from
     * @param done there is nothing behind {@code next}
     */
    record Push(String branch, String from, long session, SignedRecords records, Cursor next, boolean done)
            implements SyncMessage {
        public Push {
            requireAtMost("records", records.all().size(), MAX_RECORDS);
        }
    }

    /** As {@link Push}, a whole segment. */
    record Sealed(String branch, String from, long session, Segment segment, Cursor next, boolean done)
            implements SyncMessage {}

    /** Send these, at most {@link #MAX_WANTED}. Answered by {@link Bodies}. */
    record Want(String branch, String from, List<Hash> ids) implements SyncMessage {
        public Want {
            requireAtMost("wanted ids", ids.size(), MAX_WANTED);
            ids = List.copyOf(ids);
        }
    }

    /** Records that were wanted, or are new; in any order. */
    record Bodies(String branch, String from, SignedRecords records) implements SyncMessage {
        public Bodies {
            requireAtMost("records", records.all().size(), MAX_RECORDS);
        }
    }

    private static void requireAtMost(String what, int count, int limit) {
        if (count > limit)
            throw new IllegalArgumentException("a message has at most " + limit + " " + what + ", not " + count);
    }
}
