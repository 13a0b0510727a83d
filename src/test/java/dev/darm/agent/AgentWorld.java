package dev.darm.agent;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.darm.consolidation.BodyStore;
import dev.darm.consolidation.Consolidator;
import dev.darm.consolidation.LongTermMemory;
import dev.darm.consolidation.TestWorld;
import dev.darm.encoding.CorpusStatistics;
import dev.darm.encoding.EncoderInUse;
import dev.darm.encoding.NgramEncoder;
import dev.darm.knowledge.KnowledgeKeeper;
import dev.darm.knowledge.KnowledgeSettings;
import dev.darm.knowledge.ValiditySuite;
import dev.darm.memory.Claim;
import dev.darm.memory.Document;
import dev.darm.memory.Memories;
import dev.darm.memory.MemorySettings;
import dev.darm.memory.Passage;
import dev.darm.memory.StmEntry;
import dev.darm.memory.StmShard;
import dev.darm.memory.StmShards;
import dev.darm.model.TextModel;
import dev.darm.recall.Recall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** An agent with real short-term memory and knowledge; recall and the consolidator are played by the test. */
final class AgentWorld implements AutoCloseable {

    final ActorTestKit kit = ActorTestKit.create(config());
    final TestProbe<Recall.Command> recall = kit.createTestProbe(Recall.Command.class);
    final TestProbe<Consolidator.Command> consolidator = kit.createTestProbe(Consolidator.Command.class);
    final ActorRef<Agent.Command> agent;
    private final StmShards shortTerm;

    /**
     * @param overrides of {@code darm.memory.short-term}
     * @param model that writes answers, where there is one
     */
    AgentWorld(String overrides, Optional<TextModel> model) {
        Cluster cluster = Cluster.get(kit.system());
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        MemorySettings memory = Memories.settings("short-term { " + overrides + " }");
        List<ActorRef<StmShard.Command>> shards = new ArrayList<>();
        for (int number = 0; number < memory.shortTerm().shards(); number++)
            shards.add(kit.spawn(StmShard.create("solo", number, memory)));
        shortTerm = new StmShards(shards);
        KnowledgeSettings knowing = KnowledgeSettings.of(Memories.darm("knowledge"));
        ActorRef<LongTermMemory.Command> nothingYet = kit.spawn(Behaviors.receiveMessage(message -> {
            if (message instanceof LongTermMemory.Get get)
                get.replyTo().tell(new LongTermMemory.Entries(Collections.emptySortedMap()));
            if (message instanceof LongTermMemory.WereForgotten asked)
                asked.replyTo().tell(new BodyStore.Forgotten(List.of()));
            return Behaviors.same();
        }));
        Desk desk = new Desk(
                memory,
                new EncoderInUse(new NgramEncoder(512, CorpusStatistics.PRIOR)),
                recall.getRef(),
                kit.spawn(KnowledgeKeeper.create(knowing, shortTerm)),
                nothingYet,
                shortTerm,
                Optional.of(consolidator.getRef()),
                knowing.gate(),
                new ValiditySuite(knowing.validity()),
                model);
        agent = kit.spawn(Agent.create("solo-a0", AgentSettings.of(Memories.darm("agent")), desk));
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
    }

    /** Each text a paragraph of its own. */
    static Document document(String uri, String... texts) {
        List<Passage> passages = new ArrayList<>();
        for (String text : texts) passages.add(new Passage(uri, 1 + 2 * passages.size(), "", text, Optional.empty()));
        return new Document(uri, Instant.parse("2026-01-02T03:04:05Z"), passages);
    }

    List<StmEntry> entries() {
        List<StmEntry> all = new ArrayList<>();
        for (ActorRef<StmShard.Command> shard : shortTerm.shards()) {
            TestProbe<StmShard.Entries> reply = kit.createTestProbe(StmShard.Entries.class);
            shard.tell(new StmShard.ListEntries(reply.getRef()));
            all.addAll(reply.receiveMessage().entries());
        }
        return all;
    }

    List<String> texts() {
        return entries().stream().map(entry -> entry.claim().text()).toList();
    }

    Optional<StmEntry> entry(Claim claim) {
        return entries().stream().filter(entry -> entry.id().equals(claim.id())).findFirst();
    }

    void promoteAll() {
        shortTerm.tellAll(
                new StmShard.MarkPromoted(entries().stream().map(StmEntry::id).toList()));
    }

    private static Config config() {
        return ConfigFactory.parseString("darm.world.class = \"" + TestWorld.class.getName() + "\"\n"
                        + "akka.actor.provider = cluster\n"
                        + "akka.remote.artery.canonical { hostname = 127.0.0.1, port = 0 }\n"
                        + "akka.cluster.roles = [\"node:solo\"]\n"
                        + "akka.cluster.jmx.multi-mbeans-in-same-jvm = on\n"
                        + "akka.persistence.testkit.events.serialize = off\n"
                        + "akka.persistence.testkit.snapshots.serialize = off\n"
                        + "akka.loglevel = WARNING\n")
                .withFallback(PersistenceTestKitPlugin.getInstance().config())
                .withFallback(PersistenceTestKitSnapshotPlugin.getInstance().config())
                .withFallback(ConfigFactory.defaultReference());
    }
}
