package dev.darm.branch;

import dev.darm.codec.Octets;
import dev.darm.codec.WireTypes;
import java.util.List;

/** The values of branches that occur between nodes; ids from 500. Append only. */
public final class BranchWire implements WireTypes {

    @Override
    public int firstId() {
        return 500;
    }

    @Override
    public List<Class<?>> classes() {
        return List.of(
                BranchHeads.class,
                HybridTime.class,
                SignedRecord.class,
                Segment.class,
                SyncMessage.Point.class,
                SyncMessage.Known.class,
                SyncMessage.Cursor.class,
                SyncMessage.Announce.class,
                SyncMessage.Pull.class,
                SyncMessage.Push.class,
                SyncMessage.Sealed.class,
                SyncMessage.Want.class,
                SyncMessage.Bodies.class,
                BranchLedger.FromPeer.class,
                BranchLedger.Greeting.class,
                BranchLedger.Prove.class,
                BranchLedger.Proven.class,
                Octets.class,
                SignedRecords.class);
    }
}
