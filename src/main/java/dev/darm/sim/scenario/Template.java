package dev.darm.sim.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The commented scenario that {@code ./darm sim new} writes: every section, each key with its default and range. */
public final class Template {

    private static final String RESOURCE = "/scenario-template.conf";

    private Template() {}

    /** The text of a scenario called {@code name}; a file with it can be read at once. */
    public static String text(String name) {
        try (InputStream in = Template.class.getResourceAsStream(RESOURCE)) {
            if (in == null) throw new IllegalStateException("no resource " + RESOURCE);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("@name@", name);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
    }
}
