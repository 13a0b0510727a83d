package dev.darm.model;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A model gave no usable completion; {@link #kind} says how, the message where and what to do. */
public final class ModelFailed extends Exception {

    @Serial
    private static final long serialVersionUID = 1;

    /** In which way a call failed. */
    public enum Kind {
        /** No connection, or it broke before the answer was whole. */
        UNREACHABLE,
        /** Nothing usable within the time allowed, retries included. */
        TOO_SLOW,
        /** The server answered with an HTTP status other than 200. */
        REFUSED,
        /** Status 200, but not the JSON that the protocol names. */
        UNREADABLE,
        /** A well-formed answer without a word in it, or one that was cut off before its end. */
        EMPTY
    }

    private final Kind kind;

    ModelFailed(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
