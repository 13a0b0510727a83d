package dev.darm.node;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A configuration written out for people: one {@code darm.*} value a line, sorted by key, each with the file and line that
 * says it.
 */
public final class ConfigListing {

    private ConfigListing() {}

    public static String of(NodeConfig config) {
        TreeMap<String, ConfigValue> values = new TreeMap<>();
        for (Map.Entry<String, ConfigValue> entry :
                config.all().getConfig("darm").entrySet()) values.put("darm." + entry.getKey(), entry.getValue());
        StringBuilder listing = new StringBuilder();
        values.forEach((key, value) -> listing.append(
                "%s = %s  # %s%n".formatted(key, value.render(ConfigRenderOptions.concise()), origin(value.origin()))));
        return listing.toString();
    }

    private static String origin(ConfigOrigin origin) {
        String line = origin.lineNumber() > 0 ? ": " + origin.lineNumber() : "";
        if (origin.filename() != null) return Path.of(origin.filename()) + line;
        if (origin.resource() != null) return origin.resource() + line;
        return origin.description();
    }
}
