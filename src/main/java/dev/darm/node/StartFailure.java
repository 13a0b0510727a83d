package dev.darm.node;

import com.typesafe.config.ConfigException;

/** Why a node cannot start: what is wrong, where, and what to do, with the code that the process ends with. */
public final class StartFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    public StartFailure(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public StartFailure(ExitCode exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** A configuration that cannot be read, with the file and line that the library found. */
    static StartFailure of(ConfigException e) {
        String message = e.getMessage();
        return new StartFailure(ExitCode.CONFIG, message == null ? e.toString() : message, e);
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
