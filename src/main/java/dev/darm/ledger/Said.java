package dev.darm.ledger;

import dev.darm.broadcast.Verdict;
import dev.darm.codec.Hash;
import java.util.SortedSet;

/** What a ledger tells other nodes and its own. */
public sealed interface Said {

    record ToPeer(PeerMessage message) implements Said {}

    /** The blocks from height {@code first} on, which the shell reads from the chain. */
    record BlocksFrom(long first) implements Said {}

    record News(LedgerNews news) implements Said {}

    /** This node made a block. */
    record Made(BlockProposed block) implements Said {}

    /** A validator was caught saying two different things where it may say one. */
    record Equivocation(Evidence evidence) implements Said {

        String words() {
            return "validator %s said two different things at height %d round %d (%s): %s and %s"
                    .formatted(
                            evidence.validator(),
                            evidence.height(),
                            evidence.round(),
                            evidence.about(),
                            evidence.first().block(),
                            evidence.second().block());
        }
    }

    /** Other validators decide from the next block on. */
    record Succeeded(ValidatorSet before, ValidatorSet after) implements Said {}

    /** Another block than one of this node's was decided at its height. */
    record Forked(ForkWatch.Sighting fork) implements Said {}

    /** {@code peer} sent a block that does not hold. */
    record BadBlock(String peer, String why) implements Said {

        String words() {
            return peer + " sent a block that does not hold: " + why;
        }
    }

    /** {@code peer} follows a chain with another genesis; said once. */
    record OtherChain(String peer, String why) implements Said {

        String words() {
            return peer + " follows another chain, and nothing of it is taken: " + why
                    + ". All nodes of a deployment have the same genesis file (darm.genesis-file)";
        }
    }

    /** This node sends a block that was decided on its way to those that had no part in it. */
    record Spread(CommittedBlock block, SortedSet<String> to) implements Said {}

    /** What came of a block that was pushed under {@code id}. */
    record Judged(Hash id, Verdict verdict) implements Said {}
}
