package dev.darm.ledger;

import dev.darm.codec.Hash;
import dev.darm.ledger.consensus.Values;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Blocks as consensus sees them: which one may follow the tip, and whether its time is sane by this node's clock. */
final class BlockValues implements Values<Block> {

    private final Genesis genesis;
    private final PayloadRules rules;
    private final Predicate<Hash> vetted;
    private final Duration clockDrift;
    private Tip tip;
    private Optional<String> lastRefusal = Optional.empty();

    /** Payloads whose hashes are {@code vetted} are known to keep the rules. */
    BlockValues(Genesis genesis, Tip tip, PayloadRules rules, Predicate<Hash> vetted, Duration clockDrift) {
        this.genesis = genesis;
        this.tip = tip;
        this.rules = rules;
        this.vetted = vetted;
        this.clockDrift = clockDrift;
    }

    void follow(Tip next) {
        tip = next;
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
        return block.refusal(tip, genesis.chainId(), genesis.validators()).or(() -> payloadRefusal(block));
    }

    private Optional<String> payloadRefusal(Block block) {
        if (block.payloads().isEmpty()) return Optional.of("the block is empty");
        Set<Hash> seen = new HashSet<>();
        for (Payload payload : block.payloads()) {
            Hash hash = payload.hash();
            if (!seen.add(hash)) return Optional.of("the payload " + hash + " stands twice");
            if (vetted.test(hash)) continue;
            Optional<String> refusal = rules.refuse(payload, genesis.validators());
            if (refusal.isPresent()) return refusal;
        }
        return Optional.empty();
    }
}
