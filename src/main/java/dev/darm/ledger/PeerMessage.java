package dev.darm.ledger;

import dev.darm.codec.WireMessage;
import java.util.List;

/** What the ledgers of different nodes say to each other. {@code from} is the name of the node that sends. */
public sealed interface PeerMessage extends WireMessage {

    String from();

    /** A proposal or a vote, first or repeated. */
    record Spoken(String from, ConsensusMessage message) implements PeerMessage {}

    /** Votes of others, passed on together: a polka, or the precommits by which a round was left. */
    record Polka(String from, List<Vote> votes) implements PeerMessage {}

    /** What the sender states to the proposer of a round that it enters, with the blocks that it names: the fast path. */
    record Stated(String from, Statement statement, List<Block> blocks) implements PeerMessage {}

    /** Payloads that wait for a block. */
    record Gossip(String from, List<Payload> payloads) implements PeerMessage {}

    /** How far the sender's chain reaches; told now and then, so that a node that lags notices. */
    record Reached(String from, long height) implements PeerMessage {}

    /** Asks for the committed blocks from height {@code first} on. */
    record BlockRequest(String from, long first) implements PeerMessage {}

    /** Committed blocks in the order of their heights, asked for or not: about a mebibyte, but at least one. */
    record BlockResponse(String from, long chainHeight, List<CommittedBlock> blocks) implements PeerMessage {}

    /** Abridged blocks, for who asked for some that the sender no longer has whole; the last has its certificate. */
    record RunResponse(String from, long chainHeight, List<AbridgedBlock> run) implements PeerMessage {}

    /** Which blocks the sender keeps whole: those from {@code oldest} on; an archive all, from 1 on. */
    record Keeps(String from, long oldest) implements PeerMessage {}
}
