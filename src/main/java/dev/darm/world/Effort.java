package dev.darm.world;

/**
 * Work of a node that takes a core some time. The code that does such work declares it where it does it.
 *
 * <p>On a real machine the work takes the time it takes, and to declare it does nothing: the method is empty, so that the
 * JIT leaves no trace of it. In the simulator, where computing takes no virtual time of its own, the declaration is what
 * occupies a core of the machine.
 */
public enum Effort {
    /** SHA-256; in bytes. */
    HASH,
    /** An Ed25519 signature is checked; in signatures. */
    VERIFY,
    /** An Ed25519 signature is made; in signatures. */
    SIGN,
    /** A text is made into a vector by this node itself; in characters. */
    ENCODE;

    /** Declares that the calling code does {@code amount}, 0 or more, of this work now. */
    public static void spend(Effort effort, long amount) {}
}
