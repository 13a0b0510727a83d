package dev.darm.world;

import java.io.IOException;

/** Another process, or another node in this one, has the data folder open. */
public final class FolderInUse extends IOException {

    private static final long serialVersionUID = 1L;

    FolderInUse(String message) {
        super(message);
    }
}
