package dev.darm.sim.trace;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which DARM: its version and the commit it was built from. A run replays on the commit that recorded it, and no other. */
public record Build(String version, String commit) {

    /** What stands for the version or the commit where the build did not know it. */
    public static final String UNKNOWN = "unknown";

    private static final String RESOURCE = "build.properties";

    /** This DARM. The commit ends in {@code -dirty} when files had changed since, and is unknown where it was built without git. */
    public static Build here() {
        try (InputStream in = Build.class.getResourceAsStream(RESOURCE)) {
            Properties known = new Properties();
            if (in != null) known.load(in);
            return of(known);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
    }

    static Build of(Properties known) {
        return new Build(known(known, "version"), known(known, "commit"));
    }

    /** A value; what the build left as it stood in the file, as an IDE does, is not known. */
    private static String known(Properties properties, String key) {
        String value = properties.getProperty(key, "").strip();
        return value.isEmpty() || value.startsWith("${") ? UNKNOWN : value;
    }

    @Override
    public String toString() {
        return "DARM " + version + ", commit " + commit;
    }
}
