package dev.darm.ledger;

import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.ServiceKey;
import dev.darm.codec.Hash;
import dev.darm.codec.WireMessage;
import java.util.List;

/**
 * The ledger on one node: takes payloads in, decides blocks with the other validators, keeps the chain, and helps nodes
 * that lag. A node whose key is not in the validator set follows the chain and forwards what is submitted to it.
 */
public final class Validator {

    /** Under which the validators of a cluster, and the nodes that follow them, find each other. */
    public static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "ledger-validator");

    /** What a ledger can be told: by its own node, by the ledgers of other nodes, and by itself. */
    public sealed interface Command permits FromNode, FromPeer, FromSelf {}

    /** Asked by actors of any node. */
    public sealed interface FromNode extends Command {}

    /**
     * Put {@code payload} into a block. The reply says whether it waits; that it stands in a block is told by {@link
     * LedgerNews.BlockCommitted}. What waits is held in memory: whoever must not lose a payload submits it again until it
     * is committed, which is harmless.
     */
    public record Submit(Payload payload, ActorRef<SubmitReply> replyTo) implements FromNode, WireMessage {}

    public sealed interface SubmitReply extends WireMessage {}

    /** The payload waits for a block, or stands in one already; {@code payload} is its hash. */
    public record Queued(Hash payload) implements SubmitReply {}

    /** The payload will not stand in a block, and why: the rules refuse it, or too much waits already. */
    public record Refused(Hash payload, String why) implements SubmitReply {}

    /**
     * The committed blocks from height {@code from} (1 or more) on, at most {@code max}; fewer when they would be large
     * (a mebibyte, but at least one) or the chain ends.
     */
    public record GetBlocks(long from, int max, ActorRef<Blocks> replyTo) implements FromNode, WireMessage {}

    /** Blocks in the order of their heights, and how high the chain is. */
    public record Blocks(long chainHeight, List<CommittedBlock> blocks) implements WireMessage {}

    public record GetStatus(ActorRef<LedgerStatus> replyTo) implements FromNode, WireMessage {}

    /** Sent between the ledgers of different nodes. */
    public sealed interface FromPeer extends Command, WireMessage {}

    /** A proposal or vote, first or repeated. */
    public record Spoken(ConsensusMessage message) implements FromPeer {}

    /** A quorum of prevotes that a repeated proposal rests on. */
    public record Polka(List<Vote> votes) implements FromPeer {}

    /** Payloads that wait for a block on {@code node}. */
    public record Gossip(String node, List<Payload> payloads) implements FromPeer {}

    /** How far the chain of {@code node} reaches; told now and then, so that a node that lags notices. */
    public record Reached(String node, long height, ActorRef<Command> ledger) implements FromPeer {}

    /** Asks for the committed blocks from height {@code from} on. */
    public record BlockRequest(String node, long from, ActorRef<Command> replyTo) implements FromPeer {}

    /** Answers a {@link BlockRequest}: at most a mebibyte of blocks, but at least one where there is one. */
    public record BlockResponse(String node, long chainHeight, List<CommittedBlock> blocks) implements FromPeer {}

    /** Timers and other news that a ledger sends to itself. */
    sealed interface FromSelf extends Command {}

    /** It is time to tell the others what waits here and how far the chain reaches. */
    record Tick() implements FromSelf {}

    private Validator() {}
}
