package dev.darm.recall;

import dev.darm.index.ExactScan;
import dev.darm.memory.Embedding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;

/** Vectors by key, in one scan for each encoder that made any; a key has one vector. */
final class EmbeddingIndex<K extends Comparable<? super K>> {

    private final TreeMap<String, ExactScan<K>> byEncoder = new TreeMap<>();
    private final TreeMap<K, String> encoderOf = new TreeMap<>();

    void put(K key, Embedding embedding) {
        String before = encoderOf.put(key, embedding.encoder());
        if (before != null && !before.equals(embedding.encoder())) removeFrom(before, key);
        byEncoder
                .computeIfAbsent(embedding.encoder(), one -> new ExactScan<>(embedding.vector().length))
                .put(key, embedding.vector());
    }

    void remove(K key) {
        String encoder = encoderOf.remove(key);
        if (encoder != null) removeFrom(encoder, key);
    }

    private void removeFrom(String encoder, K key) {
        ExactScan<K> scan = byEncoder.get(encoder);
        if (scan == null) return;
        scan.remove(key);
        if (scan.size() == 0) byEncoder.remove(encoder);
    }

    Optional<Embedding> get(K key) {
        String encoder = encoderOf.get(key);
        if (encoder == null) return Optional.empty();
        ExactScan<K> scan = byEncoder.get(encoder);
        return scan == null ? Optional.empty() : scan.vector(key).map(vector -> new Embedding(encoder, vector));
    }

    /** The {@code k} nearest keys of at least {@code threshold}, each compared by its own encoder, nearest first. */
    List<ExactScan.Match<K>> top(Probe question, int k, double threshold) {
        List<ExactScan.Match<K>> found = new ArrayList<>();
        byEncoder.forEach((encoder, scan) ->
                question.of(encoder).ifPresent(own -> found.addAll(scan.top(own.vector(), k, threshold))));
        found.sort(Comparator.comparingDouble((ExactScan.Match<K> one) -> one.cosine())
                .reversed()
                .thenComparing(ExactScan.Match::key));
        return found.size() > k ? found.subList(0, k) : found;
    }

    int size() {
        return encoderOf.size();
    }

    /** Those that made at least one of the vectors. */
    SortedSet<String> encoders() {
        return Collections.unmodifiableSortedSet(byEncoder.navigableKeySet());
    }

    int countNotOf(String encoder) {
        ExactScan<K> scan = byEncoder.get(encoder);
        return size() - (scan == null ? 0 : scan.size());
    }

    /** The keys whose vector another encoder made, in their order. */
    List<K> notOf(String encoder) {
        List<K> keys = new ArrayList<>();
        encoderOf.forEach((key, made) -> {
            if (!made.equals(encoder)) keys.add(key);
        });
        return keys;
    }
}
