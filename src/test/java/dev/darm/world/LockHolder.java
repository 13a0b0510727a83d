package dev.darm.world;

import java.nio.file.Path;

/** A process that takes a folder and keeps it until its input ends. */
final class LockHolder {

    private LockHolder() {}

    public static void main(String[] arguments) throws Exception {
        try (FolderLock lock = FolderLock.take(Path.of(arguments[0]))) {
            System.out.println("held");
            System.out.flush();
            while (System.in.read() >= 0) Thread.onSpinWait();
        }
    }
}
