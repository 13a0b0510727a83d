package dev.darm.broadcast;

/**
 * What a broadcaster did since it started. Bytes are those of the values in messages, without the frames around them.
 *
 * @param copies sent along the tree
 * @param copyBytes of the items of these copies, whole, though the chunks after the first are sent when they are asked for
 * @param overheadBytes manifests and names sent with copies
 * @param requests sent, for chunks and for repair
 * @param served answers to requests of others
 * @param servedBytes of the chunks in these answers
 * @param announcements sent
 * @param announcedBytes of kinds and ids in these
 * @param taken items that the owner of their kind took
 * @param repaired of these, items that were first heard of by an announcement
 * @param duplicates copies of items that were here before
 * @param refused chunks that are not what the id says, and items that the owner refused
 * @param overflow copies and announcements that there was no room for
 */
public record BroadcastCounts(
        long copies,
        long copyBytes,
        long overheadBytes,
        long requests,
        long served,
        long servedBytes,
        long announcements,
        long announcedBytes,
        long taken,
        long repaired,
        long duplicates,
        long refused,
        long overflow) {}
