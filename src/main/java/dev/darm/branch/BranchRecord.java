package dev.darm.branch;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.ledger.PublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What an author appended to a branch. Its id is the SHA-256 of its canonical bytes, so it covers branch, author, sequence,
 * time, ancestors and content. Equal by id.
 *
 * <p>The author's previous record is an ancestor by itself and stands not among the parents: a set of ancestors has one
 * encoding.
 */
public final class BranchRecord implements Canonical {

    public static final int MAX_PARENTS = 64;
    public static final int MAX_PAYLOAD_BYTES = 64 << 10;

    public static final int MAX_BRANCH_CHARACTERS = 64;

    private static final int KIND = 0x70;
    private static final int VERSION = 1;

    private final String branch;
    private final PublicKey author;
    private final long sequence;
    private final Optional<Hash> previous;
    private final HybridTime time;
    private final List<Hash> parents;
    private final int kind;
    private final byte[] payload;
    private final Hash id;

    /**
     * @param sequence the number of the author's records before this one in the branch
     * @param previous the author's record before; empty exactly when {@code sequence} is 0
     * @param parents what else it builds on, at most {@link #MAX_PARENTS}; any order, without repetition
     * @param kind 0 to 255; see {@link MergeRule}
     * @param payload at most {@link #MAX_PAYLOAD_BYTES}
     */
    public static BranchRecord of(
            String branch,
            PublicKey author,
            long sequence,
            Optional<Hash> previous,
            HybridTime time,
            Collection<Hash> parents,
            int kind,
            byte[] payload) {
        List<Hash> sorted = parents.size() < 2
                ? List.copyOf(parents)
                : parents.stream().sorted().toList();
        return new BranchRecord(branch, author, sequence, previous, time, sorted, kind, payload.clone());
    }

    private BranchRecord(
            String branch,
            PublicKey author,
            long sequence,
            Optional<Hash> previous,
            HybridTime time,
            List<Hash> parents,
            int kind,
            byte[] payload) {
        requireBranch(branch);
        if (sequence < 0) throw new IllegalArgumentException("a sequence is 0 or more: " + sequence);
        if (previous.isPresent() != sequence > 0)
            throw new IllegalArgumentException("a record has a previous one exactly when its sequence is above 0");
        requireParents(parents, previous);
        if (kind < 0 || kind > 0xFF) throw new IllegalArgumentException("a record's kind is 0 to 255: " + kind);
        if (payload.length > MAX_PAYLOAD_BYTES)
            throw new IllegalArgumentException(
                    "a payload has at most " + MAX_PAYLOAD_BYTES + " bytes, not " + payload.length);
        this.branch = branch;
        this.author = author;
        this.sequence = sequence;
        this.previous = previous;
        this.time = time;
        this.parents = List.copyOf(parents);
        this.kind = kind;
        this.payload = payload;
        ByteWriter bytes = new ByteWriter(size());
        write(bytes);
        this.id = Hash.of(bytes.toBytes());
    }

    /**
     * {@code name}; refused when it is no branch's. It has 1 to 64 characters: lower-case letters, digits, and {@code . _ /
     * -} but at its ends. Looked at by hand: a pattern would take a tenth of what a record costs.
     */
    static String requireBranch(String name) {
        if (!isBranch(name))
            throw new IllegalArgumentException("a branch name has 1 to " + MAX_BRANCH_CHARACTERS
                    + " of a-z 0-9, and of . _ / - but at its ends: '" + name + "'");
        return name;
    }

    /** Whether {@link #requireBranch} takes {@code name}. */
    static boolean isBranch(String name) {
        boolean valid = !name.isEmpty() && name.length() <= MAX_BRANCH_CHARACTERS;
        for (int i = 0; valid && i < name.length(); i++) {
            char character = name.charAt(i);
            boolean inner = i > 0 && i < name.length() - 1;
            valid = character >= 'a' && character <= 'z'
                    || character >= '0' && character <= '9'
                    || inner && "._/-".indexOf(character) >= 0;
        }
        return valid;
    }

    private static void requireParents(List<Hash> parents, Optional<Hash> previous) {
        if (parents.size() > MAX_PARENTS)
            throw new IllegalArgumentException(
                    "a record has at most " + MAX_PARENTS + " parents, not " + parents.size());
        for (int i = 1; i < parents.size(); i++)
            if (parents.get(i - 1).compareTo(parents.get(i)) >= 0)
                throw new IllegalArgumentException("the parents of a record are sorted, and each stands there once");
        if (previous.isPresent() && parents.contains(previous.get()))
            throw new IllegalArgumentException("the author's previous record stands not among the parents");
    }

    public static BranchRecord read(ByteReader from) {
        from.expect("branch record", KIND, VERSION);
        String branch = from.text();
        PublicKey author = PublicKey.read(from);
        long sequence = from.i64();
        Optional<Hash> previous = from.bool() ? Optional.of(from.hash()) : Optional.empty();
        HybridTime time = HybridTime.read(from);
        List<Hash> parents = from.list(ByteReader::hash);
        int kind = from.u8();
        byte[] payload = from.bytes();
        return from.valid(() -> new BranchRecord(branch, author, sequence, previous, time, parents, kind, payload));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION).text(branch);
        author.write(to);
        to.i64(sequence).bool(previous.isPresent());
        previous.ifPresent(to::hash);
        time.write(to);
        to.list(parents, ByteWriter::hash).u8(kind).bytes(payload);
    }

    public Hash id() {
        return id;
    }

    @Override
    public Hash hash() {
        return id;
    }

    public String branch() {
        return branch;
    }

    public PublicKey author() {
        return author;
    }

    public long sequence() {
        return sequence;
    }

    public Optional<Hash> previous() {
        return previous;
    }

    public HybridTime time() {
        return time;
    }

    /** Sorted. */
    public List<Hash> parents() {
        return parents;
    }

    /** The parents and the previous record. */
    public List<Hash> ancestors() {
        if (previous.isEmpty()) return parents;
        List<Hash> all = new ArrayList<>(parents.size() + 1);
        all.add(previous.get());
        all.addAll(parents);
        return all;
    }

    public int kind() {
        return kind;
    }

    public byte[] payload() {
        return payload.clone();
    }

    /** How many bytes {@link #bytes} has, nearly. */
    int size() {
        return 160 + branch.length() + payload.length + Hash.LENGTH * parents.size();
    }

    /** The canonical order: by time, then id. */
    static int compare(BranchRecord one, BranchRecord other) {
        int byTime = one.time.compareTo(other.time);
        return byTime != 0 ? byTime : one.id.compareTo(other.id);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BranchRecord record && id.equals(record.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "%s/%d of %s in %s at %s, %d parents, kind %d, %d bytes"
                .formatted(
                        id.brief(),
                        sequence,
                        author.hex().substring(0, 12),
                        branch,
                        time,
                        parents.size(),
                        kind,
                        payload.length);
    }
}
