package dev.darm.sim.disk;

import dev.darm.sim.disk.NameChange.Link;
import dev.darm.sim.disk.NameChange.Move;
import dev.darm.sim.disk.NameChange.Unlink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tree of names, and the changes of it that no sync has stored, oldest first. */
final class Names {

    /** So many changes may be pending; of more, the oldest is stored, as a file system's journal does after some seconds. */
    static final int PENDING_MAX = 64;

    private FolderNode root = new FolderNode();
    private List<NameChange> pending = List.of();

    FolderNode root() {
        return root;
    }

    List<NameChange> pending() {
        return pending;
    }

    /** Another tree, with nothing pending. */
    void become(FolderNode tree) {
        root = tree;
        pending = List.of();
    }

    void link(FolderNode folder, String name, Node node, Undo undo) {
        FolderNode.put(folder.seen, name, node, undo);
        pend(new Link(folder, name, node), undo);
    }

    void unlink(FolderNode folder, String name, Undo undo) {
        Node node = folder.seen.get(name);
        if (node == null) return;
        FolderNode.put(folder.seen, name, null, undo);
        pend(new Unlink(folder, name, node), undo);
    }

    void move(FolderNode from, String oldName, FolderNode to, String name, boolean lost, Undo undo) {
        Node node = from.seen.get(oldName);
        if (node == null) return;
        FolderNode.put(from.seen, oldName, null, undo);
        FolderNode.put(to.seen, name, node, undo);
        pend(new Move(from, oldName, to, name, node, lost), undo);
    }

    private void pend(NameChange change, Undo undo) {
        List<NameChange> more = new ArrayList<>(pending);
        more.add(change);
        if (more.size() > PENDING_MAX) more.removeFirst().store(undo);
        replacePending(more, undo);
    }

    private void replacePending(List<NameChange> changes, Undo undo) {
        List<NameChange> before = pending;
        pending = List.copyOf(changes);
        undo.add(() -> pending = before);
    }

    boolean unsynced(FolderNode folder) {
        for (NameChange change : pending) if (change.folder() == folder) return true;
        return false;
    }

    /** Stores the changes of {@code folder}; what came here from another folder has no earlier name to become durable there. */
    void sync(FolderNode folder, Undo undo) {
        List<NameChange> others = new ArrayList<>();
        for (NameChange change : pending) {
            if (change.folder() != folder) others.add(change);
            else {
                change.store(undo);
                if (change instanceof Move) others.removeIf(earlier -> earlier.node() == change.node());
            }
        }
        replacePending(others, undo);
    }

    /** What is stored is all there is. */
    void restart() {
        pending = List.of();
        restart(root);
    }

    private static void restart(FolderNode folder) {
        folder.seen.clear();
        folder.seen.putAll(folder.stored);
        for (Node node : folder.stored.values()) if (node instanceof FolderNode inner) restart(inner);
    }

    /** Every file that a name stands for, stands for on the disk, or may come to, with a path or name of it. */
    Map<FileNode, String> files() {
        Map<FileNode, String> files = new LinkedHashMap<>();
        collect(root, "", files, new LinkedHashSet<>());
        for (NameChange change : pending) collect(change.node(), change.name(), files, new LinkedHashSet<>());
        return files;
    }

    private static void collect(Node node, String path, Map<FileNode, String> files, Set<FolderNode> visited) {
        switch (node) {
            case FileNode file -> files.putIfAbsent(file, path);
            case FolderNode folder -> {
                if (!visited.add(folder)) return;
                String prefix = path.isEmpty() ? "" : path + "/";
                folder.seen.forEach((name, inner) -> collect(inner, prefix + name, files, visited));
                folder.stored.forEach((name, inner) -> collect(inner, prefix + name, files, visited));
            }
        }
    }

    /** The bytes of all files that programs see; marks which are. */
    long count() {
        for (FileNode file : files().keySet()) file.linked = false;
        return count(root);
    }

    private static long count(FolderNode folder) {
        long bytes = 0;
        for (Node node : folder.seen.values())
            switch (node) {
                case FolderNode inner -> bytes += count(inner);
                case FileNode file -> {
                    file.linked = true;
                    bytes += file.seen.length();
                }
            }
        return bytes;
    }
}
