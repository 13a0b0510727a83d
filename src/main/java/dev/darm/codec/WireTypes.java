package dev.darm.codec;

import java.util.List;

/**
 * The classes of one package that may travel on the wire, with their ids: {@code firstId() + index}. Append only: a class
 * keeps its id for ever. Named in {@code darm.codec.wire-types}.
 */
public interface WireTypes {

    /** The first id, from 100 on; each package has its own hundred. */
    int firstId();

    /** Every record, enum and value class that can occur in a message, in the order of their ids. */
    List<Class<?>> classes();
}
