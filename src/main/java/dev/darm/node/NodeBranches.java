package dev.darm.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.darm.agent.AgentNews;
import dev.darm.branch.Authors;
import dev.darm.branch.BranchCore;
import dev.darm.branch.BranchLedger;
import dev.darm.branch.BranchSettings;
import dev.darm.branch.MergeRule;
import dev.darm.branch.Payloads;
import dev.darm.codec.Hash;
import dev.darm.codec.Octets;
import dev.darm.journal.RecordLog;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.Validator;
import dev.darm.world.Disk;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The branches of a node: where their logs lie, who keeps copies, and that what its agents take in is recorded in one of
 * them, which all nodes share.
 */
final class NodeBranches {

    /** In which agents record what they took in: the ids of claims, which say nothing of what is forgotten. */
    static final String AGENTS = "agents";

    private static final int ENCODED = MergeRule.SET.kind(0);
    private static final String FOLDER = "branches";
    private static final String SEALED = FOLDER + "/sealed";

    /** Opens a log of the node's disk. */
    interface Logs {
        RecordLog open(String folder) throws IOException;
    }

    private NodeBranches() {}

    /** The actor, and the one that records for the agents; empty on a node without a key or without copies. */
    static Optional<ActorRef<BranchLedger.Command>> start(
            ActorContext<?> context,
            NodeConfig config,
            NodeMaterial material,
            Authors authors,
            Disk disk,
            Logs logs,
            ActorRef<Validator.Command> ledger,
            DispatcherSelector blocking)
            throws IOException {
        BranchSettings settings = BranchSettings.of(config.all().getConfig("darm"));
        TreeSet<String> replicas = replicas(config, material, settings);
        String node = config.node().name();
        if (material.author().isEmpty() || !replicas.contains(node)) return Optional.empty();

        SigningKey key = material.author().get();
        BranchCore.Ground core = new BranchCore.Ground(
                node,
                key,
                material.genesis().chainId(),
                replicas,
                authors::holds,
                author -> author.equals(key.publicKey()) || authors.name(author).equals(Optional.of(node)),
                branch -> logs.open(SEALED + "/" + folder(branch)),
                logs.open(FOLDER + "/anchors"));
        List<String> known =
                disk.list(SEALED).stream().map(NodeBranches::branch).toList();
        BranchLedger.Ground ground = new BranchLedger.Ground(core, authors, known, logs.open(FOLDER + "/open"), ledger);
        ActorRef<BranchLedger.Command> branches =
                context.spawn(BranchLedger.create(ground, settings), "branches", blocking);
        context.spawn(recorder(branches), "agents-record");
        return Optional.of(branches);
    }

    private static TreeSet<String> replicas(NodeConfig config, NodeMaterial material, BranchSettings settings) {
        TreeSet<String> names = new TreeSet<>(settings.nodes());
        if (names.isEmpty())
            switch (settings.replicas()) {
                case HEADS -> material.genesis().validators().members().forEach(member -> names.add(member.name()));
                case ALL -> config.cluster().nodes().forEach(node -> names.add(node.name()));
                case NONE -> {}
            }
        if (names.size() > BranchSettings.MAX_REPLICAS)
            throw new StartFailure(
                    ExitCode.CONFIG,
                    "%d nodes would keep branches; expected at most %d: set darm.branch.replicas = heads, or list them in darm.branch.nodes"
                            .formatted(names.size(), BranchSettings.MAX_REPLICAS));
        return names;
    }

    /** A branch's name may have slashes, a folder's not; a plus sign does not occur in a branch's. */
    private static String folder(String branch) {
        return branch.replace('/', '+');
    }

    private static String branch(String folder) {
        return folder.replace('+', '/');
    }

    private static Behavior<AgentNews> recorder(ActorRef<BranchLedger.Command> branches) {
        return Behaviors.setup(context -> {
            context.getSystem()
                    .eventStream()
                    .tell(new EventStream.Subscribe<>(
                            AgentNews.Encoded.class, context.getSelf().narrow()));
            ActorRef<BranchLedger.AppendReply> replies = context.spawnAnonymous(Behaviors.receiveMessage(reply -> {
                if (reply instanceof BranchLedger.Refused(String why))
                    context.getLog().warn("what an agent took in is not recorded in its branch: {}", why);
                return Behaviors.same();
            }));
            return Behaviors.receiveMessage(news -> {
                if (news instanceof AgentNews.Encoded(List<Hash> claims))
                    branches.tell(new BranchLedger.Append(AGENTS, ENCODED, List.of(payload(claims)), replies));
                return Behaviors.same();
            });
        });
    }

    private static byte[] payload(List<Hash> claims) {
        return Payloads.set(
                claims.stream().map(claim -> Octets.of(claim.toBytes())).toList());
    }
}
