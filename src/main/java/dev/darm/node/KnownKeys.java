package dev.darm.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The {@code darm.*} keys that exist: those of {@code reference.conf}. A key that is not among them stops the start, so a
 * misspelt one never passes for a default. An empty object in the reference takes any keys.
 */
public final class KnownKeys {

    private final ConfigObject known;

    private KnownKeys(ConfigObject known) {
        this.known = known;
    }

    static KnownKeys of(Config reference) {
        return new KnownKeys(reference.getObject("darm"));
    }

    /** Refuses the first key below {@code darm} that is unknown or has the wrong shape, in the order of the keys. */
    void check(Config user) {
        if (user.hasPath("darm")) check("darm", known, user.getObject("darm"));
    }

    private void check(String path, ConfigObject expected, ConfigObject found) {
        if (expected.isEmpty()) return;
        for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(found).entrySet()) {
            String key = path + "." + ConfigUtil.quoteString(entry.getKey()).replace("\"", "");
            ConfigValue model = expected.get(entry.getKey());
            if (model == null) throw unknown(entry.getValue().origin(), key);
            checkShape(key, model, entry.getValue());
        }
    }

    private void checkShape(String key, ConfigValue model, ConfigValue found) {
        if (model instanceof ConfigObject object) {
            if (!(found instanceof ConfigObject inner)) throw wrongShape(key, "a section { … }", found);
            check(key, object, inner);
        } else if (model.valueType() == ConfigValueType.LIST && found.valueType() != ConfigValueType.LIST) {
            throw wrongShape(key, "a list [ … ]", found);
        } else if (model.valueType() != ConfigValueType.LIST
                && (found.valueType() == ConfigValueType.OBJECT || found.valueType() == ConfigValueType.LIST)) {
            throw wrongShape(key, "one value such as " + model.render(), found);
        }
    }

    private static ConfigException wrongShape(String key, String expected, ConfigValue found) {
        return new ConfigException.BadValue(
                found.origin(),
                key,
                "expected " + expected + ", found " + found.valueType().name().toLowerCase(java.util.Locale.ROOT));
    }

    private StartFailure unknown(ConfigOrigin origin, String key) {
        return new StartFailure(
                ExitCode.CONFIG,
                "%s: Unknown key '%s'; the nearest known key is '%s'"
                        .formatted(origin.description(), key, nearest(key)));
    }

    private String nearest(String key) {
        TreeSet<String> paths = new TreeSet<>();
        collect("darm", known, paths);
        String best = paths.first();
        int bestDistance = Integer.MAX_VALUE;
        for (String path : paths) {
            int distance = distance(key, path);
            if (distance < bestDistance) {
                best = path;
                bestDistance = distance;
            }
        }
        return best;
    }

    private static void collect(String path, ConfigObject object, TreeSet<String> into) {
        object.forEach((name, value) -> {
            String key = path + "." + name;
            into.add(key);
            if (value instanceof ConfigObject inner) collect(key, inner, into);
        });
    }

    /** Levenshtein's distance: insertions, deletions and substitutions from {@code a} to {@code b}. */
    public static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
