package dev.darm.ledger;

import dev.darm.codec.WireTypes;
import java.util.List;

/** The values of the ledger that occur in messages between nodes; ids from 200. Append only. */
public final class LedgerWire implements WireTypes {

    @Override
    public int firstId() {
        return 200;
    }

    @Override
    public List<Class<?>> classes() {
        return List.of(
                Payload.class,
                Vote.class,
                Proposal.class,
                CommittedBlock.class,
                PublicKey.class,
                PeerMessage.Spoken.class,
                PeerMessage.Polka.class,
                PeerMessage.Gossip.class,
                PeerMessage.Reached.class,
                PeerMessage.BlockRequest.class,
                PeerMessage.BlockResponse.class,
                Validator.FromPeer.class,
                Validator.Submit.class,
                Validator.Queued.class,
                Validator.Refused.class,
                Validator.GetBlocks.class,
                Validator.Blocks.class,
                Validator.GetStatus.class,
                LedgerStatus.class,
                LedgerStatus.Seat.class,
                AbridgedBlock.class,
                PeerMessage.RunResponse.class,
                PeerMessage.Keeps.class,
                Validator.WithPass.class,
                Validator.Greet.class,
                Statement.class,
                Block.class,
                PeerMessage.Stated.class);
    }
}
