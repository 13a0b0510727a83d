package dev.darm.broadcast;

/** What the owner of a kind says of an item that arrived. */
public enum Verdict {
    /** It is good: it is passed on and kept for others. */
    TAKE,
    /** It is of no use here, and nobody is to blame: it goes no further. */
    DROP,
    /** It is bad, and who takes such a thing does not pass it on: whoever gave it is not heard for a while. */
    REFUSE
}
