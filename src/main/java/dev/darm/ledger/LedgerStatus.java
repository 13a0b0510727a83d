package dev.darm.ledger;

import dev.darm.codec.WireMessage;
import java.util.List;

/**
 * How the ledger of a node stands.
 *
 * @param node the node's name
 * @param height of the last committed block, 0 when there is none
 * @param round of the height in progress, −1 when nothing is in progress
 * @param step what the validator waits for, in a word: idle, propose, prevote, precommit, decided, or follows
 * @param validators of the next block, in the order in which they propose
 * @param standing in words: why the chain moves or does not
 * @param waitingPayloads payloads that wait for a block here
 * @param waitingBytes their bytes
 * @param voteSyncs how often the log of votes was made durable since the start
 * @param blockSyncs how often the chain was made durable since the start
 */
public record LedgerStatus(
        String node,
        long height,
        int round,
        String step,
        List<Seat> validators,
        String standing,
        int waitingPayloads,
        long waitingBytes,
        long voteSyncs,
        long blockSyncs)
        implements WireMessage {

    /** The least power that is more than two thirds of the total. */
    public long quorumPower() {
        return ValidatorSet.quorumOf(validators.stream().mapToLong(Seat::power).sum());
    }

    /** A validator as this node sees it: whether it is connected, and how far its chain is known to reach (−1: unknown). */
    public record Seat(String name, PublicKey key, int power, boolean connected, long height) {}
}
