package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The enrolled validators, in the order of the genesis, with their voting powers (1 to 1,000,000 each). It changes only by
 * a block.
 */
public record ValidatorSet(List<Member> members) implements Canonical {

    private static final int KIND = 0x11;
    private static final int VERSION = 1;

    /** A validator: the node name it runs on, its key and its power. */
    public record Member(String name, PublicKey key, int power) implements Canonical {

        @Override
        public void write(ByteWriter to) {
            to.text(name);
            key.write(to);
            to.i32(power);
        }

        static Member read(ByteReader from) {
            return new Member(from.text(), PublicKey.read(from), from.i32());
        }
    }

    public ValidatorSet {
        if (members.isEmpty()) throw new IllegalArgumentException("a validator set has at least one member");
        Set<String> names = new HashSet<>();
        Set<PublicKey> keys = new HashSet<>();
        for (Member member : members) {
            if (!names.add(member.name)) throw new IllegalArgumentException("validator named twice: " + member.name);
            if (!keys.add(member.key))
                throw new IllegalArgumentException("validator key used twice: " + member.key.hex());
            if (member.power < 1 || member.power > 1_000_000)
                throw new IllegalArgumentException(
                        "power of " + member.name + " must be 1 to 1000000: " + member.power);
        }
        members = List.copyOf(members);
    }

    public static ValidatorSet read(ByteReader from) {
        from.expect("validator set", KIND, VERSION);
        return new ValidatorSet(from.list(Member::read));
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
        return totalPower() * 2 / 3 + 1;
    }

    /** The least power that is more than a third of the total, so that one honest validator is among them: f + 1. */
    public long honestPower() {
        return totalPower() / 3 + 1;
    }

    public Optional<Member> find(PublicKey key) {
        return members.stream().filter(member -> member.key.equals(key)).findFirst();
    }

    public Optional<Member> find(String name) {
        return members.stream().filter(member -> member.name.equals(name)).findFirst();
    }
}
