package dev.darm.node;

import akka.cluster.Member;
import akka.cluster.Reachability;
import akka.cluster.UniqueAddress;
import akka.cluster.sbr.DowningStrategy;
import akka.cluster.sbr.KeepMajority;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Akka's {@code keep-majority}, but of nodes that some others reach and some do not, only as many are downed as it takes
 * until no broken link is left ({@link Cover}); Akka downs every node at an end of a broken link. With one broken link in a
 * cluster of four, that is one node instead of two, and the chain keeps its quorum.
 *
 * <p>Never downs a node that Akka would not, and always one when Akka would down some. Where broken links are such that
 * Akka gives up and downs all nodes, the same few go. See {@code docs/decisions/0016-broken-links.md}.
 */
final class SparingMajority extends DowningStrategy {

    /** Decides. The resolver asks this object too, so what is heard goes to both. */
    private final KeepMajority akka;

    SparingMajority(String dataCenter, Option<String> role, UniqueAddress self) {
        super(dataCenter, self);
        this.akka = new KeepMajority(dataCenter, role, self);
    }

    @Override
    public Option<String> role() {
        return akka.role();
    }

    @Override
    public void add(Member member) {
        super.add(member);
        akka.add(member);
    }

    @Override
    public void remove(Member member) {
        super.remove(member);
        akka.remove(member);
    }

    @Override
    public void addUnreachable(Member member) {
        super.addUnreachable(member);
        akka.addUnreachable(member);
    }

    @Override
    public void addReachable(Member member) {
        super.addReachable(member);
        akka.addReachable(member);
    }

    @Override
    public void setReachability(Reachability reachability) {
        super.setReachability(reachability);
        akka.setReachability(reachability);
    }

    @Override
    public void setSeenBy(scala.collection.immutable.Set<akka.actor.Address> seenBy) {
        super.setSeenBy(seenBy);
        akka.setSeenBy(seenBy);
    }

    @Override
    public Decision decide() {
        return akka.decide();
    }

    @Override
    public scala.collection.immutable.Set<UniqueAddress> nodesToDown(Decision decision) {
        if (!decision.isIndirectlyConnected()) return akka.nodesToDown(decision);
        Set<UniqueAddress> indirect = CollectionConverters.asJava(akka.indirectlyConnected());
        List<Cover.Broken<UniqueAddress>> links = new ArrayList<>();
        CollectionConverters.asJava(akka.reachability().records())
                .forEach(record -> links.add(new Cover.Broken<>(record.observer(), record.subject())));
        Set<UniqueAddress> leaving = Cover.of(indirect, links, UniqueAddress::compare);
        try {
            Set<UniqueAddress> spared = new HashSet<>(indirect);
            spared.removeAll(leaving);
            return akka.nodesToDown(decision).removedAll(CollectionConverters.asScala(spared));
        } catch (IllegalStateException e) {
            // Akka finds more broken links beyond these; they are decided on when these nodes are gone
            return CollectionConverters.asScala(leaving).toSet();
        }
    }
}
