package dev.darm.codec;

/** An event that a journal keeps: canonical bytes under a manifest that never changes, whatever the class is called. */
public interface StoredEvent extends Canonical {

    /** A short fixed name, such as {@code stm.remembered/1}. */
    String manifest();
}
