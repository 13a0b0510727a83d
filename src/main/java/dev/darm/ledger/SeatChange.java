package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A change of one validator's seat: a new validator, another key or power for one, or its leave.
 *
 * <p>Who must approve it: more than two thirds of the power of the validators; or the holder of the seat alone, when its
 * power does not grow (it leaves, or takes another key). A key that is new in the seat approves as well, which shows that
 * somebody holds it. A change is for one set of validators and has no effect on any other, so it can be used once.
 *
 * @param base the hash of the validator set that it changes
 * @param name of the node whose seat it is, see {@link ValidatorSet#NAME}
 * @param seat the key and power from then on; empty when the node leaves
 * @param approvals signatures over {@link #signedBytes}, in the order of their keys, one a key
 */
public record SeatChange(Hash base, String name, Optional<Seat> seat, List<Approval> approvals) implements Canonical {

    private static final int KIND = 0x1D;
    private static final int VERSION = 1;
    private static final String DOMAIN = "darm ledger seat 1";

    /** A key and its power, 1 to {@link ValidatorSet#MAX_POWER}. */
    public record Seat(PublicKey key, int power) {}

    /** Somebody's signature under a change. */
    public record Approval(PublicKey key, Signature signature) implements Canonical {

        static Approval read(ByteReader from) {
            return new Approval(PublicKey.read(from), Signature.read(from));
        }

        @Override
        public void write(ByteWriter to) {
            key.write(to);
            signature.write(to);
        }
    }

    public SeatChange {
        ValidatorSet.requireName("validator name", name);
        seat.ifPresent(one -> new ValidatorSet.Member(name, one.key, one.power));
        if (approvals.size() > ValidatorSet.MAX_MEMBERS + 1)
            throw new IllegalArgumentException(
                    "a change has at most " + (ValidatorSet.MAX_MEMBERS + 1) + " approvals, not " + approvals.size());
        for (int i = 1; i < approvals.size(); i++) {
            if (approvals.get(i - 1).key.compareTo(approvals.get(i).key) >= 0)
                throw new IllegalArgumentException("the approvals of a change are not in the order of their keys");
        }
        approvals = List.copyOf(approvals);
    }

    /** The change that nobody approves yet: {@code name} gets a seat, or another key or power. */
    public static SeatChange seat(ValidatorSet base, String name, PublicKey key, int power) {
        return new SeatChange(base.hash(), name, Optional.of(new Seat(key, power)), List.of());
    }

    /** The change that nobody approves yet: {@code name} leaves. */
    public static SeatChange leave(ValidatorSet base, String name) {
        return new SeatChange(base.hash(), name, Optional.empty(), List.of());
    }

    /** This with the approval of {@code key}. */
    public SeatChange approve(String chainId, SigningKey key) {
        List<Approval> all = new ArrayList<>(approvals);
        all.removeIf(one -> one.key.equals(key.publicKey()));
        all.add(new Approval(key.publicKey(), Signature.of(key, signedBytes(chainId))));
        all.sort((one, other) -> one.key.compareTo(other.key));
        return new SeatChange(base, name, seat, all);
    }

    /** The change in a payload of kind {@link Payload#SEAT_CHANGE}. */
    static SeatChange of(Payload payload) throws MalformedBytes {
        return ByteReader.readAll(payload.content(), SeatChange::read);
    }

    public Payload payload() {
        return new Payload(Payload.SEAT_CHANGE, bytes());
    }

    public static SeatChange read(ByteReader from) {
        from.expect("seat change", KIND, VERSION);
        Hash base = from.hash();
        String name = from.text();
        Optional<Seat> seat = from.bool() ? Optional.of(new Seat(PublicKey.read(from), from.i32())) : Optional.empty();
        List<Approval> approvals = from.list(Approval::read);
        return from.valid(() -> new SeatChange(base, name, seat, approvals));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION);
        writeContent(to);
        to.list(approvals);
    }

    private void writeContent(ByteWriter to) {
        to.hash(base).text(name).bool(seat.isPresent());
        seat.ifPresent(one -> {
            one.key.write(to);
            to.i32(one.power);
        });
    }

    /** What an approval signs. */
    public byte[] signedBytes(String chainId) {
        ByteWriter to = new ByteWriter().text(DOMAIN).text(chainId);
        writeContent(to);
        return to.toBytes();
    }

    /** Why this does not change {@code validators}; empty when it does. */
    public Optional<String> refusal(ValidatorSet validators, String chainId) {
        if (!base.equals(validators.hash()))
            return Optional.of(
                    "the change is for the validators " + base + ", not " + validators.hash() + " that decide now");
        Optional<ValidatorSet.Member> before = validators.find(name);
        if (seat.isEmpty() && before.isEmpty()) return Optional.of("the node " + name + " that leaves is no validator");
        if (seat.isEmpty() && validators.size() == 1) return Optional.of("the last validator cannot leave");
        if (before.isPresent()
                && seat.equals(
                        Optional.of(new Seat(before.get().key(), before.get().power()))))
            return Optional.of("the seat of " + name + " is as the change wants it");
        Optional<ValidatorSet.Member> holder = seat.flatMap(one -> validators.find(one.key));
        if (holder.isPresent() && !holder.get().name().equals(name))
            return Optional.of("the key " + seat.get().key + " has the seat of "
                    + holder.get().name());
        if (before.isEmpty() && validators.size() == ValidatorSet.MAX_MEMBERS)
            return Optional.of("all " + ValidatorSet.MAX_MEMBERS + " seats are taken");
        return approvalRefusal(validators, chainId, before);
    }

    private Optional<String> approvalRefusal(
            ValidatorSet validators, String chainId, Optional<ValidatorSet.Member> before) {
        Set<PublicKey> signers = new HashSet<>();
        long power = 0;
        byte[] message = signedBytes(chainId);
        for (Approval approval : approvals) {
            Optional<ValidatorSet.Member> member = validators.find(approval.key);
            boolean enters = seat.isPresent() && seat.get().key.equals(approval.key);
            if (member.isEmpty() && !enters)
                return Optional.of("the key " + approval.key + " that approves is no validator's");
            PublicKey enrolled = member.map(ValidatorSet.Member::key).orElseGet(() -> seat.orElseThrow().key);
            if (!approval.signature.verifies(enrolled, message))
                return Optional.of("the approval of " + approval.key + " does not verify");
            signers.add(approval.key);
            power += member.map(ValidatorSet.Member::power).orElse(0);
        }
        boolean newKey = seat.isPresent()
                && before.filter(member -> member.key().equals(seat.get().key)).isEmpty();
        if (newKey && !signers.contains(seat.get().key))
            return Optional.of("the new key of " + name + " does not approve");
        boolean own = before.isPresent()
                && signers.contains(before.get().key())
                && seat.map(Seat::power).orElse(0) <= before.get().power();
        if (!own && power < validators.quorumPower())
            return Optional.of("power " + power + " of " + validators.totalPower() + " approves, but the change needs "
                    + validators.quorumPower());
        return Optional.empty();
    }

    /** The validators after this change; its place in their order is kept, a new one comes last. */
    ValidatorSet applyTo(ValidatorSet validators) {
        List<ValidatorSet.Member> members = new ArrayList<>();
        boolean found = false;
        for (ValidatorSet.Member member : validators.members()) {
            if (!member.name().equals(name)) {
                members.add(member);
                continue;
            }
            found = true;
            seat.ifPresent(one -> members.add(new ValidatorSet.Member(name, one.key, one.power)));
        }
        if (!found) seat.ifPresent(one -> members.add(new ValidatorSet.Member(name, one.key, one.power)));
        return new ValidatorSet(members);
    }
}
