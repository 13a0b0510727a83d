package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import java.util.List;
import java.util.Optional;

/**
 * The proof that a payload stands in a decided block, for who has nothing but the chain's genesis: the path to its section's
 * root, the header, the signatures that decided it, and, where the validators changed before, the hand-overs from those of
 * the genesis to those of the block.
 *
 * <p>A header names the last block below it that changed the validators, so hand-overs cannot be left out, and blocks in
 * between are not needed.
 *
 * @param handovers in the order of their heights
 * @param payload the payload's hash, which stands for its bytes
 */
public record LedgerProof(
        List<Handover> handovers,
        BlockHeader header,
        Certificate certificate,
        Section section,
        InclusionProof path,
        Hash payload)
        implements Canonical {

    private static final int KIND = 0x1E;
    private static final int VERSION = 1;

    /** The most hand-overs that are read; a longer history is proven from a later set that is trusted. */
    public static final int MAX_HANDOVERS = 10_000;

    /**
     * A block that changed the validators: its header, decided by those before, names those after.
     *
     * @param next the validators of the block after it
     */
    public record Handover(BlockHeader header, Certificate certificate, ValidatorSet next) implements Canonical {

        static Handover read(ByteReader from) {
            return new Handover(BlockHeader.read(from), Certificate.read(from), ValidatorSet.read(from));
        }

        @Override
        public void write(ByteWriter to) {
            header.write(to);
            certificate.write(to);
            next.write(to);
        }
    }

    public LedgerProof {
        if (handovers.size() > MAX_HANDOVERS)
            throw new IllegalArgumentException(
                    "a proof has at most " + MAX_HANDOVERS + " hand-overs, not " + handovers.size());
        handovers = List.copyOf(handovers);
    }

    public static LedgerProof read(ByteReader from) {
        from.expect("ledger proof", KIND, VERSION);
        List<Handover> handovers = from.list(Handover::read);
        BlockHeader header = BlockHeader.read(from);
        Certificate certificate = Certificate.read(from);
        Section section = from.bool() ? Section.read(from) : Section.ALL;
        long index = from.i64();
        long size = from.i64();
        List<Hash> path = from.list(ByteReader::hash);
        Hash payload = from.hash();
        return from.valid(() -> new LedgerProof(
                handovers, header, certificate, section, new InclusionProof(index, size, path), payload));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION).list(handovers);
        header.write(to);
        certificate.write(to);
        to.bool(section != Section.ALL);
        if (section != Section.ALL) to.u8(section.code());
        to.i64(path.index())
                .i64(path.size())
                .list(path.path(), ByteWriter::hash)
                .hash(payload);
    }

    /** Why this does not prove that the payload stands in the chain of {@code genesis}; empty when it does. */
    public Optional<String> refusal(Genesis genesis) {
        ValidatorSet validators = genesis.validators();
        long changed = 0;
        for (Handover handover : handovers) {
            Optional<String> refusal =
                    headerRefusal(handover.header, handover.certificate, genesis, validators, changed);
            if (refusal.isPresent()) return refusal;
            if (!handover.header.changesValidators()
                    || !handover.header.nextValidatorsHash().equals(handover.next.hash()))
                return Optional.of("the block of height " + handover.header.height() + " hands over to "
                        + handover.header.nextValidatorsHash() + ", not to " + handover.next.hash());
            validators = handover.next;
            changed = handover.header.height();
        }
        return headerRefusal(header, certificate, genesis, validators, changed).or(this::pathRefusal);
    }

    /**
     * Why this does not prove that the payload stands in the block whose header has the hash {@code trusted}; empty when it does.
     * The hash fixes the header, so the certificate and the hand-overs are not looked at, whatever they hold.
     */
    public Optional<String> refusal(Hash trusted) {
        Hash found = header.hash();
        return found.equals(trusted)
                ? pathRefusal()
                : Optional.of("it is about the block of height " + header.height() + " with hash " + found
                        + ", not about the trusted one with hash " + trusted);
    }

    private static Optional<String> headerRefusal(
            BlockHeader header, Certificate certificate, Genesis genesis, ValidatorSet validators, long changed) {
        String at = "the block of height " + header.height();
        if (!header.chainId().equals(genesis.chainId()) || header.version() != genesis.blockVersion())
            return Optional.of(at + " is of another chain: " + header.chainId() + ", version " + header.version());
        if (header.height() == 1 && !header.previous().equals(genesis.hash()))
            return Optional.of(at + " follows another genesis, " + header.previous());
        if (header.height() <= changed) return Optional.of(at + " does not come after the hand-over at " + changed);
        long last = header.succession().map(BlockHeader.Succession::changedAt).orElse(0L);
        if (last != changed)
            return Optional.of(at + " follows the hand-over at " + last + ", but the proof has the one at " + changed);
        if (!header.validatorsHash().equals(validators.hash()))
            return Optional.of(at + " was decided by " + header.validatorsHash() + ", not " + validators.hash());
        return certificate
                .refusal(validators, genesis.chainId(), genesis.hasFastPath(), header.hash(), header.height())
                .map(why -> at + ": " + why);
    }

    private Optional<String> pathRefusal() {
        Hash root = header.roots().get(section);
        if (root == null) return Optional.of("the block has no payloads of section " + section);
        return path.proves(Merkle.leaf(payload), root)
                ? Optional.empty()
                : Optional.of("the path does not lead from " + payload + " to the root " + root);
    }
}
