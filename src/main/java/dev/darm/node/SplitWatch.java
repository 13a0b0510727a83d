package dev.darm.node;

import akka.actor.Address;
import akka.actor.AddressFromURIString;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.http.javadsl.Http;
import akka.http.javadsl.model.HttpRequest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.darm.world.shell.Peers;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Looks for a second cluster of the deployment: now and then asks the listed nodes that are not members which cluster they
 * are in. When one is in another cluster, twice in a row, and this one gives way ({@link Split}), the node stops with
 * {@link ExitCode#TRY_AGAIN}; started again, bootstrap takes it into the other one.
 *
 * <p>It also looks for a cluster that does not know this node: the member that took it in can be downed before it told the
 * others. Then nobody but this node takes it for a member, for ever, since it hears their heartbeats. So while it waits to
 * be up it asks the listed nodes whether it stands among the members that they see; when it does not, three times in a row,
 * it stops in the same way and joins anew.
 */
final class SplitWatch extends AbstractBehavior<SplitWatch.Command> {

    sealed interface Command {}

    private record Check() implements Command {}

    /** The members that {@code node} sees; empty when it is in no cluster or does not answer. */
    private record Sees(NodeAddress node, Set<Address> members) implements Command {}

    /** What {@code node} sees, asked because this node is not up yet. */
    private record SeesUs(Set<Address> members) implements Command {}

    /** So often in a row nobody may know this node. */
    private static final int PATIENCE = 3;

    private static final long BODY_TIMEOUT_MILLIS = 3_000;
    private static final int MOST_BODY_BYTES = 1 << 20;
    private static final JsonMapper JSON = new JsonMapper();

    private final NodeConfig config;
    private final Cluster cluster;
    private final TreeSet<String> suspected = new TreeSet<>();

    /** How often in a row nodes that are in a cluster did not know this one, and whether they did since the last check. */
    private int unknown;

    private boolean known;
    private boolean others;

    static Behavior<Command> create(NodeConfig config) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new Check(), config.node().splitCheckInterval());
            return new SplitWatch(context, config);
        }));
    }

    private SplitWatch(ActorContext<Command> context, NodeConfig config) {
        super(context);
        this.config = config;
        this.cluster = Cluster.get(context.getSystem());
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Check.class, check -> onCheck())
                .onMessage(Sees.class, this::onSees)
                .onMessage(SeesUs.class, sees -> {
                    others |= !sees.members().isEmpty();
                    known |= sees.members().contains(cluster.selfMember().address());
                    return this;
                })
                .build();
    }

    private Behavior<Command> onCheck() {
        MemberStatus status = cluster.selfMember().status();
        if (status.equals(MemberStatus.joining()) || status.equals(MemberStatus.weaklyUp())) {
            askWhetherKnown();
            return this;
        }
        unknown = 0;
        if (!status.equals(MemberStatus.up())) return this;
        Set<String> present = new HashSet<>();
        for (Member member : cluster.state().getMembers()) present.add(Peers.nameOf(member));
        for (NodeAddress node : config.cluster().nodes()) {
            if (present.contains(node.name())) suspected.remove(node.name());
            else
                getContext()
                        .pipeToSelf(
                                members(node),
                                (members, failure) -> new Sees(node, failure == null ? members : Set.of()));
        }
        return this;
    }

    private void askWhetherKnown() {
        if (known) unknown = 0;
        else if (others) unknown++;
        known = false;
        others = false;
        if (unknown == PATIENCE) {
            CoordinatedShutdown.get(getContext().getSystem()).run(new StopReason.NotKnown());
            return;
        }
        String self = config.node().name();
        for (NodeAddress node : config.cluster().nodes())
            if (!node.name().equals(self))
                getContext()
                        .pipeToSelf(
                                members(node), (members, failure) -> new SeesUs(failure == null ? members : Set.of()));
    }

    private Behavior<Command> onSees(Sees sees) {
        Set<Address> ours = new HashSet<>();
        for (Member member : cluster.state().getMembers()) ours.add(member.address());
        if (!Split.between(ours, sees.members())) {
            suspected.remove(sees.node().name());
            return this;
        }
        boolean again = !suspected.add(sees.node().name());
        boolean givesWay = Split.givesWay(ours, sees.members());
        getContext()
                .getLog()
                .warn(
                        "{} is in another cluster of this deployment, of {} members; this one has {} and {}",
                        sees.node().name(),
                        sees.members().size(),
                        ours.size(),
                        givesWay ? "gives way" : "stays");
        if (again && givesWay)
            CoordinatedShutdown.get(getContext().getSystem())
                    .run(new StopReason.SecondCluster(sees.node().name() + " is in a cluster of "
                            + sees.members().size() + " members"));
        return this;
    }

    private CompletionStage<Set<Address>> members(NodeAddress node) {
        return Http.get(getContext().getSystem())
                .singleRequest(HttpRequest.GET(node.httpAddress() + "/cluster/members"))
                .thenCompose(reply -> reply.entity()
                        .withSizeLimit(MOST_BODY_BYTES)
                        .toStrict(BODY_TIMEOUT_MILLIS, getContext().getSystem()))
                .thenApply(body -> members(body.getData().utf8String()));
    }

    /** The addresses in Akka Management's list of members that are in the cluster, or on their way into it. */
    static Set<Address> members(String json) {
        try {
            Set<Address> members = new HashSet<>();
            for (JsonNode member : JSON.readTree(json).path("members")) {
                Optional<String> status =
                        Optional.ofNullable(member.path("status").textValue());
                if (status.filter(word -> word.equals("Up") || word.equals("Joining") || word.equals("WeaklyUp"))
                        .isPresent())
                    members.add(AddressFromURIString.parse(member.path("node").asText()));
            }
            return members;
        } catch (JsonProcessingException e) {
            throw new CompletionException(e);
        }
    }
}
