package dev.darm.codec;

/** Marks a transient message between authenticated members; it travels as Kryo bytes and is never stored. */
public interface WireMessage {}
