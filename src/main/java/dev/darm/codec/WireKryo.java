package dev.darm.codec;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.RecordSerializer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One Kryo with DARM's classes registered; used by one thread at a time. */
final class WireKryo extends Kryo {

    /** Ids of what the JDK and Akka bring; packages start at 100. */
    private static final int FIRST_BASE_ID = 20;

    /** How deep values may lie in each other; ours lie less than ten deep, and the reader's stack is finite. */
    private static final int MAX_DEPTH = 32;

    /** Room that a list gets before its elements are there; a list may say that it is as long as the whole message. */
    private static final int FIRST_ROOM = 256;

    WireKryo(ExtendedActorSystem system, List<WireTypes> types) {
        setRegistrationRequired(true);
        setReferences(false);
        setWarnUnregisteredClasses(false);
        setMaxDepth(MAX_DEPTH);
        registerBase(system);
        for (WireTypes wire : types) {
            int id = wire.firstId();
            for (Class<?> type : wire.classes()) registerOne(type, id++);
        }
    }

    /** Any list, map, set or actor reference goes under one id, whatever class carries it. */
    @Override
    public Registration getRegistration(Class type) {
        return super.getRegistration(family(type));
    }

    private static Class<?> family(Class<?> type) {
        if (ActorRef.class.isAssignableFrom(type)) return ActorRef.class;
        if (List.class.isAssignableFrom(type)) return List.class;
        if (SortedMap.class.isAssignableFrom(type)) return SortedMap.class;
        if (Map.class.isAssignableFrom(type)) return Map.class;
        if (Set.class.isAssignableFrom(type)) return Set.class;
        if (type.isEnum() || !Enum.class.isAssignableFrom(type)) return type;
        return type.getSuperclass();
    }

    private void registerBase(ExtendedActorSystem system) {
        int id = FIRST_BASE_ID;
        register(List.class, new Lists(), id++);
        register(Map.class, new Maps<>(false), id++);
        register(SortedMap.class, new Maps<>(true), id++);
        register(Set.class, new Sets(), id++);
        register(ActorRef.class, new Refs(ActorRefResolver.get(ActorSystem.wrap(system))), id++);
        register(byte[].class, id++);
        register(float[].class, id++);
        register(Optional.class, id++);
        register(OptionalLong.class, id++);
        register(Instant.class, id++);
        register(Duration.class, id++);
        register(Hash.class, new Hashes(), id++);
    }

    private void registerOne(Class<?> type, int id) {
        if (getClassResolver().getRegistration(id) != null)
            throw new IllegalStateException("wire id " + id + " used twice, by " + type.getName());
        if (Canonical.class.isAssignableFrom(type)) register(type, new Canonicals(type), id);
        else if (type.isRecord()) register(type, new Records<>(type), id);
        else register(type, id);
    }

    private static void writeSize(Output output, int size) {
        output.writeVarInt(size, true);
    }

    /** A length that could not be there is refused before anything is allocated for it. */
    private static int readSize(Input input) {
        int size = input.readVarInt(true);
        if (size < 0 || size > input.limit() - input.position())
            throw new MalformedBytes(
                    "a length of " + size + " with " + (input.limit() - input.position()) + " bytes left");
        return size;
    }

    private static final class Lists extends Serializer<List<?>> {
        @Override
        public void write(Kryo kryo, Output output, List<?> values) {
            writeSize(output, values.size());
            for (Object value : values) kryo.writeClassAndObject(output, value);
        }

        @Override
        public List<?> read(Kryo kryo, Input input, Class<? extends List<?>> type) {
            int size = readSize(input);
            List<Object> values = new ArrayList<>(Math.min(size, FIRST_ROOM));
            for (int i = 0; i < size; i++) values.add(kryo.readClassAndObject(input));
            return Collections.unmodifiableList(values);
        }
    }

    private static final class Sets extends Serializer<Set<?>> {
        @Override
        public void write(Kryo kryo, Output output, Set<?> values) {
            writeSize(output, values.size());
            for (Object value : values) kryo.writeClassAndObject(output, value);
        }

        @Override
        public Set<?> read(Kryo kryo, Input input, Class<? extends Set<?>> type) {
            int size = readSize(input);
            Set<Object> values = new LinkedHashSet<>();
            for (int i = 0; i < size; i++) values.add(kryo.readClassAndObject(input));
            return Collections.unmodifiableSet(values);
        }
    }

    private static final class Maps<M extends Map<?, ?>> extends Serializer<M> {
        private final boolean sorted;

        Maps(boolean sorted) {
            this.sorted = sorted;
        }

        @Override
        public void write(Kryo kryo, Output output, M map) {
            writeSize(output, map.size());
            map.forEach((key, value) -> {
                kryo.writeClassAndObject(output, key);
                kryo.writeClassAndObject(output, value);
            });
        }

        @Override
        @SuppressWarnings("unchecked")
        public M read(Kryo kryo, Input input, Class<? extends M> type) {
            int size = readSize(input);
            Map<Object, Object> map = sorted ? new TreeMap<>() : new LinkedHashMap<>();
            for (int i = 0; i < size; i++) map.put(kryo.readClassAndObject(input), kryo.readClassAndObject(input));
            return (M)
                    (sorted
                            ? Collections.unmodifiableSortedMap((SortedMap<Object, Object>) map)
                            : Collections.unmodifiableMap(map));
        }
    }

    private static final class Refs extends Serializer<ActorRef<?>> {
        private final ActorRefResolver resolver;

        Refs(ActorRefResolver resolver) {
            this.resolver = resolver;
        }

        @Override
        public void write(Kryo kryo, Output output, ActorRef<?> ref) {
            output.writeString(resolver.toSerializationFormat(ref));
        }

        @Override
        public ActorRef<?> read(Kryo kryo, Input input, Class<? extends ActorRef<?>> type) {
            return resolver.resolveActorRef(input.readString());
        }
    }

    private static final class Hashes extends Serializer<Hash> {
        @Override
        public void write(Kryo kryo, Output output, Hash hash) {
            output.writeBytes(hash.toBytes());
        }

        @Override
        public Hash read(Kryo kryo, Input input, Class<? extends Hash> type) {
            return Hash.ofBytes(input.readBytes(Hash.LENGTH));
        }
    }

    /** A record whose parts are there and of the kinds that it declares, also within lists, sets, maps and optionals. */
    private static final class Records<T> extends RecordSerializer<T> {
        private final List<Part> parts = new ArrayList<>();

        private record Part(String name, Method read, DeclaredType type, boolean nullable) {}

        Records(Class<T> type) {
            super(type);
            for (RecordComponent component : type.getRecordComponents()) {
                Method read = component.getAccessor();
                read.setAccessible(true);
                boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
                parts.add(new Part(component.getName(), read, DeclaredType.of(component.getGenericType()), nullable));
            }
        }

        @Override
        public T read(Kryo kryo, Input input, Class<? extends T> type) {
            T value = super.read(kryo, input, type);
            for (Part part : parts) {
                Object found = part(part, value);
                if (found == null ? !part.nullable : !part.type.holds(found))
                    throw new MalformedBytes("no " + part.type + " as " + part.name + " of " + type.getSimpleName());
            }
            return value;
        }

        private @Nullable Object part(Part part, T value) {
            try {
                return part.read.invoke(value);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A canonical value travels as its canonical bytes. */
    private static final class Canonicals extends Serializer<Canonical> {
        private final Class<?> type;
        private final Method read;

        Canonicals(Class<?> type) {
            this.type = type;
            try {
                read = type.getDeclaredMethod("read", ByteReader.class);
                read.setAccessible(true);
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(type.getName() + " needs a static read(ByteReader)", e);
            }
            if (!Modifier.isStatic(read.getModifiers()))
                throw new IllegalStateException(type.getName() + ".read(ByteReader) must be static");
        }

        @Override
        public void write(Kryo kryo, Output output, Canonical value) {
            byte[] bytes = value.bytes();
            writeSize(output, bytes.length);
            output.writeBytes(bytes);
        }

        @Override
        @SuppressWarnings("ReturnsNullCollection")
        public Canonical read(Kryo kryo, Input input, Class<? extends Canonical> wanted) {
            byte[] bytes = input.readBytes(readSize(input));
            ByteReader reader = new ByteReader(bytes);
            try {
                Canonical value = (Canonical) read.invoke(null, reader);
                reader.end();
                return value;
            } catch (InvocationTargetException e) {
                MalformedBytes malformed = new MalformedBytes("not a " + type.getSimpleName() + ": " + e.getCause());
                malformed.initCause(e.getCause());
                throw malformed;
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
