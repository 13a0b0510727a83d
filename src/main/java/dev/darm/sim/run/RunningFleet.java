package dev.darm.sim.run;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.darm.ledger.ChainRules;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.ValidatorSet;
import dev.darm.node.GenesisRules;
import dev.darm.node.NodeConfig;
import dev.darm.node.NodeMaterial;
import dev.darm.node.NodeSettings;
import dev.darm.sim.Seeds;
import dev.darm.sim.disk.DiskProfile;
import dev.darm.sim.disk.ModelledDisk;
import dev.darm.sim.engine.DeviceCosts;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.engine.Machine;
import dev.darm.sim.link.LinkProfile;
import dev.darm.sim.link.Network;
import dev.darm.sim.net.Fabric;
import dev.darm.sim.scenario.DeviceProfile;
import dev.darm.sim.scenario.NodePlan;
import dev.darm.sim.scenario.Plan;
import dev.darm.sim.scenario.Scenario;
import dev.darm.sim.trace.Kind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** The fleet of a scenario, built: machines, disks, clocks, links, keys and the genesis, and a node on each machine. */
final class RunningFleet implements Fleet {

    private static final int PORT = 25_520;
    private static final int HTTP_PORT = 8_558;
    private static final int SECRET = 32;

    /** A disk that takes no time and has room. */
    private static final DiskProfile NO_DISK = new DiskProfile(
            "none",
            1L << 40,
            4096,
            0,
            new DiskProfile.Spread(1, 1, 1),
            new DiskProfile.Transfer(0, Long.MAX_VALUE),
            new DiskProfile.Transfer(0, Long.MAX_VALUE));

    private final Scenario scenario;
    private final Plan plan;
    private final Engine engine;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final TreeMap<String, SimulatedNode> byName = new TreeMap<>();

    RunningFleet(Scenario scenario, Plan plan, Engine engine) {
        this.scenario = scenario;
        this.plan = plan;
        this.engine = engine;
    }

    @Override
    public Scenario scenario() {
        return scenario;
    }

    @Override
    public Plan plan() {
        return plan;
    }

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public List<SimulatedNode> nodes() {
        return nodes;
    }

    @Override
    public SimulatedNode node(String name) {
        SimulatedNode node = byName.get(name);
        if (node == null) throw new IllegalArgumentException("no machine " + name + " in this run");
        return node;
    }

    List<String> names() {
        return scenario.names();
    }

    /** Builds everything; no machine is switched on yet. */
    void build(Network network, Fabric fabric, Observations seen) {
        Seeds seeds = engine.options().seed();
        connect(network);
        Map<String, NodeConfig> configs = new LinkedHashMap<>();
        for (NodePlan node : scenario.nodes()) configs.put(node.name(), config(node, 1));
        Map<String, SigningKey> keys = new LinkedHashMap<>();
        Genesis genesis = genesis(configs, keys, seeds);
        TreeMap<String, List<PublicKey>> authors = new TreeMap<>();
        keys.forEach((name, key) -> authors.put(name, List.of(key.publicKey())));
        for (NodePlan node : scenario.nodes()) {
            Machine machine = engine.machine(node.name(), costs(scenario.device(node.name())));
            MachineTime time = new MachineTime();
            machine.clock(time);
            NodeConfig first = Objects.requireNonNull(configs.get(node.name()));
            IntFunction<NodeConfig> of = version -> version == 1 ? first : config(node, version);
            SimulatedNode made = new SimulatedNode(
                    machine,
                    of,
                    new NodeMaterial(
                            genesis,
                            node.validator() ? Optional.ofNullable(keys.get(node.name())) : Optional.empty(),
                            Optional.ofNullable(keys.get(node.name())),
                            authors),
                    new SimulatedNode.Parts(time, disk(node, machine, seeds), fabric, seen));
            nodes.add(made);
            byName.put(node.name(), made);
            if (node.validator())
                seen.seats.enrol(node.name(), made.key().orElseThrow().publicKey(), node.votingPower());
        }
    }

    private static DeviceCosts costs(DeviceProfile device) {
        return DeviceCosts.of(
                device.cores(), word -> device.nanos(DeviceProfile.Work.valueOf(word.toUpperCase(Locale.ROOT))));
    }

    private ModelledDisk disk(NodePlan node, Machine machine, Seeds seeds) {
        DiskProfile profile = node.disk().equals("none")
                ? NO_DISK
                : DiskProfile.read(scenario.home().resolve("hardware/disks/" + node.disk() + ".conf"));
        return new ModelledDisk(
                node.name(),
                profile,
                seeds.of("disk").of(node.name()),
                new DiskTime(engine),
                (now, operation, path, offset, bytes) ->
                        engine.happened(machine, Kind.DISK, path, operation, (int) Math.min(Integer.MAX_VALUE, bytes)));
    }

    /** All machines in one site, each with its uplink; what a link of its own leads to has that. */
    private void connect(Network network) {
        network.site("here", LinkProfile.IDEAL);
        Map<String, LinkProfile> profiles = new LinkedHashMap<>();
        for (NodePlan node : scenario.nodes()) network.machine(node.name(), "here", profile(profiles, node.uplink()));
        for (String from : names())
            for (String to : names())
                for (var link : scenario.links().reversed()) {
                    if (from.equals(to) || !link.covers(from, to)) continue;
                    network.override(from, to, profile(profiles, link.uplink()));
                    break;
                }
    }

    private LinkProfile profile(Map<String, LinkProfile> known, String name) {
        return known.computeIfAbsent(
                name, any -> LinkProfile.read(scenario.home().resolve("hardware/uplinks/" + name + ".conf")));
    }

    private Genesis genesis(Map<String, NodeConfig> configs, Map<String, SigningKey> keys, Seeds seeds) {
        List<ValidatorSet.Member> members = new ArrayList<>();
        Optional<ChainRules> rules = Optional.empty();
        String chain = scenario.name();
        for (NodePlan node : scenario.nodes()) {
            NodeConfig config = Objects.requireNonNull(configs.get(node.name()));
            chain = config.cluster().name();
            if (rules.isEmpty()) rules = Optional.of(GenesisRules.asked(config));
            byte[] secret = new byte[SECRET];
            seeds.of("keys").of(node.name()).generator().nextBytes(secret);
            SigningKey key = SigningKey.ofSecret(secret);
            keys.put(node.name(), key);
            if (!node.validator()) continue;
            members.add(new ValidatorSet.Member(node.name(), key.publicKey(), Math.toIntExact(node.votingPower())));
        }
        return Genesis.of(
                chain, Instant.ofEpochSecond(Engine.EPOCH_SECONDS), new ValidatorSet(members), rules.orElseThrow());
    }

    private NodeConfig config(NodePlan node, int wireVersion) {
        Config over = ConfigFactory.parseString("darm.codec.wire-version = " + wireVersion)
                .withFallback(node.settings());
        if (node.file().isPresent()) {
            Path file = node.file().get();
            return NodeConfig.of(over.withFallback(ConfigFactory.parseFile(file.toFile())), file);
        }
        return NodeConfig.of(over.withFallback(generated(node)), scenario.file());
    }

    private Config generated(NodePlan node) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (int i = 0; i < names().size(); i++) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", names().get(i));
            one.put("host", "10.0.%d.%d".formatted(i / 250, i % 250 + 1));
            one.put("port", PORT);
            one.put("http-port", HTTP_PORT);
            all.add(one);
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("darm.node.name", node.name());
        settings.put(
                "darm.node.roles",
                node.roles().stream()
                        .map(role -> role.name().toLowerCase(Locale.ROOT))
                        .toList());
        settings.put("darm.cluster.name", scenario.name());
        settings.put("darm.cluster.nodes", all);
        settings.put("darm.network.trusted-network", "on");
        settings.put("darm.network.tls", "off");
        return ConfigFactory.parseMap(settings, "made for " + scenario.file());
    }

    /** Whether the node of that name hosts agents, so that documents and questions may go to it. */
    boolean hosts(String name) {
        return scenario.node(name).roles().contains(NodeSettings.Role.EDGE);
    }
}
