package dev.darm.memory.source;

import dev.darm.codec.WireTypes;
import java.util.List;

/** What libraries say to each other; documents and passages are memory's own. */
public final class LibraryWire implements WireTypes {

    @Override
    public int firstId() {
        return 150;
    }

    @Override
    public List<Class<?>> classes() {
        return List.of(
                Library.FromPeer.class,
                LibraryMessage.Keep.class,
                LibraryMessage.KeptToo.class,
                LibraryMessage.Catalogue.class,
                LibraryMessage.Entry.class,
                LibraryMessage.Ask.class,
                LibraryMessage.Here.class);
    }
}
