package dev.darm.codec;

import akka.actor.ExtendedActorSystem;
import akka.serialization.JSerializer;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Akka's way to wire bytes: Kryo with registered classes of fixed ids, no object references and a size cap, for messages
 * between authenticated members. Bytes that are not exactly one message are refused with {@link MalformedBytes}.
 */
public final class KryoSerializer extends JSerializer {

    public static final int ID = 9001;

    private final ExtendedActorSystem system;
    private final List<WireTypes> types = new ArrayList<>();
    private final int maxBytes;
    private final ConcurrentLinkedQueue<WireKryo> idle = new ConcurrentLinkedQueue<>();

    public KryoSerializer(ExtendedActorSystem system) {
        this.system = system;
        this.maxBytes = Math.toIntExact(system.settings().config().getBytes("darm.codec.max-message"));
        for (String name : system.settings().config().getStringList("darm.codec.wire-types"))
            types.add(Named.make(WireTypes.class, name, "darm.codec.wire-types"));
    }

    @Override
    public int identifier() {
        return ID;
    }

    @Override
    public boolean includeManifest() {
        return false;
    }

    @Override
    public byte[] toBinary(Object message) {
        WireKryo kryo = borrow();
        try (Output output = new Output(512, maxBytes)) {
            kryo.writeClassAndObject(output, message);
            return output.toBytes();
        } catch (KryoException e) {
            throw new IllegalArgumentException(
                    "cannot send %s (at most %d bytes): %s"
                            .formatted(message.getClass().getName(), maxBytes, e.getMessage()),
                    e);
        } finally {
            idle.add(kryo);
        }
    }

    @Override
    public Object fromBinaryJava(byte[] bytes, @Nullable Class<?> manifest) {
        if (bytes.length > maxBytes)
            throw new MalformedBytes("a message of " + bytes.length + " bytes; the limit is " + maxBytes);
        WireKryo kryo = borrow();
        try (WireInput input = new WireInput(bytes)) {
            Object message = kryo.readClassAndObject(input);
            if (message == null || !input.end())
                throw new MalformedBytes(
                        "bytes left over after a message, at " + input.total() + " of " + bytes.length);
            return message;
        } catch (MalformedBytes e) {
            throw e;
        } catch (RuntimeException | NoClassDefFoundError e) {
            MalformedBytes malformed = new MalformedBytes("not a wire message of " + bytes.length + " bytes: " + e);
            malformed.initCause(e);
            throw malformed;
        } finally {
            idle.add(kryo);
        }
    }

    private WireKryo borrow() {
        WireKryo kryo = idle.poll();
        return kryo != null ? kryo : new WireKryo(system, types);
    }
}
