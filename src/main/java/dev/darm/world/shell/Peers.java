package dev.darm.world.shell;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.Member;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
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

    private record Listed<T>(Set<ActorRef<T>> refs) implements Event {}

    private record State(CurrentClusterState state) implements Event {}

    private record Changed(MemberEvent event) implements Event {}

    /** Joins the receptionist's listing with the members' names. */
    private static final class Watch<T> extends AbstractBehavior<Event> {

        private final ServiceKey<T> key;
        private final ActorRef<T> self;
        private final java.util.function.Consumer<SortedMap<String, ActorRef<T>>> tell;
        private final TreeMap<String, String> nameByAddress = new TreeMap<>();
        private Set<ActorRef<T>> refs = Set.of();
        private SortedMap<String, ActorRef<T>> last = Collections.emptySortedMap();

        static <T> Behavior<Event> create(
                ServiceKey<T> key, ActorRef<T> self, java.util.function.Consumer<SortedMap<String, ActorRef<T>>> tell) {
            return Behaviors.setup(context -> {
                ActorRef<Receptionist.Listing> listing = context.messageAdapter(
                        Receptionist.Listing.class, found -> new Listed<>(found.getServiceInstances(key)));
                context.getSystem().receptionist().tell(Receptionist.subscribe(key, listing));
                Cluster cluster = Cluster.get(context.getSystem());
                cluster.subscriptions()
                        .tell(new Subscribe<>(
                                context.messageAdapter(MemberEvent.class, Changed::new), MemberEvent.class));
                context.getSelf().tell(new State(cluster.state()));
                return new Watch<T>(context, key, self, tell);
            });
        }

        private Watch(
                ActorContext<Event> context,
                ServiceKey<T> key,
                ActorRef<T> self,
                java.util.function.Consumer<SortedMap<String, ActorRef<T>>> tell) {
            super(context);
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
                    .build();
        }

        @SuppressWarnings("unchecked")
        private Behavior<Event> onListed(Listed<?> event) {
            Set<ActorRef<T>> before = refs;
            refs = ((Listed<T>) event).refs();
            if (before.contains(self) && !refs.contains(self)) {
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
            for (ActorRef<T> ref : refs) {
                String address = ref.path().address().hasLocalScope()
                        ? own
                        : ref.path().address().toString();
                String name = nameByAddress.get(address);
                if (name != null) peers.put(name, ref);
            }
            if (!peers.equals(last)) {
                last = Collections.unmodifiableSortedMap(peers);
                tell.accept(last);
            }
            return this;
        }
    }
}
