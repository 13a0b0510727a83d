package dev.darm.node;

/**
 * How a darm process ends: the codes of {@code sysexits.h}, so that systemd, scripts and people read them alike. {@code
 * Restart=on-failure} with {@code RestartPreventExitStatus=64 66 77 78} restarts what a restart can mend.
 */
public enum ExitCode {
    /** All went well. */
    OK(0, "ended as asked"),
    /** What was asked for is answered, and the answer is no: an invariant does not hold, or two runs differ. */
    VIOLATED(1, "an invariant does not hold, or two runs differ"),
    /** The command line is wrong. */
    USAGE(64, "wrong command line"),
    /** Input that the user named was refused; what else was given went in. */
    BAD_INPUT(65, "some input was refused"),
    /** A file that the user named is not there. */
    NO_INPUT(66, "a named file is missing"),
    /** A port is in use, or another process holds the data folder. */
    UNAVAILABLE(69, "a port or the data folder is taken"),
    /** A fault in DARM itself. */
    SOFTWARE(70, "a fault in darm"),
    /** The disk fails, is full, or holds damaged data; nothing is ever shortened silently. */
    DATA(74, "the disk or the data on it is damaged"),
    /** The node was put out of the cluster, or found another one; started again, it joins afresh. */
    TRY_AGAIN(75, "left the cluster; start again"),
    /** A key is missing or unreadable, or a folder may not be written. */
    NO_PERMISSION(77, "a key or a permission is missing"),
    /** A configuration file is wrong. */
    CONFIG(78, "wrong configuration"),
    /** Ended by Ctrl-C, SIGINT (128 + 2), after what was done so far was written. */
    INTERRUPTED(130, "ended by Ctrl-C"),
    /** Ended by SIGTERM after an orderly shutdown (128 + 15): a success for systemd ({@code SuccessExitStatus=143}). */
    TERMINATED(143, "ended by SIGTERM");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    /** A few words for the manual. */
    public String meaning() {
        return meaning;
    }
}
