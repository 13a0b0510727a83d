package dev.darm.branch;

import java.util.List;

/** What a step of {@link Sync} asks for, to be carried out in order. */
public sealed interface SyncEffect {

    /** These became visible, ancestors first: to be durable before any later effect is carried out. */
    record Keep(List<SignedRecord> records) implements SyncEffect {}

    record Send(String to, SyncMessage message) implements SyncEffect {}

    /** An author was caught. */
    record Caught(Equivocation evidence) implements SyncEffect {}

    /** Something that {@code from} said was not taken. */
    record Refused(String from, String why) implements SyncEffect {}
}
