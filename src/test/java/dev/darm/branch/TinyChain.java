package dev.darm.branch;

import dev.darm.journal.SegmentLog;
import dev.darm.ledger.Block;
import dev.darm.ledger.Certificate;
import dev.darm.ledger.Chain;
import dev.darm.ledger.ChainRules;
import dev.darm.ledger.ChainState;
import dev.darm.ledger.CommittedBlock;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.LedgerProof;
import dev.darm.ledger.Payload;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.ValidatorSet;
import dev.darm.ledger.Vote;
import dev.darm.sim.disk.TestDisk;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A chain whose validators agree at once. */
final class TinyChain {

    static final String NAME = "home";

    private final List<SigningKey> keys;
    private final ValidatorSet validators;
    final Genesis genesis;
    final Chain chain;

    TinyChain(int validators) throws IOException {
        this.keys = IntStream.range(0, validators)
                .mapToObj(i -> Author.key(1_000 + i))
                .toList();
        this.validators = new ValidatorSet(IntStream.range(0, validators)
                .mapToObj(i -> new ValidatorSet.Member(
                        "v%02d".formatted(i), keys.get(i).publicKey(), 1))
                .toList());
        this.genesis = Genesis.of(NAME, Instant.parse("2026-01-01T00:00:00Z"), this.validators, ChainRules.SEED);
        this.chain = Chain.open(SegmentLog.open(new TestDisk(), "chain", SegmentLog.Options.DEFAULT), genesis);
    }

    /** The next block, with {@code payloads}, signed by as few as decide. */
    CommittedBlock commit(List<Payload> payloads) throws IOException {
        ChainState state = chain.state();
        Block block =
                state.propose(keys.getFirst().publicKey(), state.tip().time().plusSeconds(1), 7, payloads);
        List<Vote> votes = new ArrayList<>();
        for (SigningKey key : keys)
            if (votes.size() < validators.quorumPower())
                votes.add(Vote.precommit(
                        NAME, block.height(), 0, block.hash(), block.header().time(), key));
        CommittedBlock committed =
                new CommittedBlock(block, Certificate.of(block.height(), 0, block.hash(), votes, validators));
        chain.append(committed);
        return committed;
    }

    LedgerProof prove(long height, int position) throws IOException {
        return chain.prove(height, position);
    }
}
