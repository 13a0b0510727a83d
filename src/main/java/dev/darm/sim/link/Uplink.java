package dev.darm.sim.link;

import dev.darm.sim.Seeds;
import dev.darm.sim.link.LinkProfile.Slots;
import org.jspecify.annotations.Nullable;

/**
 * One attachment, of a machine to its site or of a site to the world. Both directions share its slots and its outages.
 */
final class Uplink {

    /** Where a profile has no slots, one slot is as long as any run. */
    private static final long NO_SLOTS = Long.MAX_VALUE;

    private final Hop up;
    private final Hop down;

    /** An uplink with queues of its own, or one for both directions when the medium is shared. */
    Uplink(LinkProfile profile, Seeds seeds) {
        this(profile, seeds, profile.sharedMedium() ? medium(profile, seeds) : null);
    }

    /** @param medium the queue that both directions share with the other machines of the site, or null */
    Uplink(LinkProfile profile, Seeds seeds, @Nullable Backlog medium) {
        Slots slots = profile.slots().orElse(null);
        Outages outages = profile.outages()
                .map(law -> new Outages(law, seeds.of("outages")))
                .orElse(null);
        Backlog upward = medium == null ? queue(profile.up(), slots, seeds.of("up")) : medium;
        Backlog downward = medium == null ? queue(profile.down(), slots, seeds.of("down")) : medium;
        up = hop(profile.up(), upward, outages, slots, seeds);
        down = hop(profile.down(), downward, outages, slots, seeds);
    }

    private static Hop hop(
            LinkProfile.Direction direction,
            Backlog backlog,
            @Nullable Outages outages,
            @Nullable Slots slots,
            Seeds seeds) {
        SlotDraws steps = slots(slots, seeds.of("step"));
        return new Hop(direction, backlog, outages, slots, steps, slots(slots, seeds.of("jitter")));
    }

    /** The queue of a shared medium. */
    static Backlog medium(LinkProfile profile, Seeds seeds) {
        return queue(profile.up(), profile.slots().orElse(null), seeds.of("medium"));
    }

    private static Backlog queue(LinkProfile.Direction direction, @Nullable Slots slots, Seeds seeds) {
        return new Backlog(new Rate(direction.bandwidthBits(), slots(slots, seeds)));
    }

    private static SlotDraws slots(@Nullable Slots slots, Seeds seeds) {
        return new SlotDraws(slots == null ? NO_SLOTS : slots.lengthNanos(), seeds);
    }

    Hop up() {
        return up;
    }

    Hop down() {
        return down;
    }
}
