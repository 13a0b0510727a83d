package dev.darm.sim.disk;

/** Why an operation cannot be done, in the words that {@link dev.darm.world.FileDisk} gives for the same reason. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    static final String NO_SUCH_FILE = "NoSuchFileException";
    static final String EXISTS = "FileAlreadyExistsException";
    static final String NOT_EMPTY = "DirectoryNotEmptyException";
    static final String NOT_A_FOLDER = "Not a directory";
    static final String IS_A_FOLDER = "Is a directory";
    static final String FOLDER_NOT_EMPTY = "Directory not empty";
    static final String INVALID = "Invalid argument";
    static final String BUSY = "Device or resource busy";
    static final String READ_A_FOLDER = "IOException: Is a directory";
    static final String INPUT_OUTPUT = "IOException: Input/output error";
    static final String NO_SPACE = "IOException: No space left on device";
    static final String TOO_LARGE = "IOException: File too large";
    static final String CLOSED = "ClosedChannelException: null";
    static final String UNMOUNTED = "IOException: the disk was taken from this incarnation of the node";

    Refusal(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
