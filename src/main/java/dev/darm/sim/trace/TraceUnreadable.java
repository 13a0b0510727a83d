package dev.darm.sim.trace;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is no trace, a damaged one, or one that this DARM may not read; the message names the file and the place. */
public final class TraceUnreadable extends IOException {

    private static final long serialVersionUID = 1L;

    TraceUnreadable(Path file, String why) {
        super(file + ": " + why);
    }

    TraceUnreadable(Path file, long offset, String why) {
        super(file + ": byte " + offset + ": " + why);
    }
}
