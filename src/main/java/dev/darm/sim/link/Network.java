package dev.darm.sim.link;

import dev.darm.sim.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All links of a run. Machines stand in sites. Between two machines of a site a message goes up the attachment of one and
 * down that of the other; between sites it also goes up the uplink of one site, over the backbone and down the uplink of the
 * other, and shares the bandwidth of each with whatever else passes there. One direction between two machines can be given
 * a profile of its own instead. Links are made when they are first asked for; hold on to the one that is used often.
 */
public final class Network {

    /** @param media the channels that machines of the site share, by the name of their profile */
    private record Site(String name, Uplink uplink, TreeMap<String, Backlog> media) {}

    private record Machine(String name, Site site, Uplink attachment) {}

    private final Seeds seeds;
    private final StreamRules rules;
    private final LinkListener listener;
    private final TreeMap<String, Site> sites = new TreeMap<>();
    private final TreeMap<String, Machine> machines = new TreeMap<>();
    private final TreeMap<String, TreeMap<String, Hop>> overrides = new TreeMap<>();
    private final TreeMap<String, TreeMap<String, Link>> links = new TreeMap<>();
    private final List<Disturbance> disturbances = new ArrayList<>();
    private LinkProfile loopback = LinkProfile.IDEAL;
    private long backboneNanos;

    public Network(Seeds seeds, StreamRules rules, LinkListener listener) {
        this.seeds = seeds;
        this.rules = rules;
        this.listener = listener;
    }

    /** What two sites are apart beyond their uplinks, one way, in nanoseconds; for links made from now on. */
    public void backbone(long nanos) {
        if (nanos < 0) throw new IllegalArgumentException("a backbone of " + nanos + " ns");
        backboneNanos = nanos;
    }

    /** How machines made from now on reach themselves. */
    public void loopback(LinkProfile profile) {
        loopback = profile;
    }

    /** A site and how it reaches the world. */
    public void site(String name, LinkProfile uplink) {
        if (sites.containsKey(name)) throw new IllegalArgumentException("the site " + name + " exists already");
        sites.put(name, new Site(name, new Uplink(uplink, seeds.of("sites").of(name)), new TreeMap<>()));
    }

    /** A machine, the site that it stands in and how it is attached there. */
    public void machine(String name, String site, LinkProfile attachment) {
        Site in = sites.get(site);
        if (in == null) throw new IllegalArgumentException("no site " + site + "; there are " + sites.keySet());
        if (machines.containsKey(name)) throw new IllegalArgumentException("the machine " + name + " exists already");
        Seeds own = seeds.of("machines").of(name);
        Uplink uplink = attachment.sharedMedium()
                ? new Uplink(attachment, own, medium(in, attachment))
                : new Uplink(attachment, own);
        machines.put(name, new Machine(name, in, uplink));
        override(name, name, loopback);
    }

    private Backlog medium(Site site, LinkProfile profile) {
        return site.media()
                .computeIfAbsent(
                        profile.name(),
                        name -> Uplink.medium(
                                profile, seeds.of("media").of(site.name()).of(name)));
    }

    /**
     * Gives one direction between two machines a profile of its own, whose {@code up} holds; before the link is first used.
     */
    public void override(String from, String to, LinkProfile profile) {
        known(from);
        known(to);
        if (existing(from, to) != null)
            throw new IllegalStateException("the link from " + from + " to " + to + " is in use already");
        overrides
                .computeIfAbsent(from, any -> new TreeMap<>())
                .put(to, new Uplink(profile, seeds.of("pairs").of(from).of(to)).up());
    }

    /** The direction from one machine to another. */
    public Link link(String from, String to) {
        Link link = existing(from, to);
        return link == null ? made(from, to) : link;
    }

    private @Nullable Link existing(String from, String to) {
        TreeMap<String, Link> out = links.get(from);
        return out == null ? null : out.get(to);
    }

    private Link made(String from, String to) {
        Route route = route(known(from), known(to));
        Link link = new Link(from, to, route, seeds.of("links").of(from).of(to), rules, listener);
        for (Disturbance one : disturbances) {
            if (one.where().contains(from, to)) link.add(one.since(), one);
        }
        links.computeIfAbsent(from, any -> new TreeMap<>()).put(to, link);
        return link;
    }

    private Route route(Machine from, Machine to) {
        TreeMap<String, Hop> own = overrides.get(from.name());
        Hop pair = own == null ? null : own.get(to.name());
        if (pair != null) return new Route(List.of(pair), 0);
        Hop out = from.attachment().up();
        Hop in = to.attachment().down();
        if (from.site() == to.site()) return new Route(List.of(out, in), 0);
        return new Route(
                List.of(out, from.site().uplink().up(), to.site().uplink().down(), in), backboneNanos);
    }

    private Machine known(String name) {
        Machine machine = machines.get(name);
        if (machine == null)
            throw new IllegalArgumentException("no machine " + name + "; there are " + machines.keySet());
        return machine;
    }

    /** Whatever crosses the border of {@code site}. */
    public LinkSet acrossSite(String site) {
        if (!sites.containsKey(site))
            throw new IllegalArgumentException("no site " + site + "; there are " + sites.keySet());
        return LinkSet.across(List.of(machinesOf(site)));
    }

    /** The machines of {@code site}, in the order of their names. */
    public List<String> machinesOf(String site) {
        return machines.values().stream()
                .filter(machine -> machine.site().name().equals(site))
                .map(Machine::name)
                .toList();
    }

    /** All machines, in the order of their names. */
    public List<String> machines() {
        return List.copyOf(machines.keySet());
    }

    /** Begins a fault on every direction of {@code where}; links made later have it too. */
    public Disturbance disturb(long now, LinkFault fault, LinkSet where) {
        Disturbance disturbance = new Disturbance(fault, where, now);
        disturbances.add(disturbance);
        each(link -> {
            if (where.contains(link.from(), link.to())) link.add(now, disturbance);
        });
        return disturbance;
    }

    /** Ends what {@link #disturb} began; nothing happens when it has ended already. */
    public void lift(long now, Disturbance disturbance) {
        if (!disturbances.removeIf(one -> one == disturbance)) return;
        each(link -> {
            if (disturbance.where().contains(link.from(), link.to())) link.remove(now, disturbance);
        });
    }

    /** Ends all faults. */
    public void heal(long now) {
        for (Disturbance one : List.copyOf(disturbances)) lift(now, one);
    }

    /** The faults that are on, oldest first. */
    public List<Disturbance> disturbances() {
        return List.copyOf(disturbances);
    }

    /** Whether any direction between two machines is cut. */
    public boolean isAnythingCut() {
        return disturbances.stream().anyMatch(one -> one.fault() instanceof LinkFault.Cut);
    }

    /** Whether the direction from one machine to another is cut; no link is made for the question. */
    public boolean isCut(String from, String to) {
        return disturbances.stream()
                .anyMatch(one ->
                        one.fault() instanceof LinkFault.Cut && one.where().contains(from, to));
    }

    /** Calls {@code visit} with each link that has been asked for, in the order of names. */
    public void each(Consumer<Link> visit) {
        for (TreeMap<String, Link> out : List.copyOf(links.values()))
            List.copyOf(out.values()).forEach(visit);
    }
}
