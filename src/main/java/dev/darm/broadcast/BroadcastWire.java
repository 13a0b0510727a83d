package dev.darm.broadcast;

import dev.darm.codec.WireTypes;
import java.util.List;

/** What broadcasters say to other nodes; ids from 600. Append only. */
public final class BroadcastWire implements WireTypes {

    @Override
    public int firstId() {
        return 600;
    }

    @Override
    public List<Class<?>> classes() {
        return List.of(
                Broadcaster.FromPeer.class,
                Manifest.class,
                BroadcastMessage.Push.class,
                BroadcastMessage.Want.class,
                BroadcastMessage.Piece.class,
                BroadcastMessage.Gone.class,
                BroadcastMessage.Holds.class,
                BroadcastMessage.Holding.class);
    }
}
