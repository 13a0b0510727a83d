package dev.darm.branch;

import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.journal.RecordLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sealed segments of one branch in a log of their own, and where in it each record lies. */
public final class SegmentStore implements Archive {

    private static final int CACHED = 4;

    private final String branch;
    private final RecordLog log;
    private final SealedIndex index = new SealedIndex();
    private final List<Long> starts = new ArrayList<>();
    private final Map<Long, Segment> cache = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Segment> eldest) {
            return size() > CACHED;
        }
    };
    private long known;

    /** The store in {@code log}; call {@link #replay} before anything else. */
    public SegmentStore(String branch, RecordLog log) {
        this.branch = BranchRecord.requireBranch(branch);
        this.log = log;
        this.known = log.first();
    }

    /**
     * Gives {@code dag}, which is empty and has this as its archive, all that is sealed, a segment at a time.
     *
     * @throws IOException when the disk fails, or the log holds anything else, or a record that no DAG accepts
     */
    public void replay(BranchDag dag) throws IOException {
        log.forEach(log.first(), (number, bytes) -> {
            Segment segment = parse(number, bytes);
            for (SignedRecord record : segment.records())
                if (!(dag.add(record, "segment " + number) instanceof BranchDag.Outcome.Added))
                    throw new IOException("segment " + number + " of " + branch + " holds " + record.record()
                            + " before its ancestors, or twice");
            enter(segment);
            dag.release(segment);
        });
    }

    /** Appends the next segment; it is durable after {@link #sync}, and only then may it be released from memory. */
    public void append(Segment segment) throws IOException {
        if (!segment.branch().equals(branch))
            throw new IllegalArgumentException("a segment of " + segment.branch() + " in the store of " + branch);
        log.append(segment.bytes());
        enter(segment);
    }

    public void sync() throws IOException {
        log.sync();
    }

    private void enter(Segment segment) {
        starts.add(index.size());
        index.add(
                (int) (known++ - log.first()),
                segment.records().stream().map(SignedRecord::id).toList());
    }

    @Override
    public long segments() {
        return known - log.first();
    }

    /** How many records are sealed here. */
    public long records() {
        return index.size();
    }

    @Override
    public long recordsBefore(long number) {
        return number < starts.size() ? starts.get((int) number) : index.size();
    }

    @Override
    public Segment segment(long number) {
        Segment cached = cache.get(number);
        if (cached != null) return cached;
        try {
            Segment segment = parse(number, log.read(log.first() + number));
            cache.put(number, segment);
            return segment;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Segment parse(long number, byte[] bytes) throws IOException {
        try {
            Segment segment = ByteReader.readAll(bytes, Segment::read);
            if (!segment.branch().equals(branch))
                throw new MalformedBytes("it is of branch " + segment.branch() + ", not " + branch);
            return segment;
        } catch (MalformedBytes e) {
            throw new IOException("segment " + number + " of " + branch + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<SignedRecord> find(Hash id) {
        int place = index.find(id, candidate -> at(candidate).id().equals(id));
        return place < 0 ? Optional.empty() : Optional.of(at(place));
    }

    private SignedRecord at(int place) {
        return segment(SealedIndex.segment(place)).records().get(SealedIndex.position(place));
    }

    /** Read on from where the previous record lies; an author that is idle for long makes this long. */
    @Override
    public Optional<SignedRecord> rival(BranchRecord fork) {
        int from = fork.previous()
                .map(previous -> index.find(previous, place -> at(place).id().equals(previous)))
                .map(place -> place < 0 ? Integer.MAX_VALUE : SealedIndex.segment(place))
                .orElse(0);
        for (long number = from; number < segments(); number++)
            for (SignedRecord signed : segment(number).records())
                if (isRival(signed.record(), fork)) return Optional.of(signed);
        return Optional.empty();
    }

    private static boolean isRival(BranchRecord record, BranchRecord fork) {
        return record.author().equals(fork.author())
                && record.previous().equals(fork.previous())
                && !record.equals(fork);
    }

    /** The numbers of runs in the index, for tests of its shape. */
    List<Long> indexShape() {
        return List.of(index.size(), (long) index.runs());
    }
}
