package dev.darm.sim.disk;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A folder: the names that programs see in it, and those that are stored. */
final class FolderNode implements Node {

    final TreeMap<String, Node> seen = new TreeMap<>();
    final TreeMap<String, Node> stored = new TreeMap<>();

    /** Lets {@code name} stand for {@code node}, or for nothing. */
    static void put(TreeMap<String, Node> names, String name, @Nullable Node node, Undo undo) {
        Node before = node == null ? names.remove(name) : names.put(name, node);
        undo.add(() -> {
            if (before == null) names.remove(name);
            else names.put(name, before);
        });
    }
}
