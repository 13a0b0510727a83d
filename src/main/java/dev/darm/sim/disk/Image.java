package dev.darm.sim.disk;

import dev.darm.codec.ByteWriter;
import dev.darm.codec.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is stored on a disk at one moment, to go back to, to put into another machine or to compare. It shares its pages with
 * the disk, so it takes 4 bytes a page until the disk changes.
 */
public final class Image {

    /** The disk of a new machine. */
    public static final Image EMPTY = of(new FolderNode());

    private static final int FILE = 1;
    private static final int FOLDER = 2;

    private sealed interface Entry {}

    private record Folder(TreeMap<String, Entry> entries) implements Entry {}

    private record Content(Pages pages) implements Entry {}

    private final Folder root;

    private Image(Folder root) {
        this.root = root;
    }

    static Image of(FolderNode root) {
        return new Image(folder(root));
    }

    private static Folder folder(FolderNode node) {
        TreeMap<String, Entry> entries = new TreeMap<>();
        node.stored.forEach((name, inner) -> entries.put(
                name,
                switch (inner) {
                    case FolderNode below -> folder(below);
                    case FileNode file -> new Content(stored(file));
                }));
        return new Folder(entries);
    }

    private static Pages stored(FileNode file) {
        Pages pages = new Pages(file.stored);
        pages.cut(pages.length());
        return pages;
    }

    /** A tree of names and files of its own. */
    FolderNode tree() {
        return tree(root);
    }

    private static FolderNode tree(Folder folder) {
        FolderNode node = new FolderNode();
        folder.entries()
                .forEach((name, entry) -> node.stored.put(
                        name,
                        switch (entry) {
                            case Folder below -> tree(below);
                            case Content content -> new FileNode(content.pages());
                        }));
        node.seen.putAll(node.stored);
        return node;
    }

    /** The paths of all files, sorted. */
    public List<String> paths() {
        List<String> paths = new ArrayList<>();
        files().forEach((path, content) -> paths.add(path));
        return paths;
    }

    /** The bytes of a file; {@link IllegalArgumentException} when there is none under that path. */
    public byte[] read(String path) {
        Pages pages = files().get(path);
        if (pages == null) throw new IllegalArgumentException("no file " + path + " on this image");
        return pages.bytes();
    }

    Map<String, Pages> files() {
        Map<String, Pages> files = new TreeMap<>();
        collect(root, "", files);
        return files;
    }

    private static void collect(Folder folder, String prefix, Map<String, Pages> files) {
        folder.entries().forEach((name, entry) -> {
            switch (entry) {
                case Folder below -> collect(below, prefix + name + "/", files);
                case Content content -> files.put(prefix + name, content.pages());
            }
        });
    }

    /**
     * SHA-256 over all names and bytes: for each entry, depth first and by name, its kind (u8: file 1, folder 2), its name,
     * and then for a file its length (i64) and bytes, for a folder the number of its entries (i32) and these.
     */
    public Hash digest() {
        List<byte[]> parts = new ArrayList<>();
        digest(root, parts);
        return Hash.of(parts.toArray(byte[][]::new));
    }

    private static void digest(Folder folder, List<byte[]> parts) {
        parts.add(new ByteWriter().i32(folder.entries().size()).toBytes());
        folder.entries().forEach((name, entry) -> {
            switch (entry) {
                case Folder below -> {
                    parts.add(new ByteWriter().u8(FOLDER).text(name).toBytes());
                    digest(below, parts);
                }
                case Content content -> {
                    long length = content.pages().length();
                    parts.add(new ByteWriter().u8(FILE).text(name).i64(length).toBytes());
                    for (int number = 0; number < Pages.count(length); number++) {
                        long left = length - (long) number * Pages.BYTES;
                        byte[] page = content.pages().page(number);
                        parts.add(left < Pages.BYTES ? Arrays.copyOf(page, (int) left) : page);
                    }
                }
            }
        });
    }
}
