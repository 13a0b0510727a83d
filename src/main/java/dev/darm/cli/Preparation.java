package dev.darm.cli;

import dev.darm.ledger.ChainRules;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.GenesisFile;
import dev.darm.ledger.ValidatorSet;
import dev.darm.ledger.ValidatorSet.Member;
import dev.darm.node.ExitCode;
import dev.darm.node.GenesisRules;
import dev.darm.node.NodeAddress;
import dev.darm.node.NodeConfig;
import dev.darm.node.NodeSettings.Role;
import dev.darm.node.keys.KeyFolder;
import dev.darm.node.keys.NodeIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** What a deployment needs before its first start: keys for each node and the genesis that enrols the heads. */
final class Preparation {

    private Preparation() {}

    /** Makes what is missing and tells what it made, a line each; touches nothing that is there. */
    static List<String> of(Deployment deployment) {
        List<String> told = new ArrayList<>(keys(deployment));
        if (!Files.exists(deployment.nodes().get(0).genesisFile())) told.add(genesis(deployment));
        return told;
    }

    /** Makes the keys that are missing. */
    static List<String> keys(Deployment deployment) {
        List<NodeIdentity> nodes = new ArrayList<>();
        for (NodeConfig node : deployment.nodes()) {
            NodeAddress address = node.cluster().node(node.node().name());
            nodes.add(new NodeIdentity(address.name(), List.of(address.host())));
        }
        Path folder = deployment.nodes().get(0).keysFolder();
        try {
            KeyFolder.Report report = KeyFolder.createMissing(folder, nodes, new SecureRandom(), Instant.now());
            List<String> told = new ArrayList<>();
            if (!report.created().isEmpty())
                told.add("Made " + report.created().size() + " key files in " + folder + ".");
            return told;
        } catch (IOException e) {
            throw new Darm.Failure(ExitCode.NO_PERMISSION, "cannot make keys in " + folder + ": " + e.getMessage());
        }
    }

    /** Writes the genesis; refuses to replace one. */
    static String genesis(Deployment deployment) {
        NodeConfig first = deployment.nodes().get(0);
        Path file = first.genesisFile();
        if (Files.exists(file))
            throw new Darm.Failure(
                    ExitCode.USAGE,
                    file + " exists; a chain keeps its genesis (delete the data folders to start anew)");
        ChainRules rules = rules(deployment);
        List<Member> members = new ArrayList<>();
        try {
            for (NodeConfig node : deployment.nodes()) {
                if (!node.node().has(Role.HEAD)) continue;
                String name = node.node().name();
                members.add(new Member(
                        name, KeyFolder.validatorKey(node.keysFolder(), name).publicKey(), 1));
            }
            if (members.isEmpty())
                throw new Darm.Failure(ExitCode.CONFIG, "no node of " + deployment.folder() + " has the role head");
            Genesis genesis = Genesis.of(
                    first.cluster().name(),
                    Instant.now().truncatedTo(ChronoUnit.MILLIS),
                    new ValidatorSet(members),
                    rules);
            Files.writeString(file, GenesisFile.write(genesis));
            return "Wrote the genesis %s: chain '%s', %d validators, hash %s."
                    .formatted(
                            file,
                            genesis.chainId(),
                            members.size(),
                            genesis.hash().brief());
        } catch (IOException e) {
            throw new Darm.Failure(ExitCode.NO_PERMISSION, "cannot write " + file + ": " + e.getMessage());
        }
    }

    /** The rules of the chain that the node files ask for, all alike. */
    private static ChainRules rules(Deployment deployment) {
        NodeConfig first = deployment.nodes().get(0);
        for (NodeConfig node : deployment.nodes())
            GenesisRules.differences(first, node).forEach((key, values) -> {
                throw new Darm.Failure(
                        ExitCode.CONFIG,
                        "%s is a rule of the chain and must be equal on all nodes; found %s".formatted(key, values));
            });
        return GenesisRules.asked(first);
    }
}
