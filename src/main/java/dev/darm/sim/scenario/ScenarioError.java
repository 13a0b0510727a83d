package dev.darm.sim.scenario;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import java.util.Objects;

/** What is wrong in a scenario or a profile, with file and line, and what was expected. */
public final class ScenarioError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ScenarioError(String message) {
        super(message);
    }

    private ScenarioError(String message, Throwable cause) {
        super(message, cause);
    }

    static ScenarioError at(ConfigOrigin origin, String message) {
        return new ScenarioError(place(origin) + ": " + message);
    }

    static ScenarioError at(ConfigOrigin origin, String message, Throwable cause) {
        return new ScenarioError(place(origin) + ": " + message, cause);
    }

    /** What the library found, which has the file and line in front already. */
    static ScenarioError of(ConfigException e) {
        ConfigOrigin origin = e.origin();
        String message = Objects.requireNonNullElse(e.getMessage(), e.toString());
        if (origin == null) return new ScenarioError(message, e);
        String own = origin.description() + ": ";
        return at(origin, message.startsWith(own) ? message.substring(own.length()) : message, e);
    }

    /** {@code file:line}, as editors and compilers write it. */
    static String place(ConfigOrigin origin) {
        String file = origin.filename();
        if (file == null || origin.lineNumber() < 1) return origin.description();
        return file + ":" + origin.lineNumber();
    }
}
