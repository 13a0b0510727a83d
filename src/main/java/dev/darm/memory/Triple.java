package dev.darm.memory;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;

/** A statement in three parts, such as (Artery, listens on, port 25520). No part is blank. */
public record Triple(String subject, String relation, String object) implements Canonical {

    public Triple {
        if (subject.isBlank() || relation.isBlank() || object.isBlank())
            throw new IllegalArgumentException("a triple needs a subject, a relation and an object: (%s, %s, %s)"
                    .formatted(subject, relation, object));
    }

    public static Triple read(ByteReader from) {
        return new Triple(from.text(), from.text(), from.text());
    }

    @Override
    public void write(ByteWriter to) {
        to.text(subject).text(relation).text(object);
    }
}
