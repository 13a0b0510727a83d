package dev.darm.agent;

import akka.actor.typed.ActorRef;
import dev.darm.consolidation.ClaimBody;
import dev.darm.consolidation.LongTermMemory;
import dev.darm.encoding.Encoder;
import dev.darm.knowledge.KnowledgeKeeper;
import dev.darm.knowledge.Skepticism;
import dev.darm.knowledge.ValiditySuite;
import dev.darm.memory.MemorySettings;
import dev.darm.memory.StmShards;
import dev.darm.model.TextModel;
import dev.darm.recall.Recall;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the agents of a node work with.
 *
 * @param retract told what documents no longer say, for the heads to withdraw
 * @param gate when an answer is asserted, flagged or withheld
 * @param model absent where no model server is configured
 */
public record Desk(
        MemorySettings memory,
        Encoder encoder,
        ActorRef<Recall.Command> recall,
        ActorRef<KnowledgeKeeper.Command> knowledge,
        ActorRef<LongTermMemory.Command> longTerm,
        StmShards shortTerm,
        Consumer<List<ClaimBody>> retract,
        Skepticism.Gate gate,
        ValiditySuite validity,
        Optional<TextModel> model) {}
