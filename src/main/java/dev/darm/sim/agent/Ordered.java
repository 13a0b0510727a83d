package dev.darm.sim.agent;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Immutable maps and sets in the order in which they were made. Those of the JDK iterate in an order that is salted anew at
 * each start of the JVM; outside a world they still do.
 */
public final class Ordered {

    private Ordered() {}

    private static <K, V> Map<K, V> map(Object... keysAndValues) {
        LinkedHashMap<K, V> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            @SuppressWarnings("unchecked")
            K key = (K) Objects.requireNonNull(keysAndValues[i]);
            @SuppressWarnings("unchecked")
            V value = (V) Objects.requireNonNull(keysAndValues[i + 1]);
            if (map.put(key, value) != null) throw new IllegalArgumentException("duplicate key: " + key);
        }
        return Collections.unmodifiableMap(map);
    }

    @SafeVarargs
    private static <E> Set<E> set(E... elements) {
        LinkedHashSet<E> set = new LinkedHashSet<>();
        for (E element : elements)
            if (!set.add(Objects.requireNonNull(element)))
                throw new IllegalArgumentException("duplicate element: " + element);
        return Collections.unmodifiableSet(set);
    }

    private static boolean real() {
        return WorldThread.here() == null;
    }

    public static final class Maps {
        private Maps() {}

        public static <K, V> Map<K, V> copyOf(Map<? extends K, ? extends V> map) {
            if (real()) return Map.copyOf(map);
            LinkedHashMap<K, V> copy = new LinkedHashMap<>();
            map.forEach((key, value) -> copy.put(Objects.requireNonNull(key), Objects.requireNonNull(value)));
            return Collections.unmodifiableMap(copy);
        }

        @SafeVarargs
        public static <K, V> Map<K, V> ofEntries(Map.Entry<? extends K, ? extends V>... entries) {
            if (real()) return Map.ofEntries(entries);
            Object[] flat = new Object[entries.length * 2];
            for (int i = 0; i < entries.length; i++) {
                flat[2 * i] = entries[i].getKey();
                flat[2 * i + 1] = entries[i].getValue();
            }
            return map(flat);
        }

        public static <K, V> Map<K, V> of(K k1, V v1, K k2, V v2) {
            return real() ? Map.of(k1, v1, k2, v2) : map(k1, v1, k2, v2);
        }

        public static <K, V> Map<K, V> of(K k1, V v1, K k2, V v2, K k3, V v3) {
            return real() ? Map.of(k1, v1, k2, v2, k3, v3) : map(k1, v1, k2, v2, k3, v3);
        }

        public static <K, V> Map<K, V> of(K k1, V v1, K k2, V v2, K k3, V v3, K k4, V v4) {
            return real() ? Map.of(k1, v1, k2, v2, k3, v3, k4, v4) : map(k1, v1, k2, v2, k3, v3, k4, v4);
        }

        public static <K, V> Map<K, V> of(K k1, V v1, K k2, V v2, K k3, V v3, K k4, V v4, K k5, V v5) {
            return real()
                    ? Map.of(k1, v1, k2, v2, k3, v3, k4, v4, k5, v5)
                    : map(k1, v1, k2, v2, k3, v3, k4, v4, k5, v5);
        }

        public static <K, V> Map<K, V> of(K k1, V v1, K k2, V v2, K k3, V v3, K k4, V v4, K k5, V v5, K k6, V v6) {
            return map(k1, v1, k2, v2, k3, v3, k4, v4, k5, v5, k6, v6);
        }

        public static <K, V> Map<K, V> of(
                K k1, V v1, K k2, V v2, K k3, V v3, K k4, V v4, K k5, V v5, K k6, V v6, K k7, V v7) {
            return map(k1, v1, k2, v2, k3, v3, k4, v4, k5, v5, k6, v6, k7, v7);
        }

        public static <K, V> Map<K, V> of(
                K k1, V v1, K k2, V v2, K k3, V v3, K k4, V v4, K k5, V v5, K k6, V v6, K k7, V v7, K k8, V v8) {
            return map(k1, v1, k2, v2, k3, v3, k4, v4, k5, v5, k6, v6, k7, v7, k8, v8);
        }
    }

    public static final class Sets {
        private Sets() {}

        public static <E> Set<E> copyOf(Collection<? extends E> elements) {
            if (real()) return Set.copyOf(elements);
            LinkedHashSet<E> copy = new LinkedHashSet<>();
            elements.forEach(element -> copy.add(Objects.requireNonNull(element)));
            return Collections.unmodifiableSet(copy);
        }

        @SafeVarargs
        public static <E> Set<E> of(E... elements) {
            return real() ? Set.of(elements) : set(elements);
        }

        public static <E> Set<E> of(E e1, E e2) {
            return real() ? Set.of(e1, e2) : set(e1, e2);
        }

        public static <E> Set<E> of(E e1, E e2, E e3) {
            return real() ? Set.of(e1, e2, e3) : set(e1, e2, e3);
        }

        public static <E> Set<E> of(E e1, E e2, E e3, E e4) {
            return real() ? Set.of(e1, e2, e3, e4) : set(e1, e2, e3, e4);
        }

        public static <E> Set<E> of(E e1, E e2, E e3, E e4, E e5) {
            return real() ? Set.of(e1, e2, e3, e4, e5) : set(e1, e2, e3, e4, e5);
        }

        public static <E> Set<E> of(E e1, E e2, E e3, E e4, E e5, E e6) {
            return set(e1, e2, e3, e4, e5, e6);
        }

        public static <E> Set<E> of(E e1, E e2, E e3, E e4, E e5, E e6, E e7) {
            return set(e1, e2, e3, e4, e5, e6, e7);
        }

        public static <E> Set<E> of(E e1, E e2, E e3, E e4, E e5, E e6, E e7, E e8) {
            return set(e1, e2, e3, e4, e5, e6, e7, e8);
        }
    }
}
