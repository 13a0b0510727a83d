package dev.darm.codec;

/** Bytes that are not the canonical encoding of what was expected; the message names the offset and the reason. */
public final class MalformedBytes extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedBytes(String message) {
        super(message);
    }
}
