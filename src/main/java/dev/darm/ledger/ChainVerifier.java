package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.journal.RecordLog;
import java.io.IOException;
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

    public ChainVerifier(Genesis genesis, PayloadRules rules) {
        this.genesis = genesis;
        this.rules = rules;
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

    /** Why {@code committed} must not follow {@code state}; empty when it may. */
    public Optional<String> refusal(ChainState state, CommittedBlock committed) {
        Block block = committed.block();
        return state.placeRefusal(block)
                .or(() -> committed
                        .certificate()
                        .refusal(state.validators(), genesis.chainId(), block.hash(), block.height()))
                .or(() -> state.contentRefusal(block, rules, none -> false));
    }
}
