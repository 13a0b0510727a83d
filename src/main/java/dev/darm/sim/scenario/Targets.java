package dev.darm.sim.scenario;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import dev.darm.node.NodeSettings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Machines named in a file: a name, a pattern with {@code *}, {@code role:edge}, {@code validators} or {@code all}, or a list
 * of these; in the order of the scenario.
 */
record Targets(List<NodePlan> nodes) {

    List<String> names() {
        return nodes.stream().map(NodePlan::name).toList();
    }

    List<String> read(Section section, String key) {
        section.required(key);
        List<String> names = named(key, section.list(key));
        if (names.isEmpty()) throw section.bad(key, "at least one machine");
        return names;
    }

    List<List<String>> groups(Section section, String key) {
        List<List<String>> groups = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (ConfigValue value : section.list(key)) {
            List<String> group = named(key, value instanceof ConfigList list ? List.copyOf(list) : List.of(value));
            for (String name : group)
                if (!seen.add(name))
                    throw Section.bad(value, key, "groups that do not share a machine, as they share " + name);
            groups.add(group);
        }
        if (groups.isEmpty()) throw ScenarioError.at(section.required(key).origin(), "'" + key + "': no group");
        if (groups.size() == 1 && seen.size() == nodes.size())
            throw section.bad(key, "a second group, or a first that leaves some machines out");
        return groups;
    }

    private List<String> named(String key, List<ConfigValue> values) {
        LinkedHashSet<String> chosen = new LinkedHashSet<>();
        for (ConfigValue value : values) {
            if (!(value.unwrapped() instanceof String text)) throw Section.bad(value, key, "names of machines");
            List<NodePlan> found =
                    nodes.stream().filter(node -> means(text, node)).toList();
            if (found.isEmpty())
                throw ScenarioError.at(
                        value.origin(),
                        "'%s': no machine '%s'%s; expected a name, a pattern with *, role:head, role:compute, role:edge, validators or all"
                                .formatted(key, text, Nearest.hint(text, names())));
            found.forEach(node -> chosen.add(node.name()));
        }
        return names().stream().filter(chosen::contains).toList();
    }

    static boolean means(String text, NodePlan node) {
        if (text.equals("all")) return true;
        if (text.equals("validators")) return node.validator();
        if (text.startsWith("role:"))
            return node.roles().stream().anyMatch(role -> word(role).equals(text.substring("role:".length())));
        if (!text.contains("*")) return node.name().equals(text);
        return node.name().matches(Pattern.quote(text).replace("*", "\\E.*\\Q"));
    }

    static String word(NodeSettings.Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
