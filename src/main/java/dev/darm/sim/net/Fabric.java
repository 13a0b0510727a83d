package dev.darm.sim.net;

import dev.darm.sim.engine.Engine;
import dev.darm.sim.engine.Machine;
import dev.darm.sim.trace.Kind;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that connects the machines of a run: who listens where, and the wire between them. */
public final class Fabric {

    /** Looks at each message before it is sent; a Byzantine node is one whose messages are tampered with. */
    public interface Tampering {
        /** What is sent in place of {@code parcel}: the same, another, several, or none; each after a delay in nanoseconds. */
        void tamper(Machine from, Machine to, Parcel parcel, Sending sending);
    }

    /** Sends a parcel after {@code delay} nanoseconds. */
    @FunctionalInterface
    public interface Sending {
        void send(Parcel parcel, long delay);
    }

    private record Endpoint(Machine machine, int incarnation, Object behind) {
        boolean up() {
            return machine.runs(incarnation);
        }
    }

    private final Engine engine;
    private final Wire wire;
    private final TreeMap<String, Endpoint> endpoints = new TreeMap<>();
    private final TreeMap<String, Machine> hosts = new TreeMap<>();
    private Tampering tampering = (from, to, parcel, sending) -> sending.send(parcel, 0);

    public Fabric(Engine engine, Wire wire) {
        this.engine = engine;
        this.wire = wire;
    }

    public Engine engine() {
        return engine;
    }

    public void tampering(Tampering other) {
        tampering = other;
    }

    /** Listens at {@code place} for the current incarnation of {@code machine}; false when the place is taken. */
    boolean listen(String place, Machine machine, Object behind) {
        Endpoint there = endpoints.get(place);
        if (there != null && there.up()) return false;
        endpoints.put(place, new Endpoint(machine, machine.incarnation(), behind));
        hosts.put(place, machine);
        return true;
    }

    /** Says which machine a place belongs to. */
    void place(String place, Machine machine) {
        hosts.put(place, machine);
    }

    void silence(String place, Object behind) {
        Endpoint there = endpoints.get(place);
        if (there != null && there.behind() == behind) endpoints.remove(place);
    }

    /** What listens at {@code place}, when its machine is up. */
    <T> @Nullable T at(String place, Class<T> type) {
        Endpoint there = endpoints.get(place);
        return there == null || !there.up() || !type.isInstance(there.behind()) ? null : type.cast(there.behind());
    }

    /** The machine that listened last at {@code place}, or null. */
    @Nullable
    Machine host(String place) {
        return hosts.get(place);
    }

    /** Carries bytes of a connection; {@code arrived} or {@code lost} happens between steps. */
    void carry(Machine from, Machine to, long at, int bytes, Runnable arrived, Runnable lost) {
        wire.carry(from, to, at, bytes, Wire.Lane.STREAMS, delivery(arrived, lost));
    }

    private static Wire.Delivery delivery(Runnable arrived, Runnable lost) {
        return new Wire.Delivery() {
            @Override
            public void arrived() {
                arrived.run();
            }

            @Override
            public void lost() {
                lost.run();
            }
        };
    }

    /** Sends a message between actors; {@code arrived} or {@code lost} happens between steps. */
    void send(Machine from, String place, Parcel parcel, Runnable arrived, Runnable lost) {
        Machine to = hosts.get(place);
        if (to == null) {
            engine.at(engine.localNow(), lost);
            return;
        }
        tampering.tamper(from, to, parcel, (sent, delay) -> {
            engine.happened(from, Kind.SEND, place, sent.type(), sent.size());
            Wire.Delivery delivery = delivery(
                    () -> {
                        arrive(place, sent);
                        arrived.run();
                    },
                    () -> {
                        engine.happened(from, Kind.DROP, place, sent.type(), sent.size());
                        lost.run();
                    });
            wire.carry(from, to, engine.localNow() + delay, sent.size(), Wire.Lane.MESSAGES, delivery);
        });
    }

    private void arrive(String place, Parcel parcel) {
        Endpoint there = endpoints.get(place);
        if (there == null || !there.up() || !(there.behind() instanceof SimTransport transport)) return;
        there.machine().submit(there.incarnation(), () -> transport.receive(parcel));
    }
}
