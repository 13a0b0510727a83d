package dev.darm.broadcast;

import dev.darm.codec.Hash;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Counts what a broadcaster does; {@link BroadcastCounts} has the meaning of each. */
final class Tally {

    long copies;
    long copyBytes;
    long overheadBytes;
    long requests;
    long served;
    long servedBytes;
    long announcements;
    long announcedBytes;
    long taken;
    long repaired;
    long duplicates;
    long refused;
    long overflow;

    void copy(Manifest item, Tree.Branch branch) {
        copies++;
        copyBytes += item.length();
        overheadBytes += item.bytes().length;
        for (String member : branch.below()) overheadBytes += bytes(member);
    }

    void announcement(List<BroadcastMessage.Holding> items) {
        announcements++;
        for (BroadcastMessage.Holding item : items) announcedBytes += Hash.LENGTH + bytes(item.kind());
    }

    BroadcastCounts counts() {
        return new BroadcastCounts(
                copies,
                copyBytes,
                overheadBytes,
                requests,
                served,
                servedBytes,
                announcements,
                announcedBytes,
                taken,
                repaired,
                duplicates,
                refused,
                overflow);
    }

    private static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }
}
