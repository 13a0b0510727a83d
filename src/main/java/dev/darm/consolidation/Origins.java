package dev.darm.consolidation;

import dev.darm.codec.Hash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Counts independent origins (decision 2): how many pieces of evidence can be picked so that no source and no model
 * lineage is picked twice. That is a maximum matching between sources and lineages; evidence read without a model
 * ({@link Hash#ZERO}) is bound by its source alone.
 */
final class Origins {

    private final Map<Hash, TreeSet<Hash>> lineagesBySource = new TreeMap<>();
    private final TreeSet<Hash> readWithoutModel = new TreeSet<>();

    private Origins() {}

    /** The independent origins behind the YES votes on {@code item}. */
    static int of(int item, Collection<Ballot> ballots) {
        Origins origins = new Origins();
        for (Ballot ballot : ballots) {
            ItemVote vote = ballot.votes().get(item);
            if (vote.choice() == ItemVote.Choice.YES)
                for (Evidence evidence : vote.evidence()) origins.add(evidence.source(), ballot.lineage());
        }
        return origins.count();
    }

    static int count(List<Map.Entry<Hash, Hash>> sourceAndLineage) {
        Origins origins = new Origins();
        sourceAndLineage.forEach(pair -> origins.add(pair.getKey(), pair.getValue()));
        return origins.count();
    }

    private void add(Hash source, Hash lineage) {
        if (lineage.equals(Hash.ZERO)) readWithoutModel.add(source);
        else lineagesBySource.computeIfAbsent(source, s -> new TreeSet<>()).add(lineage);
    }

    /** A source that somebody read without a model always counts; the others compete for lineages (Kuhn's algorithm). */
    private int count() {
        Map<Hash, Hash> sourceOfLineage = new TreeMap<>();
        int matched = readWithoutModel.size();
        for (Hash source : new ArrayList<>(lineagesBySource.keySet()))
            if (!readWithoutModel.contains(source) && match(source, new TreeSet<>(), sourceOfLineage)) matched++;
        return matched;
    }

    private boolean match(Hash source, TreeSet<Hash> tried, Map<Hash, Hash> sourceOfLineage) {
        for (Hash lineage : lineagesBySource.getOrDefault(source, new TreeSet<>())) {
            if (!tried.add(lineage)) continue;
            Hash holder = sourceOfLineage.get(lineage);
            if (holder == null || match(holder, tried, sourceOfLineage)) {
                sourceOfLineage.put(lineage, source);
                return true;
            }
        }
        return false;
    }
}
