package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.journal.RecordLog;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Verifies a whole chain from its genesis to its last block: hash links, times, validator sets, proposers, payload roots,
 * certificates with every signature, and what the packages above demand of payloads (seed 000 §7.4: Valid(chain)). It
 * holds one block at a time.
 */
public final class ChainVerifier {

    /** What was found. */
    public sealed interface Verdict {

        /**
         * Every block holds.
         *
         * @param lastHash the hash of the last block, of the genesis when there is none: equal on nodes with equal chains
         */
        record Sound(long height, Hash lastHash, long blocks, long payloads) implements Verdict {}

        /** The block of {@code height} is the first that does not hold; nothing after it was looked at. */
        record Broken(long height, String reason) implements Verdict {}
    }

    private final Genesis genesis;
    private final PayloadRules rules;
    private final Optional<TrustedBlock> trusted;

    public ChainVerifier(Genesis genesis, PayloadRules rules) {
        this(genesis, rules, Optional.empty());
    }

    /** @param trusted a block through which the chain must lead */
    public ChainVerifier(Genesis genesis, PayloadRules rules, Optional<TrustedBlock> trusted) {
        this.genesis = genesis;
        this.rules = rules;
        this.trusted = trusted;
    }

    /**
     * Verifies the chain in {@code log}, which stays open.
     *
     * @throws UnusableChain when the log does not hold a chain of this genesis
     */
    public Verdict verify(RecordLog log) throws IOException {
        Chain.requireMarker(log, genesis);
        ChainState state = ChainState.of(genesis);
        long payloads = 0;
        long last = log.next() - 1;
        for (long height = 1; height <= last; height++) {
            try {
                CommittedBlock committed = ByteReader.readAll(log.read(height), CommittedBlock::read);
                Optional<String> refusal = refusal(state, committed);
                if (refusal.isPresent()) return new Verdict.Broken(height, refusal.get());
                state = state.after(committed);
                payloads += committed.block().payloads().size();
            } catch (MalformedBytes e) {
                return new Verdict.Broken(height, "the record is no block: " + e.getMessage());
            }
        }
        return new Verdict.Sound(state.tip().height(), state.tip().hash(), last, payloads);
    }

    /**
     * What came of a run of abridged blocks.
     *
     * @param state after the run; where it began when the run is refused
     */
    public record Followed(ChainState state, Optional<String> refusal) {}

    /**
     * Whether {@code run} follows {@code state}: every header by its hash link, every payload by the header's roots, and the last
     * block, like each that changes the validators, by its certificate. The rules of payloads are not asked: those who signed the
     * last block have.
     */
    public Followed follow(ChainState state, List<AbridgedBlock> run) {
        ChainState now = state;
        for (int i = 0; i < run.size(); i++) {
            AbridgedBlock block = run.get(i);
            Optional<String> refusal = refusal(now, block);
            if (refusal.isEmpty() && i == run.size() - 1 && block.certificate().isEmpty())
                refusal = Optional.of("the run ends at height " + block.height() + " without a certificate");
            if (refusal.isPresent()) return new Followed(state, refusal);
            now = now.after(block);
        }
        return new Followed(now, Optional.empty());
    }

    /** Why {@code block} must not follow {@code state}; without a certificate, only what follows it proves that it may. */
    Optional<String> refusal(ChainState state, AbridgedBlock block) {
        return state.refusal(block).or(() -> trustRefusal(block.header())).or(() -> block.certificate()
                .flatMap(certificate -> certificate.refusal(
                        state.validators(),
                        genesis.chainId(),
                        genesis.hasFastPath(),
                        block.header().hash(),
                        block.height())));
    }

    /** Why {@code committed} must not follow {@code state}; empty when it may. */
    public Optional<String> refusal(ChainState state, CommittedBlock committed) {
        return signedRefusal(state, committed).or(() -> state.contentRefusal(committed.block(), rules, none -> false));
    }

    /**
     * The same of a block whose hash is known to be right. Its hash fixes its payloads, so their rules are not asked, nor the
     * signatures in them. Its certificate is, for no hash covers it, and it is kept and handed on.
     */
    Optional<String> refusalOfKnown(ChainState state, CommittedBlock committed) {
        return signedRefusal(state, committed).or(() -> state.successionRefusal(committed.block()));
    }

    private Optional<String> signedRefusal(ChainState state, CommittedBlock committed) {
        Block block = committed.block();
        return state.placeRefusal(block).or(() -> trustRefusal(block.header())).or(() -> committed
                .certificate()
                .refusal(state.validators(), genesis.chainId(), genesis.hasFastPath(), block.hash(), block.height()));
    }

    private Optional<String> trustRefusal(BlockHeader header) {
        return trusted.flatMap(block -> block.refusal(header));
    }
}
