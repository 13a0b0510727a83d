package dev.darm.branch;

import dev.darm.codec.Hash;

/**
 * The keys in Distributed Data under which replicas announce their heads: one for each replica and each prefix of the hash
 * of a branch's name. Distributed Data ships and keeps entries whole, up to 100,000 of them; so each stays below a message,
 * and as only one replica writes it, no partition lets it grow beyond what that one was allowed.
 *
 * @param bits the length of the prefix, 0 to 12: up to 4,096 keys a replica
 */
public record HeadShards(int bits) {

    public static final int MAX_BITS = 12;

    public HeadShards {
        if (bits < 0 || bits > MAX_BITS)
            throw new IllegalArgumentException("a prefix has 0 to " + MAX_BITS + " bits, not " + bits);
    }

    /** Enough for {@code branches} branches, retired ones included, with names as long as can be, spread by their hash. */
    public static HeadShards forBranches(int branches) {
        for (int bits = 0; bits <= MAX_BITS; bits++) {
            double mean = Math.scalb((double) branches, -bits);
            // six standard deviations above the mean: no shard of thousands is beyond that
            if ((mean + 6 * Math.sqrt(mean)) * BranchHeads.branchBytes(64) <= BranchHeads.MAX_BYTES)
                return new HeadShards(bits);
        }
        throw new IllegalArgumentException(
                "no prefix of " + MAX_BITS + " bits is enough for " + branches + " branches");
    }

    /** How many keys a replica has. */
    public int count() {
        return 1 << bits;
    }

    /** The number of the branch's shard, from 0. */
    public int shard(String branch) {
        byte[] hash = Hash.of(branch).toBytes();
        int prefix = (hash[0] & 0xFF) << 8 | hash[1] & 0xFF;
        return prefix >>> 16 - bits;
    }

    /** The key of {@code replica} for {@code branch}. The number of bits is part of it, so that two layouts do not mix. */
    public String key(String replica, String branch) {
        return key(replica, shard(branch));
    }

    public String key(String replica, int shard) {
        return "branch-heads/%d/%03x/%s".formatted(bits, shard, replica);
    }
}
