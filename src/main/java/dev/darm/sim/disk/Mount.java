package dev.darm.sim.disk;

import dev.darm.world.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link ModelledDisk} as one incarnation sees it, with the path rules and the errors of a folder of a file system. */
final class Mount implements Disk {

    private final ModelledDisk disk;
    private final Path root;
    private boolean detached;
    private long fsyncs;

    Mount(ModelledDisk disk) {
        this.disk = disk;
        root = Path.of("/").resolve(disk.machine);
    }

    void detach() {
        detached = true;
    }

    @FunctionalInterface
    interface Action<T> {
        T at(Path path, long now) throws Refusal;
    }

    /** Does {@code action} at the path's place; a refusal names what was tried, the whole path and the reason. */
    private <T> T named(String what, String path, Action<T> action) throws IOException {
        Path at = resolve(path);
        try {
            return action.at(at, begin());
        } catch (Refusal e) {
            throw failed(what, at, e);
        }
    }

    private Path resolve(String path) throws IOException {
        Path at = root.resolve(path).normalize();
        if (!at.startsWith(root) || Path.of(path).isAbsolute())
            throw new IOException("path '" + path + "' leaves the data folder " + root);
        return at;
    }

    static IOException failed(String what, Path at, Refusal refusal) {
        return new IOException("cannot %s %s: %s".formatted(what, at, refusal.reason()), refusal);
    }

    long begin() throws Refusal {
        if (detached) throw new Refusal(Refusal.UNMOUNTED);
        return disk.begin();
    }

    void heard(long now, String operation, Path path, long offset, long bytes) {
        disk.listener.on(now, operation, relative(path), offset, bytes);
    }

    private String relative(Path path) {
        return root.relativize(path).toString();
    }

    void spendCall() {
        disk.time.spend(disk.profile.callNanos());
    }

    private boolean isRoot(Path at) {
        return at.equals(root);
    }

    private static String name(Path at) {
        return String.valueOf(at.getFileName());
    }

    /** What the path stands for, or null; every name before the last must stand for a folder. */
    private @Nullable Node find(Path at) throws Refusal {
        return isRoot(at) ? disk.names.root() : folderOf(at).seen.get(name(at));
    }

    private FolderNode folderOf(Path at) throws Refusal {
        FolderNode folder = disk.names.root();
        for (Path name : root.relativize(at.resolveSibling(""))) {
            if (name.toString().isEmpty()) continue;
            folder = switch (folder.seen.get(name.toString())) {
                case null -> throw new Refusal(Refusal.NO_SUCH_FILE);
                case FileNode file -> throw new Refusal(Refusal.NOT_A_FOLDER);
                case FolderNode inner -> inner;
            };
        }
        return folder;
    }

    private Node present(Path at) throws Refusal {
        Node node = find(at);
        if (node == null) throw new Refusal(Refusal.NO_SUCH_FILE);
        return node;
    }

    @Override
    public List<String> list(String folder) throws IOException {
        return named("list", folder, (at, now) -> {
            spendCall();
            return lookedUp(at) instanceof FolderNode node ? List.copyOf(node.seen.keySet()) : List.of();
        });
    }

    private @Nullable Node lookedUp(Path at) {
        try {
            return find(at);
        } catch (Refusal e) {
            return null;
        }
    }

    @Override
    public boolean exists(String path) throws IOException {
        return named("look at", path, (at, now) -> {
            spendCall();
            return lookedUp(at) != null;
        });
    }

    @Override
    public void createFolders(String folder) throws IOException {
        named("create folder", folder, (at, now) -> {
            FolderNode parent = disk.names.root();
            for (Path part : root.relativize(at)) {
                String name = part.toString();
                if (name.isEmpty()) continue;
                parent = switch (parent.seen.get(name)) {
                    case null -> makeFolder(parent, name, now);
                    case FolderNode inner -> inner;
                    case FileNode file ->
                        throw new Refusal(
                                at.endsWith(part) && lookedUp(at) == file ? Refusal.EXISTS : Refusal.NOT_A_FOLDER);
                };
            }
            heard(now, "create folder", at, 0, 0);
            spendCall();
            return at;
        });
    }

    private FolderNode makeFolder(FolderNode parent, String name, long now) {
        FolderNode made = new FolderNode();
        disk.past.run(now, now, undo -> disk.names.link(parent, name, made, undo));
        return made;
    }

    @Override
    public DiskFile open(String path) throws IOException {
        return named("open", path, (at, now) -> {
            if (isRoot(at)) throw new Refusal(Refusal.IS_A_FOLDER);
            FolderNode folder = folderOf(at);
            FileNode file =
                    switch (folder.seen.get(name(at))) {
                        case null -> create(folder, at, now);
                        case FileNode there -> there;
                        case FolderNode inner -> throw new Refusal(Refusal.IS_A_FOLDER);
                    };
            spendCall();
            return new OpenFile(this, disk, at, file);
        });
    }

    private FileNode create(FolderNode folder, Path at, long now) {
        FileNode file = new FileNode();
        file.linked = true;
        disk.past.run(now, now, undo -> disk.names.link(folder, name(at), file, undo));
        heard(now, "create", at, 0, 0);
        return file;
    }

    @Override
    public byte[] read(String path) throws IOException {
        return named("read", path, (at, now) -> {
            if (!(present(at) instanceof FileNode file)) throw new Refusal(Refusal.READ_A_FOLDER);
            ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(file.seen.length()));
            read(at, file, now, 0, all);
            return all.array();
        });
    }

    int read(Path at, FileNode file, long now, long position, ByteBuffer into) throws Refusal {
        int bytes = (int) Math.max(0, Math.min(into.remaining(), file.seen.length() - position));
        if (disk.faults.strikes(ModelledDisk.Operation.READ)) {
            heard(now, "read error", at, position, bytes);
            disk.time.spend(disk.occupy(now, disk.profile.read().nanos(1, bytes)) - now);
            throw new Refusal(Refusal.INPUT_OUTPUT);
        }
        int fetched = file.fetch(position, bytes);
        heard(now, "read", at, position, bytes);
        if (fetched > 0)
            disk.time.spend(disk.occupy(now, disk.profile.read().nanos(1, (long) fetched * Pages.BYTES)) - now);
        spendCall();
        return file.seen.read(position, into);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Path target = resolve(to);
        named("rename to " + to, from, (source, now) -> {
            if (isRoot(source) || isRoot(target)) throw new Refusal(Refusal.BUSY);
            FolderNode oldFolder = folderOf(source);
            FolderNode newFolder = folderOf(target);
            Node node = present(source);
            Node replaced = newFolder.seen.get(name(target));
            if (replaced != node) {
                refuseRename(source, target, node, replaced);
                if (replaced instanceof FileNode file) unlinked(file);
                boolean lost = disk.faults.takeLostRename();
                disk.past.run(
                        now,
                        now,
                        undo -> disk.names.move(oldFolder, name(source), newFolder, name(target), lost, undo));
                heard(now, lost ? "lost rename" : "rename", target, 0, 0);
            }
            spendCall();
            return target;
        });
    }

    private static void refuseRename(Path source, Path target, Node node, @Nullable Node replaced) throws Refusal {
        if (target.startsWith(source)) throw new Refusal(Refusal.INVALID);
        if (source.startsWith(target)) throw new Refusal(Refusal.FOLDER_NOT_EMPTY);
        if (replaced == null) return;
        boolean folder = node instanceof FolderNode;
        if (replaced instanceof FolderNode other) {
            if (!folder) throw new Refusal(Refusal.IS_A_FOLDER);
            if (!other.seen.isEmpty()) throw new Refusal(Refusal.FOLDER_NOT_EMPTY);
        } else if (folder) throw new Refusal(Refusal.NOT_A_FOLDER);
    }

    private void unlinked(FileNode file) {
        disk.grew(-file.seen.length());
        file.linked = false;
    }

    @Override
    public void delete(String path) throws IOException {
        named("delete", path, (at, now) -> {
            Node node = present(at);
            if (isRoot(at)) throw new Refusal(Refusal.BUSY);
            if (node instanceof FolderNode folder && !folder.seen.isEmpty()) throw new Refusal(Refusal.NOT_EMPTY);
            if (node instanceof FileNode file) unlinked(file);
            FolderNode parent = folderOf(at);
            disk.past.run(now, now, undo -> disk.names.unlink(parent, name(at), undo));
            heard(now, "delete", at, 0, 0);
            spendCall();
            return at;
        });
    }

    @Override
    public void syncFolder(String folder) throws IOException {
        named("sync folder", folder, (at, now) -> {
            switch (present(at)) {
                case FileNode file -> sync(at, file, now);
                case FolderNode node -> sync(at, node, now);
            }
            return at;
        });
    }

    private void sync(Path at, FolderNode folder, long now) throws Refusal {
        if (disk.names.unsynced(folder)) {
            long end = disk.occupy(now, disk.syncNanos(1, 1));
            boolean fails = disk.faults.strikes(ModelledDisk.Operation.SYNC);
            heard(now, fails ? "failed sync" : "sync folder", at, 0, 0);
            if (!fails && !disk.faults.lying) disk.past.run(now, end, undo -> disk.names.sync(folder, undo));
            disk.time.spend(end - now);
            if (fails) throw new Refusal(Refusal.INPUT_OUTPUT);
        }
        fsyncs++;
        spendCall();
    }

    void sync(Path at, FileNode file, long now) throws Refusal {
        if (file.unsynced()) {
            int[] pagesAndRuns = file.dirtyPagesAndRuns();
            long end = disk.occupy(now, disk.syncNanos(pagesAndRuns[0], pagesAndRuns[1]));
            boolean fails = disk.faults.strikes(ModelledDisk.Operation.SYNC);
            heard(now, fails ? "failed sync" : "sync", at, 0, (long) pagesAndRuns[0] * Pages.BYTES);
            if (fails) {
                long seed = disk.faults.choose(Long.MAX_VALUE);
                disk.past.run(now, end, undo -> file.failSync(seed, undo));
            } else if (!disk.faults.lying) store(at, file, now, end);
            disk.time.spend(end - now);
            if (fails) throw new Refusal(Refusal.INPUT_OUTPUT);
        }
        fsyncs++;
        spendCall();
    }

    private void store(Path at, FileNode file, long now, long end) {
        boolean stray = !file.dirty.isEmpty() && disk.faults.takeMisdirection();
        FileNode.Misdirection misdirected = stray ? disk.misdirection(file) : null;
        disk.past.run(now, end, undo -> file.sync(misdirected, undo));
        if (misdirected != null)
            heard(now, "misdirected write", at, (long) misdirected.from() * Pages.BYTES, Pages.BYTES);
    }

    @Override
    public long freeBytes() throws IOException {
        return named("ask for free space", "", (at, now) -> {
            spendCall();
            return disk.freeBytes();
        });
    }

    @Override
    public long fsyncs() {
        return fsyncs;
    }
}
