package dev.darm.sim.net;

import akka.Done;
import akka.actor.ActorRef;
import akka.actor.ActorSelection$;
import akka.actor.ActorSelectionMessage;
import akka.actor.Address;
import akka.actor.ExtendedActorSystem;
import akka.actor.InternalActorRef;
import akka.dispatch.sysmsg.SystemMessage;
import akka.event.Logging;
import akka.event.LoggingAdapter;
import akka.remote.AddressUidExtension;
import akka.remote.RemoteActorRef;
import akka.remote.RemoteActorRefProvider;
import akka.remote.RemoteTransport;
import akka.remote.UniqueAddress;
import akka.remote.artery.QuarantinedEvent;
import akka.remote.artery.ThisActorSystemQuarantinedEvent;
import akka.serialization.Serialization;
import akka.serialization.Serialization$;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializer;
import akka.serialization.Serializers$;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.engine.Machine;
import dev.darm.sim.trace.Kind;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.immutable.Set;
import scala.concurrent.Future;

/**
 * Artery as its users see it, over a {@link Wire}: at most once and in order for messages, again and again until it arrives
 * for Akka's own system messages, and quarantine by incarnation.
 */
public final class SimTransport extends RemoteTransport {

    /** How long Artery waits before it sends a system message again ({@code system-message-resend-interval}). */
    private static final long RESEND = 1_000_000_000L;

    private static final Runnable NOTHING = () -> {};

    private final Fabric fabric;
    private final Engine engine;
    private final Machine machine;
    private final int incarnation;
    private final LoggingAdapter log;
    private Address address = new Address("akka", "none");
    private Set<Address> addresses = scala.collection.immutable.Set$.MODULE$.<Address>empty();
    private @Nullable Serialization serialization;
    private long uid;

    /** Looked up for every message, never iterated: serializers by the class of the message, and places by address. */
    private final HashMap<String, Serializer> serializers = new HashMap<>();

    private final HashMap<Address, String> places = new HashMap<>();

    /** Incarnations in quarantine, by address. */
    private final TreeMap<String, TreeSet<Long>> quarantined = new TreeMap<>();

    /** Incarnations last heard of, by address. */
    private final TreeMap<String, Long> known = new TreeMap<>();

    /** System messages that wait for a wire, by place, in order. */
    private final TreeMap<String, ArrayDeque<Parcel>> unsent = new TreeMap<>();

    SimTransport(Fabric fabric, Machine machine, ExtendedActorSystem system, RemoteActorRefProvider provider) {
        super(system, provider);
        this.fabric = fabric;
        this.engine = machine.engine();
        this.machine = machine;
        this.incarnation = machine.incarnation();
        this.log = Logging.getLogger(system.eventStream(), SimTransport.class.getName());
    }

    @Override
    public void start() {
        var config = system().settings().config().getConfig("akka.remote.artery.canonical");
        address = new Address("akka", system().name(), config.getString("hostname"), config.getInt("port"));
        addresses = scala.collection.immutable.Set$.MODULE$.<Address>empty().$plus(address);
        uid = AddressUidExtension.get(system()).longAddressUid();
        if (!fabric.listen(place(address), machine, this))
            throw new akka.remote.RemoteTransportException(
                    "cannot listen at " + place(address) + ": it is taken", new java.net.BindException(place(address)));
    }

    @Override
    public Future<Done> shutdown() {
        fabric.silence(place(address), this);
        return Future.successful(Done.getInstance());
    }

    @Override
    public Set<Address> addresses() {
        return addresses;
    }

    @Override
    public Address defaultAddress() {
        return address;
    }

    @Override
    public Address localAddressForRemote(Address remote) {
        return address;
    }

    @Override
    public LoggingAdapter log() {
        return log;
    }

    @Override
    public void send(Object message, @Nullable ActorRef sender, RemoteActorRef recipient) {
        Address to = recipient.path().address();
        String place = place(to);
        TreeSet<Long> shut = quarantined.get(place);
        Long there = known.get(place);
        if (shut != null && there != null && shut.contains(there)) {
            engine.happened(
                    machine,
                    Kind.DROP,
                    place,
                    "quarantined " + message.getClass().getName(),
                    0);
            return;
        }
        Parcel parcel = pack(message, sender, recipient);
        if (parcel.kind() != Parcel.Kind.SYSTEM) {
            fabric.send(machine, place, parcel, NOTHING, NOTHING);
            return;
        }
        ArrayDeque<Parcel> waiting = unsent.computeIfAbsent(place, any -> new ArrayDeque<>());
        waiting.add(parcel);
        if (waiting.size() == 1) sendFirst(place, waiting);
    }

    /** Sends the first system message that waits; the next goes when it has arrived, so they keep their order. */
    private void sendFirst(String place, ArrayDeque<Parcel> waiting) {
        if (waiting.isEmpty() || unsent.get(place) != waiting) return;
        fabric.send(
                machine,
                place,
                waiting.getFirst(),
                () -> {
                    waiting.pollFirst();
                    if (!waiting.isEmpty()) machine.submit(incarnation, () -> sendFirst(place, waiting));
                },
                () -> engine.at(
                        engine.now() + RESEND, () -> machine.submit(incarnation, () -> sendFirst(place, waiting))));
    }

    private Parcel pack(Object message, @Nullable ActorRef sender, RemoteActorRef recipient) {
        return Serialization$.MODULE$.withTransportInformation(system(), () -> {
            Serializer serializer = serializer(message);
            byte[] bytes = serializer.toBinary(message);
            return new Parcel(
                    address,
                    uid,
                    recipient.path().toSerializationFormat(),
                    sender == null || sender == system().deadLetters()
                            ? null
                            : sender.path().toSerializationFormatWithAddress(address),
                    serializer.identifier(),
                    Serializers$.MODULE$.manifestFor(serializer, message),
                    bytes,
                    message.getClass().getName(),
                    message instanceof SystemMessage ? Parcel.Kind.SYSTEM : Parcel.Kind.MESSAGE,
                    message,
                    this::bytes);
        });
    }

    private byte[] bytes(Object message) {
        return Serialization$.MODULE$.withTransportInformation(
                system(), () -> serializer(message).toBinary(message));
    }

    /** Akka's own table is by class, and in a world all classes have one hash code: it would search instead of looking up. */
    private Serializer serializer(Object message) {
        return serializers.computeIfAbsent(
                message.getClass().getName(), any -> serialization().findSerializerFor(message));
    }

    private Serialization serialization() {
        Serialization ready = serialization;
        if (ready == null) serialization = ready = SerializationExtension.get(system());
        return ready;
    }

    /** A parcel has arrived; runs as a step of this machine. */
    void receive(Parcel parcel) {
        String place = place(parcel.from());
        engine.happened(machine, Kind.ARRIVAL, place, parcel.type(), parcel.size());
        if (parcel.kind() == Parcel.Kind.QUARANTINED) {
            if (!parcel.recipient().equals(Long.toString(uid))) return;
            system().eventStream()
                    .publish(new ThisActorSystemQuarantinedEvent(
                            new UniqueAddress(address, uid), new UniqueAddress(parcel.from(), parcel.fromUid())));
            return;
        }
        TreeSet<Long> shut = quarantined.get(place);
        if (shut != null && shut.contains(parcel.fromUid())) {
            fabric.send(machine, place, notice(parcel.fromUid()), NOTHING, NOTHING);
            return;
        }
        known.put(place, parcel.fromUid());
        deliver(parcel);
    }

    private void deliver(Parcel parcel) {
        InternalActorRef recipient = (InternalActorRef) provider().resolveActorRef(parcel.recipient());
        ActorRef sender =
                parcel.sender() == null ? system().deadLetters() : provider().resolveActorRef(parcel.sender());
        Object message;
        try {
            message = Serialization$.MODULE$.withTransportInformation(system(), () -> serialization()
                    .deserialize(parcel.bytes(), parcel.serializer(), parcel.manifest())
                    .get());
        } catch (Exception e) {
            log.warning(
                    "Failed to deserialize message from [{}] with serializer id [{}]: {}",
                    place(parcel.from()),
                    parcel.serializer(),
                    e);
            return;
        }
        switch (message) {
            case ActorSelectionMessage selection ->
                ActorSelection$.MODULE$.deliverSelection(recipient, sender, selection);
            case SystemMessage signal -> recipient.sendSystemMessage(signal);
            default -> recipient.$bang(message, sender);
        }
    }

    /** Tells an incarnation that it is in quarantine; the next one at its place is not. */
    private Parcel notice(long whom) {
        return new Parcel(
                address,
                uid,
                Long.toString(whom),
                null,
                0,
                "",
                new byte[0],
                "Quarantined",
                Parcel.Kind.QUARANTINED,
                null,
                this::bytes);
    }

    @Override
    public void quarantine(Address remote, Option<Object> remoteUid, String reason) {
        String place = place(remote);
        Long which = remoteUid.isDefined() ? (Long) remoteUid.get() : known.get(place);
        if (which == null) return;
        if (!quarantined.computeIfAbsent(place, any -> new TreeSet<>()).add(which)) return;
        unsent.remove(place);
        log.warning("Association to [{}] having UID [{}] is quarantined: {}", remote, which, reason);
        system().eventStream().publish(new QuarantinedEvent(new UniqueAddress(remote, which)));
        if (which.equals(known.get(place))) fabric.send(machine, place, notice(which), NOTHING, NOTHING);
    }

    /** Where an address is: {@code host:port}. */
    private String place(Address of) {
        return places.computeIfAbsent(of, SimTransport::text);
    }

    private static String text(Address address) {
        return address.host().getOrElse(() -> "") + ":" + address.port().getOrElse(() -> 0);
    }
}
