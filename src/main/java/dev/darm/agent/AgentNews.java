package dev.darm.agent;

import dev.darm.codec.Hash;
import java.util.List;

/** What the agents of this node did, published on the actor system's event stream. */
public sealed interface AgentNews {

    /** An agent took claims into its episodic memory; their ids, sorted, each once, at least one. */
    record Encoded(List<Hash> claims) implements AgentNews {}
}
