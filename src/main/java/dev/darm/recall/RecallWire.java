package dev.darm.recall;

import dev.darm.codec.WireTypes;
import dev.darm.memory.Embedding;
import java.util.List;

/** What recall says to other nodes. */
public final class RecallWire implements WireTypes {

    @Override
    public int firstId() {
        return 400;
    }

    @Override
    public List<Class<?>> classes() {
        return List.of(
                Recall.FromPeer.class,
                RecallMessage.Taught.class,
                RecallMessage.Tell.class,
                RecallMessage.Want.class,
                RecallMessage.Page.class,
                RecallMessage.AskShard.class,
                RecallMessage.ShardAnswer.class,
                RecallMessage.ShardHit.class,
                RecallMessage.Keep.class,
                RecallMessage.Kept.class,
                Embedding.class);
    }
}
