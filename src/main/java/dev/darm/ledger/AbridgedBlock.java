package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is kept of an old block: its header, each payload or its hash, and now and then the certificate. A payload may be
 * left out only of sections that are not {@linkplain Section#lasting lasting}, which the header tells, so that nobody can leave out one
 * that matters.
 *
 * @param entries in the order of the block's payloads
 * @param certificate on each block that changes the validators, and at least on the last of a run that is handed on
 */
public record AbridgedBlock(BlockHeader header, List<Entry> entries, Optional<Certificate> certificate)
        implements Canonical {

    private static final int KIND = 0x25;
    private static final int VERSION = 1;

    /**
     * A payload of the block.
     *
     * @param hash that stands for it in the tree of its section
     */
    public record Entry(Section section, Hash hash, Optional<Payload> payload) implements Canonical {

        private static Entry of(int version, Payload payload) {
            Section section = version == 1 ? Section.ALL : Section.of(payload.kind());
            return new Entry(section, payload.hash(), section.lasting() ? Optional.of(payload) : Optional.empty());
        }

        private static Entry read(ByteReader from, int version) {
            if (!from.bool()) return new Entry(Section.read(from), from.hash(), Optional.empty());
            Payload payload = Payload.read(from);
            Section section = version == 1 ? Section.ALL : Section.of(payload.kind());
            return new Entry(section, payload.hash(), Optional.of(payload));
        }

        @Override
        public void write(ByteWriter to) {
            to.bool(payload.isPresent());
            payload.ifPresentOrElse(
                    whole -> whole.write(to), () -> to.u8(section.code()).hash(hash));
        }
    }

    public AbridgedBlock {
        if (entries.size() > Block.MAX_PAYLOADS)
            throw new IllegalArgumentException(
                    "a block holds at most " + Block.MAX_PAYLOADS + " payloads, not " + entries.size());
        for (Entry entry : entries) {
            if (entry.payload.isEmpty() && entry.section.lasting())
                throw new IllegalArgumentException("a payload of section " + entry.section + " is left out");
        }
        if (certificate.isPresent()
                && (certificate.get().height() != header.height()
                        || !certificate.get().blockHash().equals(header.hash())))
            throw new IllegalArgumentException("the certificate is for another block");
        if (certificate.isEmpty() && header.changesValidators())
            throw new IllegalArgumentException("a block that changes the validators has its certificate");
        entries = List.copyOf(entries);
    }

    /** What is kept of {@code block}; with its certificate when it changes the validators or when {@code certified}. */
    public static AbridgedBlock of(CommittedBlock block, boolean certified) {
        BlockHeader header = block.block().header();
        return new AbridgedBlock(
                header,
                block.block().payloads().stream()
                        .map(payload -> Entry.of(header.version(), payload))
                        .toList(),
                certified || header.changesValidators() ? Optional.of(block.certificate()) : Optional.empty());
    }

    public static AbridgedBlock read(ByteReader from) {
        from.expect("abridged block", KIND, VERSION);
        BlockHeader header = BlockHeader.read(from);
        List<Entry> entries = from.list(each -> Entry.read(each, header.version()));
        Optional<Certificate> certificate = from.bool() ? Optional.of(Certificate.read(from)) : Optional.empty();
        return from.valid(() -> new AbridgedBlock(header, entries, certificate));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION);
        header.write(to);
        to.list(entries);
        to.bool(certificate.isPresent());
        certificate.ifPresent(signed -> signed.write(to));
    }

    public long height() {
        return header.height();
    }

    /** The payloads that are here, in their order. */
    public List<Payload> payloads() {
        return entries.stream().flatMap(entry -> entry.payload.stream()).toList();
    }

    /** The block as far as it is here, for what asks only for its header and lasting payloads. */
    Block rest() {
        return new Block(header, payloads());
    }

    /** Why the header does not commit to the entries; empty when it does. */
    Optional<String> rootRefusal() {
        Map<Section, List<Hash>> leaves = new EnumMap<>(Section.class);
        if (header.version() == 1) leaves.put(Section.ALL, new ArrayList<>());
        Section last = Section.ALL;
        for (Entry entry : entries) {
            if (entry.section.compareTo(last) < 0)
                return Optional.of("the payloads are not in the order of their sections");
            last = entry.section;
            leaves.computeIfAbsent(entry.section, none -> new ArrayList<>()).add(Merkle.leaf(entry.hash));
        }
        SortedMap<Section, Hash> roots = new TreeMap<>();
        leaves.forEach((section, hashes) -> roots.put(section, Merkle.root(hashes)));
        return header.roots().equals(roots)
                ? Optional.empty()
                : Optional.of("the payload roots are " + header.roots() + ", but the payloads give " + roots);
    }
}
