package dev.darm.world.shell;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.Member;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Tells an actor who its peers are: the actors registered under the same service key, by the name of their node, sorted,
 * itself included. A node's name travels as the cluster role {@code node:<name>}.
 */
public final class Peers {

    /** The prefix of the cluster role that carries a node's name. */
    public static final String NAME_ROLE = "node:";

    private Peers() {}

    /**
     * Registers {@code self} under {@code key} and sends {@code changed(peers)} to {@code tell} now and whenever the set
     * changes. {@code self} stays registered: the receptionist of another node takes away what seems to belong to no member,
     * also when it has only not heard yet that this node joined.
     */
    public static <T> void watch(
            ActorContext<?> context,
            ServiceKey<T> key,
            ActorRef<T> self,
            ActorRef<? super T> tell,
            Function<SortedMap<String, ActorRef<T>>, ? extends T> changed) {
        context.getSystem().receptionist().tell(Receptionist.register(key, self));
        context.spawn(Watch.create(key, self, peers -> tell.tell(changed.apply(peers))), "peers");
    }

    /** The address of a member's node name, or its address where the role is missing. */
    public static String nameOf(Member member) {
        for (String role : member.getRoles()) {
            if (role.startsWith(NAME_ROLE)) return role.substring(NAME_ROLE.length());
        }
        return member.address().toString();
    }

    private interface Event {}

    /** @param reachable those of {@code all} on members that no other member has lost */
    private record Listed<T>(Set<ActorRef<T>> all, Set<ActorRef<T>> reachable) implements Event {}

    private record State(CurrentClusterState state) implements Event {}

    private record Changed(MemberEvent event) implements Event {}

    private record LookAgain() implements Event {}

    /** While a member has lost another, who can still be reached is asked so often; nothing tells it. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** Joins the receptionist's listing with the members' names and with what this node hears of them. */
    private static final class Watch<T> extends AbstractBehavior<Event> {

        private final ServiceKey<T> key;
        private final ActorRef<T> self;
        private final java.util.function.Consumer<SortedMap<String, ActorRef<T>>> tell;
        private final TreeMap<String, String> nameByAddress = new TreeMap<>();
        private final TimerScheduler<Event> timers;
        private final Reach reach;
        private Listed<T> listed = new Listed<>(Set.of(), Set.of());
        private SortedMap<String, ActorRef<T>> last = Collections.emptySortedMap();

        static <T> Behavior<Event> create(
                ServiceKey<T> key, ActorRef<T> self, java.util.function.Consumer<SortedMap<String, ActorRef<T>>> tell) {
            return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
                ActorRef<Receptionist.Listing> listing = context.messageAdapter(
                        Receptionist.Listing.class,
                        found -> new Listed<>(found.getAllServiceInstances(key), found.getServiceInstances(key)));
                context.getSystem().receptionist().tell(Receptionist.subscribe(key, listing));
                Cluster cluster = Cluster.get(context.getSystem());
                cluster.subscriptions()
                        .tell(new Subscribe<>(
                                context.messageAdapter(MemberEvent.class, Changed::new), MemberEvent.class));
                context.getSelf().tell(new State(cluster.state()));
                return new Watch<T>(context, timers, key, self, tell);
            }));
        }

        private Watch(
                ActorContext<Event> context,
                TimerScheduler<Event> timers,
                ServiceKey<T> key,
                ActorRef<T> self,
                java.util.function.Consumer<SortedMap<String, ActorRef<T>>> tell) {
            super(context);
            this.timers = timers;
            this.reach = new Reach(akka.cluster.Cluster.get(context.getSystem()));
            this.key = key;
            this.self = self;
            this.tell = tell;
        }

        @Override
        public Receive<Event> createReceive() {
            return newReceiveBuilder()
                    .onMessage(Listed.class, this::onListed)
                    .onMessage(State.class, event -> {
                        event.state().getMembers().forEach(this::learn);
                        return settle();
                    })
                    .onMessage(Changed.class, event -> {
                        learn(event.event().member());
                        return settle();
                    })
                    .onMessage(LookAgain.class, event -> settle())
                    .build();
        }

        @SuppressWarnings("unchecked")
        private Behavior<Event> onListed(Listed<?> event) {
            Listed<T> before = listed;
            listed = (Listed<T>) event;
            if (before.all().contains(self) && !listed.all().contains(self)) {
                getContext()
                        .getLog()
                        .info("{} was taken off the list of {}, and is put on it again", self.path(), key.id());
                getContext().getSystem().receptionist().tell(Receptionist.register(key, self));
            }
            return settle();
        }

        private void learn(Member member) {
            nameByAddress.put(member.address().toString(), nameOf(member));
        }

        private Behavior<Event> settle() {
            TreeMap<String, ActorRef<T>> peers = new TreeMap<>();
            String own =
                    Cluster.get(getContext().getSystem()).selfMember().address().toString();
            for (ActorRef<T> ref : listed.all()) {
                boolean lost = !listed.reachable().contains(ref);
                if (lost && reach.isAway(ref.path().address())) continue;
                String address = ref.path().address().hasLocalScope()
                        ? own
                        : ref.path().address().toString();
                String name = nameByAddress.get(address);
                // of two starts of one node the earlier one is lost
                if (name != null && !(lost && peers.containsKey(name))) peers.put(name, ref);
            }
            if (listed.all().size() > listed.reachable().size()) timers.startSingleTimer(new LookAgain(), LOOK);
            if (!peers.equals(last)) {
                last = Collections.unmodifiableSortedMap(peers);
                tell.accept(last);
            }
            return this;
        }
    }
}
