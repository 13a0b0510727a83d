package dev.darm.agent;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.darm.memory.source.Library;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The agents of a node: who is next, and who gave an answer. */
public final class Agents {

    private final SortedMap<String, ActorRef<Agent.Command>> byName;
    private final List<ActorRef<Agent.Command>> turns;

    private Agents(SortedMap<String, ActorRef<Agent.Command>> byName) {
        this.byName = byName;
        this.turns = List.copyOf(byName.values());
    }

    /** Starts the agents of the node {@code node} as children of {@code context}; their names begin with the node's. */
    public static Agents spawn(ActorContext<?> context, String node, AgentSettings settings, Desk desk) {
        TreeMap<String, ActorRef<Agent.Command>> agents = new TreeMap<>();
        for (int number = 0; number < settings.agents(); number++) {
            String name = node + "-a" + number;
            agents.put(name, context.spawn(Agent.create(name, settings, desk), "agent-" + number));
        }
        return new Agents(agents);
    }

    /** The agent for the {@code turn}-th question, 0 and above: each in turn. */
    public ActorRef<Agent.Command> forTurn(long turn) {
        return turns.get(Math.floorMod(turn, turns.size()));
    }

    /** The agents that may have given the answer {@code id}: the one whose name it begins with, or none. */
    public List<ActorRef<Agent.Command>> authorOf(String id) {
        List<ActorRef<Agent.Command>> authors = new ArrayList<>();
        int end = id.lastIndexOf('-');
        ActorRef<Agent.Command> author = end < 0 ? null : byName.get(id.substring(0, end));
        if (author != null) authors.add(author);
        return authors;
    }

    /** Hands documents to the agents, each in turn. */
    public Behavior<Library.ToStudy> readers() {
        return Behaviors.setup(context -> handOut(0));
    }

    private Behavior<Library.ToStudy> handOut(long turn) {
        return Behaviors.receiveMessage(document -> {
            forTurn(turn).tell(new Agent.Read(document));
            return handOut(turn + 1);
        });
    }
}
