package dev.darm.sim.net;

import akka.actor.Address;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way, as bytes.
 *
 * @param from the sender's address, with the number of its incarnation, {@code fromUid}
 * @param recipient the path of the recipient, as it is written on the wire
 * @param sender the path of the sender, null when it has none
 * @param type the class of the message, for traces
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
        Kind kind) {

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
        return new Parcel(from, fromUid, recipient, sender, serializer, manifest, other, type, kind);
    }
}
