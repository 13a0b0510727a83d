package dev.darm.bench;

import akka.actor.ActorRef;
import akka.remote.artery.RemoteInstrument;
import dev.darm.ledger.Validator;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts in the transport what the ledger of this process says to those of others, and the bytes of it. */
public final class SentBytes extends RemoteInstrument {

    static final Map<String, AtomicLong> MESSAGES = new ConcurrentSkipListMap<>();
    static final AtomicLong BYTES = new AtomicLong();

    @Override
    public byte identifier() {
        return 9;
    }

    @Override
    public boolean serializationTimingEnabled() {
        return false;
    }

    @Override
    public void remoteWriteMetadata(ActorRef recipient, Object message, ActorRef sender, ByteBuffer buffer) {}

    @Override
    public void remoteReadMetadata(ActorRef recipient, Object message, ActorRef sender, ByteBuffer buffer) {}

    @Override
    public void remoteMessageSent(ActorRef recipient, Object message, ActorRef sender, int size, long time) {
        if (!(message instanceof Validator.Says said)) return;
        BYTES.addAndGet(size);
        MESSAGES.computeIfAbsent(LedgerBench.kind(said.message()), none -> new AtomicLong())
                .incrementAndGet();
    }

    @Override
    public void remoteMessageReceived(ActorRef recipient, Object message, ActorRef sender, int size, long time) {}
}
