package dev.darm.sim.scenario;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import dev.darm.node.NodeConfig;
import dev.darm.node.NodeSettings;
import dev.darm.node.StartFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads {@code nodes} and {@code links}. */
final class FleetReader {

    private static final int COUNT_MOST = 100_000;
    private static final String UPLINK = "lan-1g";
    private static final String DEPLOYMENT = "deployment.conf";

    private final Places places;
    private final Profiles profiles;
    private final Map<Path, NodeConfig> files = new TreeMap<>();
    private final TreeMap<String, DeviceProfile> devices = new TreeMap<>();

    FleetReader(Places places, Profiles profiles) {
        this.places = places;
        this.profiles = profiles;
    }

    /** The device profiles that the nodes read so far use. */
    TreeMap<String, DeviceProfile> devices() {
        return devices;
    }

    List<NodePlan> nodes(Section scenario) {
        scenario.required("nodes");
        Map<String, NodePlan> nodes = new LinkedHashMap<>();
        for (Section entry : scenario.sections("nodes")) {
            for (NodePlan node : entry(entry)) {
                if (nodes.put(node.name(), node) != null)
                    throw ScenarioError.at(entry.origin(), "a second machine called '" + node.name() + "'");
            }
        }
        if (nodes.isEmpty()) throw scenario.bad("nodes", "at least one machine");
        return List.copyOf(nodes.values());
    }

    List<LinkPlan> links(Section scenario, Targets targets) {
        List<LinkPlan> links = new ArrayList<>();
        for (Section entry : scenario.sections("links")) {
            links.add(new LinkPlan(
                    targets.read(entry, "from"),
                    targets.read(entry, "to"),
                    entry.flag("both-ways", true),
                    profiles.uplink(
                            entry.text("uplink"), entry.required("uplink").origin())));
            entry.done();
        }
        return links;
    }

    private List<NodePlan> entry(Section entry) {
        List<NodePlan> nodes = new ArrayList<>();
        for (NodePlan bare : bare(entry)) nodes.add(with(bare, entry));
        for (Section exception : entry.sections("except")) {
            List<String> meant = new Targets(nodes).read(exception, "nodes");
            nodes.replaceAll(node -> meant.contains(node.name()) ? with(node, exception) : node);
            exception.done();
        }
        entry.done();
        for (NodePlan node : nodes)
            if (node.device().isEmpty())
                throw ScenarioError.at(entry.origin(), "missing key 'device' for machine '" + node.name() + "'");
        return nodes.stream().map(this::whole).toList();
    }

    /** The machines of an entry by what names them: a name, a count, a folder of node files, or one of these. */
    private List<NodePlan> bare(Section entry) {
        List<String> ways = List.of("name", "count", "folder", "file").stream()
                .filter(entry::has)
                .toList();
        if (ways.size() != 1)
            throw ScenarioError.at(
                    entry.origin(), "expected one of the keys name, count, folder and file, found " + ways);
        return switch (ways.getFirst()) {
            case "name" -> List.of(bare(name(entry, "name", entry.text("name")), Set.of(), Optional.empty()));
            case "count" -> counted(entry);
            case "folder" -> folder(entry);
            default ->
                List.of(file(places.file(entry, "file"), entry.required("file").origin()));
        };
    }

    private static List<NodePlan> counted(Section entry) {
        int count = (int) entry.whole("count", 1, COUNT_MOST);
        String prefix = entry.text("prefix", "n");
        List<NodePlan> nodes = new ArrayList<>();
        for (int i = 1; i <= count; i++) nodes.add(bare(name(entry, "count", prefix + i), Set.of(), Optional.empty()));
        return nodes;
    }

    private List<NodePlan> folder(Section entry) {
        List<NodePlan> nodes = new ArrayList<>();
        for (Path file : places.files(entry, "folder", "*.conf")) {
            if (!file.endsWith(DEPLOYMENT))
                nodes.add(file(file, entry.required("folder").origin()));
        }
        if (nodes.isEmpty()) throw entry.bad("folder", "a folder with one .conf file a node");
        return nodes;
    }

    private NodePlan file(Path file, ConfigOrigin origin) {
        try {
            NodeSettings node = files.computeIfAbsent(file, NodeConfig::load).node();
            return bare(node.name(), node.roles(), Optional.of(file));
        } catch (StartFailure e) {
            throw ScenarioError.at(origin, "node file " + file + ": " + e.getMessage(), e);
        }
    }

    private static String name(Section entry, String key, String name) {
        if (!name.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"))
            throw entry.bad(key, "a name of 1 to 63 of a-z, 0-9 and '-', with no '-' at either end (" + name + ")");
        return name;
    }

    private static NodePlan bare(String name, Set<NodeSettings.Role> roles, Optional<Path> file) {
        return new NodePlan(name, roles, file, ConfigFactory.empty(), "", "", "", NodePlan.Power.MAINS, -1);
    }

    /** {@code node} with what the section says in place of what it had. */
    private NodePlan with(NodePlan node, Section section) {
        Set<NodeSettings.Role> roles = section.has("roles") ? roles(section) : node.roles();
        if (section.has("roles") && node.file().isPresent())
            throw section.bad(
                    "roles",
                    "no roles here, because the node file " + node.file().get() + " states them");
        String device = section.text("device", node.device());
        if (section.has("device")) {
            ConfigOrigin origin = section.required("device").origin();
            devices.computeIfAbsent(device, name -> profiles.device(name, origin));
        }
        String disk = section.text("disk", node.disk());
        if (section.has("disk")) profiles.disk(disk, section.required("disk").origin());
        String uplink = section.text("uplink", node.uplink());
        if (section.has("uplink"))
            profiles.uplink(uplink, section.required("uplink").origin());
        NodePlan.Power power = section.has("power")
                ? section.choice("power", List.of(NodePlan.Power.values()), NodePlan.Power::word)
                : node.power();
        long voting =
                section.has("voting-power") ? section.whole("voting-power", 0, 1_000_000_000) : node.votingPower();
        Config settings = section.value("settings").map(FleetReader::settings).orElse(ConfigFactory.empty());
        return new NodePlan(
                node.name(),
                roles,
                node.file(),
                settings.withFallback(node.settings()),
                device,
                disk,
                uplink,
                power,
                voting);
    }

    private static Config settings(ConfigValue value) {
        if (!(value instanceof ConfigObject object)) throw Section.bad(value, "settings", "a section { darm { … } }");
        for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(object).entrySet())
            if (!entry.getKey().equals("darm") && !entry.getKey().equals("akka"))
                throw ScenarioError.at(
                        entry.getValue().origin(), "'settings': expected darm or akka, found " + entry.getKey());
        ConfigObject reference = ConfigFactory.defaultReference().root();
        ConfigValue darm = object.get("darm");
        if (darm != null) known("darm", Objects.requireNonNull(reference.get("darm")), darm);
        return object.toConfig();
    }

    /** Refuses a key that the reference does not have; an empty section there takes any. */
    private static void known(String path, ConfigValue reference, ConfigValue found) {
        if (!(found instanceof ConfigObject object)) return;
        if (!(reference instanceof ConfigObject keys)) throw Section.bad(found, path, "one value");
        if (keys.isEmpty()) return;
        for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(object).entrySet()) {
            ConfigValue model = keys.get(entry.getKey());
            String key = path + "." + entry.getKey();
            if (model == null)
                throw ScenarioError.at(
                        entry.getValue().origin(),
                        "unknown key '" + key + "'" + Nearest.hint(entry.getKey(), keys.keySet()));
            known(key, model, entry.getValue());
        }
    }

    private static Set<NodeSettings.Role> roles(Section section) {
        EnumSet<NodeSettings.Role> roles = EnumSet.noneOf(NodeSettings.Role.class);
        List<String> words =
                Arrays.stream(NodeSettings.Role.values()).map(Targets::word).toList();
        for (String word : section.texts("roles")) {
            if (!words.contains(word)) throw section.bad("roles", "some of " + words);
            roles.add(NodeSettings.Role.values()[words.indexOf(word)]);
        }
        if (roles.isEmpty()) throw section.bad("roles", "some of " + words);
        return Collections.unmodifiableSet(roles);
    }

    /** The node with what nobody said. */
    private NodePlan whole(NodePlan node) {
        DeviceProfile device = Objects.requireNonNull(devices.get(node.device()));
        Set<NodeSettings.Role> roles = node.roles().isEmpty()
                ? Collections.unmodifiableSet(EnumSet.allOf(NodeSettings.Role.class))
                : node.roles();
        long voting = node.votingPower() >= 0 ? node.votingPower() : roles.contains(NodeSettings.Role.HEAD) ? 1 : 0;
        return new NodePlan(
                node.name(),
                roles,
                node.file(),
                node.settings(),
                node.device(),
                node.disk().isEmpty() ? device.disk() : node.disk(),
                node.uplink().isEmpty() ? UPLINK : node.uplink(),
                node.power(),
                voting);
    }
}
