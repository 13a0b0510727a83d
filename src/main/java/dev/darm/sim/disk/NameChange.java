package dev.darm.sim.disk;

/** A change of names that programs see and that is not stored yet. It is stored as a whole or not at all. */
sealed interface NameChange {

    /** The folder whose sync stores it. */
    FolderNode folder();

    /** The name in {@link #folder} that changes. */
    String name();

    Node node();

    void store(Undo undo);

    /** A file or folder was made. */
    record Link(FolderNode folder, String name, Node node) implements NameChange {
        @Override
        public void store(Undo undo) {
            FolderNode.put(folder.stored, name, node, undo);
        }
    }

    /** A file or folder was deleted. */
    record Unlink(FolderNode folder, String name, Node node) implements NameChange {
        @Override
        public void store(Undo undo) {
            if (folder.stored.get(name) == node) FolderNode.put(folder.stored, name, null, undo);
        }
    }

    /** A name was changed, over what the new name stood for. A lost one was never written, whatever is synced. */
    record Move(FolderNode from, String oldName, FolderNode folder, String name, Node node, boolean lost)
            implements NameChange {
        @Override
        public void store(Undo undo) {
            if (lost) return;
            FolderNode.put(folder.stored, name, node, undo);
            if (from.stored.get(oldName) == node) FolderNode.put(from.stored, oldName, null, undo);
        }
    }
}
