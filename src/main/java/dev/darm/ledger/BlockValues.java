package dev.darm.ledger;

import dev.darm.codec.Hash;
import dev.darm.ledger.consensus.Values;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Blocks as consensus sees them: which one may follow the tip, and whether its time is sane by this node's clock. They are
 * whole: that a header is its payloads' is looked at before consensus hears of a block, once.
 */
final class BlockValues implements Values<Block> {

    private final PayloadRules rules;
    private final Predicate<Hash> vetted;
    private final Duration clockDrift;
    private ChainState state;
    private Optional<String> lastRefusal = Optional.empty();

    /** Payloads whose hashes are {@code vetted} are known to keep the rules. */
    BlockValues(ChainState state, PayloadRules rules, Predicate<Hash> vetted, Duration clockDrift) {
        this.state = state;
        this.rules = rules;
        this.vetted = vetted;
        this.clockDrift = clockDrift;
    }

    void follow(ChainState next) {
        state = next;
        lastRefusal = Optional.empty();
    }

    @Override
    public Hash id(Block block) {
        return block.hash();
    }

    @Override
    public boolean valid(long height, Block block) {
        Optional<String> refusal = refusal(block);
        if (refusal.isPresent()) lastRefusal = refusal;
        return refusal.isEmpty();
    }

    @Override
    public boolean timely(Block block, Instant now) {
        // its time was judged by the precommits of the block before, and no clock may differ about it
        if (block.lastCommit().isPresent()) return true;
        Instant latest = now.plus(clockDrift);
        if (!block.header().time().isAfter(latest)) return true;
        lastRefusal = Optional.of(
                "the block's time " + block.header().time() + " lies more than " + clockDrift + " after this clock's");
        return false;
    }

    /** Why a block was refused last, since the tip changed. */
    Optional<String> lastRefusal() {
        return lastRefusal;
    }

    private Optional<String> refusal(Block block) {
        if (block.payloads().isEmpty()) return Optional.of("the block is empty");
        return state.refusalOfWhole(block, rules, vetted);
    }
}
