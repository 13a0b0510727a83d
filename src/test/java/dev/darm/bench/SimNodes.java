package dev.darm.bench;

import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import dev.darm.ledger.ChainRules;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.ValidatorSet;
import dev.darm.node.DarmNode;
import dev.darm.node.NodeConfig;
import dev.darm.node.NodeMaterial;
import dev.darm.sim.Seeds;
import dev.darm.sim.disk.DiskProfile;
import dev.darm.sim.disk.ModelledDisk;
import dev.darm.sim.engine.DeviceCosts;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.engine.Machine;
import dev.darm.sim.engine.Observer;
import dev.darm.sim.net.Fabric;
import dev.darm.sim.net.Wire;
import dev.darm.sim.run.DiskTime;
import dev.darm.sim.run.SimulatedNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Whole DARM nodes in one run, as many as asked for, on a LAN that loses nothing. */
final class SimNodes {

    static final long SECOND = 1_000_000_000L;

    /** Of so many nodes at most the first are heads, which validate and vote. */
    static final int MOST_HEADS = 7;

    private static final long LATENCY = 200_000;

    /** What a delivery takes on a Raspberry Pi 5, and its cores. */
    private static final DeviceCosts DEVICE = new DeviceCosts(4, 5_000);

    final Engine engine;
    final List<SimulatedNode> nodes = new ArrayList<>();
    long events;

    private SimNodes(long seed) {
        Observer counting = (step, now, machine, kind, subject, detail, size) -> events++;
        engine = new Engine(Engine.Options.of(seed), counting);
    }

    /** Makes {@code count} nodes and switches them on. */
    static SimNodes start(int count, long seed) throws IOException {
        SimNodes run = new SimNodes(seed);
        List<NodeConfig> configs = configs(count);
        List<SigningKey> keys = new ArrayList<>();
        List<ValidatorSet.Member> members = new ArrayList<>();
        for (NodeConfig config : configs.subList(0, Math.min(count, MOST_HEADS))) {
            byte[] secret = new byte[32];
            new Seeds(seed).of("key").of(config.node().name()).generator().nextBytes(secret);
            SigningKey key = SigningKey.ofSecret(secret);
            keys.add(key);
            members.add(new ValidatorSet.Member(config.node().name(), key.publicKey(), 1));
        }
        Genesis genesis =
                Genesis.of("bench", Instant.parse("2026-01-01T00:00:00Z"), new ValidatorSet(members), ChainRules.SEED);
        Fabric fabric = new Fabric(run.engine, Wire.perfect(run.engine, LATENCY));
        DiskProfile profile = DiskProfile.read(Path.of("hardware/disks/nvme.conf"));
        for (int i = 0; i < count; i++) {
            Machine machine = run.engine.machine(configs.get(i).node().name(), DEVICE);
            Seeds seeds = new Seeds(seed).of("disk").of(machine.name());
            ModelledDisk disk = new ModelledDisk(
                    machine.name(), profile, seeds, new DiskTime(run.engine), (at, what, path, from, bytes) -> {});
            Optional<SigningKey> key = i < keys.size() ? Optional.of(keys.get(i)) : Optional.empty();
            run.nodes.add(SimulatedNode.of(
                    machine,
                    configs.get(i),
                    new NodeMaterial(genesis, key, key, Collections.emptySortedMap()),
                    disk,
                    fabric));
        }
        run.nodes.forEach(SimulatedNode::start);
        return run;
    }

    /** Writes a file a node, and what they share, and reads them. */
    private static List<NodeConfig> configs(int count) throws IOException {
        Path folder = Files.createTempDirectory("darm-bench");
        StringBuilder entries = new StringBuilder();
        for (int i = 1; i <= count; i++)
            entries.append("{ name = n%d, host = \"10.0.%d.%d\", port = 25520, http-port = 8558 }%n"
                    .formatted(i, i / 200, i % 200 + 1));
        Path shared = Files.writeString(
                folder.resolve("deployment.conf"), "darm.cluster { name = bench, nodes = [\n" + entries + "] }\n");
        List<NodeConfig> configs = new ArrayList<>();
        List<Path> files = new ArrayList<>(List.of(shared));
        for (int i = 1; i <= count; i++) {
            String roles = i <= MOST_HEADS ? "[head, edge]" : "[edge]";
            Path file = Files.writeString(
                    folder.resolve("n" + i + ".conf"),
                    "include required(\"deployment.conf\")\ndarm.node { name = n%d, roles = %s }\n"
                            .formatted(i, roles));
            files.add(file);
            configs.add(NodeConfig.load(file));
        }
        for (Path file : files) Files.delete(file);
        Files.delete(folder);
        return configs;
    }

    /** Whether every node sees every node up. */
    boolean formed() {
        for (SimulatedNode each : nodes) {
            DarmNode node = each.node();
            if (node == null) return false;
            long up = engine.on(each.machine(), () -> {
                long seen = 0;
                for (var member : Cluster.get(node.system()).state().getMembers())
                    if (member.status().equals(MemberStatus.up())) seen++;
                return seen;
            });
            if (up < nodes.size()) return false;
        }
        return true;
    }
}
