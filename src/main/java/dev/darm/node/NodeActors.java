package dev.darm.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import com.typesafe.config.Config;
import dev.darm.agent.AgentSettings;
import dev.darm.agent.Agents;
import dev.darm.agent.Desk;
import dev.darm.branch.Authors;
import dev.darm.branch.BranchLedger;
import dev.darm.broadcast.BroadcastSettings;
import dev.darm.broadcast.Broadcaster;
import dev.darm.consolidation.BodyKeys;
import dev.darm.consolidation.BodyStore;
import dev.darm.consolidation.ConsolidationSettings;
import dev.darm.consolidation.Consolidator;
import dev.darm.consolidation.Forgetting;
import dev.darm.consolidation.HeadIdentity;
import dev.darm.consolidation.Knowledge;
import dev.darm.consolidation.Learner;
import dev.darm.consolidation.LongTermMemory;
import dev.darm.consolidation.LongTermStatistics;
import dev.darm.consolidation.PassageSource;
import dev.darm.encoding.EncoderInUse;
import dev.darm.encoding.Encoders;
import dev.darm.encoding.EncodingSettings;
import dev.darm.gateway.GatewayDoor;
import dev.darm.gateway.NodePort;
import dev.darm.journal.JournalFolder;
import dev.darm.journal.JournalSettings;
import dev.darm.journal.SegmentLog;
import dev.darm.knowledge.KnowledgeKeeper;
import dev.darm.knowledge.KnowledgeSettings;
import dev.darm.knowledge.ValiditySuite;
import dev.darm.ledger.BlockCopy;
import dev.darm.ledger.BlockCopySettings;
import dev.darm.ledger.CassandraBlocks;
import dev.darm.ledger.Chain;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.LedgerSettings;
import dev.darm.ledger.PayloadRules;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.Validator;
import dev.darm.ledger.ValidatorSet;
import dev.darm.memory.MemorySettings;
import dev.darm.memory.StmShards;
import dev.darm.memory.source.Library;
import dev.darm.model.ModelSettings;
import dev.darm.model.OllamaModel;
import dev.darm.model.TextModel;
import dev.darm.node.NodeSettings.Role;
import dev.darm.recall.Recall;
import dev.darm.recall.RecallSettings;
import dev.darm.recall.ShortTermVectors;
import dev.darm.world.World;
import dev.darm.world.shell.WorldExtension;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The actors of a node, by its roles, and who knows whom. Read from the bottom up: whoever listens to news starts before
 * whoever tells it.
 */
final class NodeActors {

    private static final Logger LOG = LoggerFactory.getLogger(NodeActors.class);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final DispatcherSelector DISK = DispatcherSelector.fromConfig("darm.journal.dispatcher");

    private final ActorContext<NodeGuardian.Command> context;
    private final ActorSystem<Void> system;
    private final NodeConfig config;
    private final Config darm;
    private final String name;
    private final World world;
    private final Genesis genesis;
    private final SegmentLog.Options logs;

    private NodeActors(ActorContext<NodeGuardian.Command> context, NodeConfig config, Genesis genesis) {
        this.context = context;
        this.system = context.getSystem();
        this.config = config;
        this.darm = config.all().getConfig("darm");
        this.name = config.node().name();
        this.world = WorldExtension.of(system);
        this.genesis = genesis;
        this.logs = JournalSettings.of(darm).log().in(world);
    }

    /** Starts them all, lets requests in, and returns how to find out whether the node is ready. */
    static NodeGuardian.Ready start(
            ActorContext<NodeGuardian.Command> context, NodeConfig config, NodeMaterial material, String token)
            throws IOException {
        return new NodeActors(context, config, material.genesis()).start(material, token);
    }

    private NodeGuardian.Ready start(NodeMaterial material, String token) throws IOException {
        Optional<SigningKey> key = material.signingKey();
        // a damaged journal is found here, with its position, and not by the first actor that recovers
        JournalFolder.of(system).open();
        MemorySettings memory = MemorySettings.of(darm);
        KnowledgeSettings knowing = KnowledgeSettings.of(darm);
        ConsolidationSettings consolidating = ConsolidationSettings.of(darm);
        LedgerSettings chaining = LedgerSettings.of(darm);
        Chain chain = openChain(chaining);
        ValidatorSet heads = chain.state().validators();
        PayloadRules rules = DeploymentRules.of(genesis, consolidating);
        ValiditySuite validity = new ValiditySuite(knowing.validity());
        EncoderInUse encoder = new EncoderInUse(Encoders.of(EncodingSettings.of(darm), world));
        RecallSettings recalling = RecallSettings.of(darm);

        ActorRef<Recall.Command> recall = context.spawn(Recall.create(name, encoder.now(), recalling), "recall");
        Recall.listen(system, recall);
        StmShards shortTerm = StmShards.spawn(context, name, memory);
        ActorRef<KnowledgeKeeper.Command> knowledge =
                context.spawn(KnowledgeKeeper.create(knowing, shortTerm), "knowledge");
        ActorRef<Library.Command> library =
                context.spawn(Library.create(name, names(heads), log("library")), "library", DISK);
        ActorRef<Validator.Command> ledger = context.spawn(
                Validator.create(new Validator.Ground(name, key, chain, log("votes"), rules), chaining),
                "ledger",
                DISK);
        ActorRef<Broadcaster.Command> broadcast =
                context.spawn(Broadcaster.create(name, BroadcastSettings.of(darm)), "broadcast");
        ledger.tell(new Validator.SpreadBy(broadcast));
        ledger.tell(new Validator.WatchValidators(context.spawn(
                Behaviors.<ValidatorSet>receiveMessage(now -> {
                    library.tell(new Library.HeadsAre(names(now)));
                    return Behaviors.same();
                }),
                "library-heads")));
        Authors authors = new Authors(material.authors());
        authors.add(genesis.validators());
        Optional<ActorRef<BranchLedger.Command>> branches =
                NodeBranches.start(context, config, material, authors, world.disk(), this::log, ledger, DISK);
        BlockCopySettings copying = BlockCopySettings.of(darm);
        Optional<ActorRef<BlockCopy.Command>> copy = copying.on()
                ? Optional.of(context.spawn(
                        BlockCopy.create(ledger, new CassandraBlocks(system, copying, genesis, name)), "block-copy"))
                : Optional.empty();
        ActorRef<BodyStore.Command> bodies = context.spawn(
                BodyStore.create(log("bodies"), BodyKeys.open(world.disk(), logs, world)), "bodies", DISK);
        ActorRef<LongTermMemory.Command> longTerm = context.spawn(
                LongTermMemory.create(
                        name,
                        ledger,
                        bodies,
                        shortTerm.shards(),
                        entry -> knowledge.tell(new KnowledgeKeeper.Learn(entry)),
                        knowing.contradiction(),
                        consolidating),
                "long-term-memory");
        Optional<ActorRef<Consolidator.Command>> consolidator = key.map(signing -> context.spawn(
                Consolidator.create(
                        new HeadIdentity(name, signing, genesis.chainId()),
                        new Consolidator.Surroundings(
                                heads,
                                shortTerm,
                                longTerm,
                                bodies,
                                ledger,
                                PassageSource.of(library, system, consolidating.evidenceTimeout()),
                                new Knowledge(knowledge, validity, knowing.contradiction()::between)),
                        consolidating),
                "consolidator"));
        key.ifPresent(signing -> context.spawn(
                Learner.create(
                        new HeadIdentity(name, signing, genesis.chainId()), heads, longTerm, ledger, consolidating),
                "learner"));
        ActorRef<ShortTermVectors.Command> shortTermVectors =
                context.spawn(ShortTermVectors.create(shortTerm, encoder.now(), recalling), "short-term-vectors");
        context.spawn(
                EncoderSwitch.create(longTerm, encoder, next -> {
                    recall.tell(new Recall.SwitchTo(next));
                    shortTermVectors.tell(new ShortTermVectors.SwitchTo(next));
                }),
                "encoder-switch");
        Optional<ActorRef<Forgetting.Command>> forgetting = key.map(signing -> context.spawn(
                Forgetting.create(
                        new HeadIdentity(name, signing, genesis.chainId()), heads, longTerm, ledger, consolidating),
                "forgetting"));
        context.spawn(QuorumWatch.create(ledger, shortTerm), "quorum-watch");

        Desk desk = new Desk(
                memory,
                encoder,
                recall,
                knowledge,
                longTerm,
                shortTerm,
                consolidator,
                knowing.gate(),
                validity,
                model());
        Agents agents = Agents.spawn(context, name, AgentSettings.of(darm), desk);
        library.tell(new Library.ReadBy(context.spawn(agents.readers(), "readers")));

        NodePort.Rooms rooms = new NodePort.Rooms(
                agents,
                library,
                shortTerm,
                longTerm,
                recall,
                ledger,
                broadcast,
                knowledge,
                forgetting,
                branches,
                authors,
                copy,
                genesis);
        GatewayDoor.of(system)
                .open(
                        NodePort.create(
                                system,
                                name,
                                config.cluster().nodes().stream()
                                        .map(NodeAddress::name)
                                        .toList(),
                                config.gateway(),
                                EncodingSettings.of(darm).reading(),
                                rules,
                                rooms,
                                () -> ready(longTerm)),
                        token);
        return () -> ready(longTerm);
    }

    private Chain openChain(LedgerSettings settings) throws IOException {
        Chain chain = Chain.open(world.disk(), logs, genesis, settings.keepBlocks(), NodeActors::told);
        try {
            if (settings.trusted().isPresent()) chain.require(settings.trusted().get());
            return chain;
        } catch (IOException e) {
            chain.close();
            throw e;
        }
    }

    private static TreeSet<String> names(ValidatorSet heads) {
        TreeSet<String> names = new TreeSet<>();
        heads.members().forEach(member -> names.add(member.name()));
        return names;
    }

    private Optional<TextModel> model() {
        ModelSettings settings = ModelSettings.of(darm);
        if (settings.url().isEmpty()
                || !config.node().has(Role.EDGE) && !config.node().has(Role.COMPUTE)) return Optional.empty();
        return Optional.of(new OllamaModel(world.http(), world::nanoTime, settings));
    }

    private SegmentLog log(String folder) throws IOException {
        return told(SegmentLog.open(world.disk(), folder, logs));
    }

    /** Logs what opening {@code log} cut off. */
    private static SegmentLog told(SegmentLog log) {
        log.recoveredTail()
                .ifPresent(tail -> LOG.warn(
                        "{}: {} bytes of a record that was never acknowledged were cut off at offset {} ({})",
                        tail.file(),
                        tail.bytes(),
                        tail.offset(),
                        tail.why()));
        return log;
    }

    /** Up in the cluster, and long-term memory at the height of this node's chain. */
    private CompletionStage<Boolean> ready(ActorRef<LongTermMemory.Command> longTerm) {
        if (!Cluster.get(system).selfMember().status().equals(MemberStatus.up()))
            return CompletableFuture.completedFuture(false);
        return AskPattern.<LongTermMemory.Command, LongTermStatistics>ask(
                        longTerm, LongTermMemory.GetStatistics::new, LOOK, system.scheduler())
                .handle((statistics, failure) ->
                        statistics != null && statistics.applied() >= statistics.chainHeight());
    }
}
