package dev.darm.branch;

import dev.darm.ledger.PublicKey;
import dev.darm.ledger.ValidatorSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who may write in branches: the nodes of the deployment by the keys that their folders of keys state, the validators of the
 * genesis, and those that a block gave a seat. A key that was enrolled stays so, for its records stay.
 */
public final class Authors {

    /** Replaced and never changed, as several threads look. */
    private volatile SortedMap<PublicKey, String> names;

    /** {@code keys}: of each node, the present one and those that it had. */
    public Authors(SortedMap<String, List<PublicKey>> keys) {
        TreeMap<PublicKey, String> all = new TreeMap<>();
        keys.forEach((name, ofOne) -> ofOne.forEach(key -> all.putIfAbsent(key, name)));
        names = Collections.unmodifiableSortedMap(all);
    }

    /** To be called by one thread only. */
    public void add(ValidatorSet validators) {
        TreeMap<PublicKey, String> all = new TreeMap<>(names);
        validators.members().forEach(member -> all.putIfAbsent(member.key(), member.name()));
        names = Collections.unmodifiableSortedMap(all);
    }

    public boolean holds(PublicKey key) {
        return names.containsKey(key);
    }

    /** The node whose key it is. */
    public Optional<String> name(PublicKey key) {
        return Optional.ofNullable(names.get(key));
    }
}
