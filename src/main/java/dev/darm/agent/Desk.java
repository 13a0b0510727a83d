package dev.darm.agent;

import akka.actor.typed.ActorRef;
import dev.darm.consolidation.Consolidator;
import dev.darm.consolidation.LongTermMemory;
import dev.darm.encoding.EncoderInUse;
import dev.darm.knowledge.KnowledgeKeeper;
import dev.darm.knowledge.Skepticism;
import dev.darm.knowledge.ValiditySuite;
import dev.darm.memory.MemorySettings;
import dev.darm.memory.StmShards;
import dev.darm.model.TextModel;
import dev.darm.recall.Recall;
import java.util.Optional;

/**
 * What the agents of a node work with.
 *
 * @param consolidator told what documents no longer say; absent on a node that is no head
 * @param gate when an answer is asserted, flagged or withheld
 * @param model absent where no model server is configured
 */
public record Desk(
        MemorySettings memory,
        EncoderInUse encoder,
        ActorRef<Recall.Command> recall,
        ActorRef<KnowledgeKeeper.Command> knowledge,
        ActorRef<LongTermMemory.Command> longTerm,
        StmShards shortTerm,
        Optional<ActorRef<Consolidator.Command>> consolidator,
        Skepticism.Gate gate,
        ValiditySuite validity,
        Optional<TextModel> model) {}
