package dev.darm.sim.net;

import akka.actor.Address;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way, as bytes.
 *
 * @param from the sender's address, with the number of its incarnation, {@code fromUid}
 * @param recipient the path of the recipient, as it is written on the wire
 * @param sender the path of the sender, null when it has none
 * @param type the class of the message, for traces
 * @param content the message itself, for who tampers with it; null for what is Akka's own
 * @param packing makes the bytes of another message of this kind
 */
public record Parcel(
        Address from,
        long fromUid,
        String recipient,
        @Nullable String sender,
        int serializer,
        String manifest,
        byte[] bytes,
        String type,
        Kind kind,
        @Nullable Object content,
        Function<Object, byte[]> packing) {

    /** What a parcel is, beyond its message. */
    public enum Kind {
        MESSAGE,
        /** Akka's own, such as a watch: sent again until it arrives. */
        SYSTEM,
        /** Tells the receiver that the sender has it in quarantine. */
        QUARANTINED
    }

    /** What Artery's header takes on the wire beside the two paths. */
    private static final int HEADER = 60;

    /** Bytes on the wire. */
    public int size() {
        return HEADER + recipient.length() + (sender == null ? 0 : sender.length()) + manifest.length() + bytes.length;
    }

    public Parcel withBytes(byte[] other) {
        return new Parcel(from, fromUid, recipient, sender, serializer, manifest, other, type, kind, content, packing);
    }

    /** The same with {@code other} as its message. */
    public Parcel with(Object other) {
        return withBytes(packing.apply(other));
    }
}
