package dev.darm.recall;

/** Which memory served an answer or holds a candidate, in the order in which the ladder prefers them. */
public enum Tier {
    /** The Rapid Retrieval Cache: agreed on, and answered before. */
    RRC,
    /** Long-term memory: agreed on by a quorum and committed in a block. */
    LTM,
    /** Short-term memory: this node's own conviction. */
    STM
}
