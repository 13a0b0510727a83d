package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The enrolled validators, in the order of the genesis, with their voting powers (1 to 1,000,000 each). It changes only by
 * a block.
 */
public record ValidatorSet(List<Member> members) implements Canonical {

    public static final int MAX_MEMBERS = 1_000;
    public static final int MAX_POWER = 1_000_000;

    /** Names of nodes and chains: 1 to 50 letters, digits, dots, hyphens and underscores; the first a letter or digit. */
    public static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,49}");

    private static final int KIND = 0x11;
    private static final int VERSION = 1;

    /** A validator: the node name it runs on (see {@link #NAME}), its key and its power (1 to 1,000,000). */
    public record Member(String name, PublicKey key, int power) implements Canonical {

        public Member {
            requireName("validator name", name);
            key.requireFullOrder();
            if (power < 1 || power > MAX_POWER)
                throw new IllegalArgumentException("power of " + name + " must be 1 to " + MAX_POWER + ": " + power);
        }

        @Override
        public void write(ByteWriter to) {
            to.text(name);
            key.write(to);
            to.i32(power);
        }

        static Member read(ByteReader from) {
            String name = from.text();
            PublicKey key = PublicKey.read(from);
            int power = from.i32();
            return from.valid(() -> new Member(name, key, power));
        }
    }

    public ValidatorSet {
        if (members.isEmpty() || members.size() > MAX_MEMBERS)
            throw new IllegalArgumentException(
                    "a validator set has 1 to " + MAX_MEMBERS + " members, not " + members.size());
        Set<String> names = new HashSet<>();
        Set<PublicKey> keys = new HashSet<>();
        for (Member member : members) {
            if (!names.add(member.name)) throw new IllegalArgumentException("validator named twice: " + member.name);
            if (!keys.add(member.key))
                throw new IllegalArgumentException("validator key used twice: " + member.key.hex());
        }
        members = List.copyOf(members);
    }

    public static ValidatorSet read(ByteReader from) {
        from.expect("validator set", KIND, VERSION);
        List<Member> members = from.list(Member::read);
        return from.valid(() -> new ValidatorSet(members));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION).list(members);
    }

    public int size() {
        return members.size();
    }

    public long totalPower() {
        return members.stream().mapToLong(Member::power).sum();
    }

    /** The least power that is more than two thirds of the total: 2f + 1 of 3f + 1. */
    public long quorumPower() {
        return quorumOf(totalPower());
    }

    /** The least power that is more than two thirds of {@code total}. */
    static long quorumOf(long total) {
        return total * 2 / 3 + 1;
    }

    /** The least power that is more than a third of the total, so that one honest validator is among them: f + 1. */
    public long honestPower() {
        return totalPower() / 3 + 1;
    }

    /** Names and powers, for people. */
    public String words() {
        return members.stream()
                .map(member -> member.power == 1 ? member.name : member.name + " (" + member.power + ")")
                .collect(Collectors.joining(", "));
    }

    public Optional<Member> find(PublicKey key) {
        return members.stream().filter(member -> member.key.equals(key)).findFirst();
    }

    public Optional<Member> find(String name) {
        return members.stream().filter(member -> member.name.equals(name)).findFirst();
    }

    /** Whether the node {@code name} has a seat under {@code key}. */
    public boolean enrols(String name, PublicKey key) {
        return find(name).filter(member -> member.key.equals(key)).isPresent();
    }

    /** Refuses a {@code name} that is not a {@link #NAME}; {@code what} says what it names. */
    static void requireName(String what, String name) {
        if (!NAME.matcher(name).matches())
            throw new IllegalArgumentException(what
                    + " must be 1 to 50 letters, digits, '.', '-' or '_' and start with a letter or digit: \"" + name
                    + "\"");
    }
}
