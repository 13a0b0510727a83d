package dev.darm.codec;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a part of a message is declared to be. The virtual machine knows of a list only that it is one, so what stands in a list, a
 * set, a map or an optional is looked at here.
 *
 * @param of the types of what it holds; empty where that is not known
 */
record DeclaredType(Class<?> type, List<DeclaredType> of) {

    /** A type of which nothing more is known than that it is an object, such as the parameter of a class, holds anything. */
    static DeclaredType of(Type declared) {
        return switch (declared) {
            case Class<?> plain -> new DeclaredType(plain, List.of());
            case ParameterizedType with ->
                new DeclaredType(
                        (Class<?>) with.getRawType(),
                        Arrays.stream(with.getActualTypeArguments())
                                .map(DeclaredType::of)
                                .toList());
            default -> new DeclaredType(Object.class, List.of());
        };
    }

    /** Whether {@code value} is one, with all that stands in it; what is a primitive needs no look. */
    boolean holds(Object value) {
        if (type.isPrimitive()) return true;
        if (!type.isInstance(value)) return false;
        if (of.isEmpty()) return true;
        return switch (value) {
            case Collection<?> many -> all(many, of.getFirst());
            case Optional<?> one -> one.isEmpty() || of.getFirst().holds(one.get());
            case Map<?, ?> map -> all(map.keySet(), of.getFirst()) && all(map.values(), of.getLast());
            default -> true;
        };
    }

    private static boolean all(Collection<?> values, DeclaredType type) {
        for (Object value : values) if (value == null || !type.holds(value)) return false;
        return true;
    }

    @Override
    public String toString() {
        return of.isEmpty() ? type.getSimpleName() : type.getSimpleName() + of;
    }
}
