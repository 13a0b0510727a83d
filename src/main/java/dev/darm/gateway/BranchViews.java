package dev.darm.gateway;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import dev.darm.branch.Authors;
import dev.darm.branch.BranchLedger;
import dev.darm.branch.BranchProof;
import dev.darm.branch.BranchRecord;
import dev.darm.branch.MergeRecord;
import dev.darm.branch.MergeRecord.Section;
import dev.darm.branch.MergeRule;
import dev.darm.branch.Payloads;
import dev.darm.branch.SignedRecord;
import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.codec.Octets;
import dev.darm.ledger.PublicKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The branches of this node for people. */
final class BranchViews implements BranchPort {

    private static final String VALUES = "text, register, relation and other: strings; set: lists of strings; counter: "
            + "the total so far, 0 or more; vector: lists of numbers";

    private final Optional<ActorRef<BranchLedger.Command>> branches;
    private final Authors authors;
    private final ActorSystem<?> system;
    private final Duration timeout;

    /** @param branches empty on a node that keeps none */
    BranchViews(
            Optional<ActorRef<BranchLedger.Command>> branches,
            Authors authors,
            ActorSystem<?> system,
            Duration timeout) {
        this.branches = branches;
        this.authors = authors;
        this.system = system;
        this.timeout = timeout;
    }

    private <R> CompletionStage<R> ask(Function<ActorRef<R>, BranchLedger.Command> request) {
        if (branches.isEmpty())
            return CompletableFuture.failedFuture(new Refusal(
                    409,
                    "no-branches",
                    "this node keeps no branches",
                    "a node with a key of its own that darm.branch.nodes or replicas covers"));
        return AskPattern.ask(branches.get(), request::apply, timeout, system.scheduler());
    }

    @Override
    public CompletionStage<BranchesView> all() {
        if (branches.isEmpty()) return CompletableFuture.completedFuture(new BranchesView(List.of(), 0, 0));
        return this.<BranchLedger.Branches>ask(BranchLedger.GetBranches::new)
                .thenApply(told -> new BranchesView(
                        told.branches().stream()
                                .map(status -> new BranchView(
                                        status.branch(),
                                        status.records(),
                                        status.sealed(),
                                        status.inMemory(),
                                        status.waiting(),
                                        hex(status.heads()),
                                        status.equivocators()))
                                .toList(),
                        told.roots(),
                        told.pendingRoots()));
    }

    @Override
    public CompletionStage<AppendedView> append(String branch, String kind, List<Object> values) {
        int number = kind(kind);
        List<byte[]> payloads = new ArrayList<>();
        for (Object value : values) payloads.add(payload(MergeRule.of(number), value));
        return this.<BranchLedger.AppendReply>ask(ref -> new BranchLedger.Append(branch, number, payloads, ref))
                .thenApply(reply -> switch (reply) {
                    case BranchLedger.Appended(List<Hash> ids) -> new AppendedView(branch, hex(ids));
                    case BranchLedger.Refused(String why) ->
                        throw new Refusal(409, "not-appended", why, "see the limits in docs/branch.md");
                });
    }

    private static int kind(String word) {
        int slash = word.indexOf('/');
        String name = slash < 0 ? word : word.substring(0, slash);
        try {
            int which = slash < 0 ? 0 : Integer.parseInt(word.substring(slash + 1));
            return MergeRule.valueOf(name.toUpperCase(Locale.ROOT)).kind(which);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(
                    "bad-kind",
                    "there is no kind '" + word + "'",
                    "text, set, register, counter, vector, relation or other, also with /0 to /15 behind it");
        }
    }

    private static String kind(int kind) {
        String name = MergeRule.of(kind).name().toLowerCase(Locale.ROOT);
        return (kind & 15) == 0 ? name : name + "/" + (kind & 15);
    }

    private static byte[] payload(MergeRule rule, Object value) {
        try {
            return switch (rule) {
                case VECTOR -> vector(value);
                case SET ->
                    Payloads.set(((List<?>) value)
                            .stream()
                                    .map(element -> Octets.of(utf8((String) element)))
                                    .toList());
                case COUNTER -> total(value);
                case REGISTER, TEXT, RELATION, OTHER -> utf8((String) value);
            };
        } catch (ClassCastException | IllegalArgumentException e) {
            throw Refusal.badRequest(
                    "bad-value",
                    "this is no value of a " + rule.name().toLowerCase(Locale.ROOT) + ": " + value,
                    VALUES);
        }
    }

    private static byte[] vector(Object value) {
        List<?> numbers = (List<?>) value;
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) vector[i] = ((Number) numbers.get(i)).floatValue();
        byte[] payload = Payloads.vector(vector);
        if (readable(MergeRule.VECTOR, payload).isEmpty()) throw new IllegalArgumentException("not a vector");
        return payload;
    }

    private static byte[] total(Object value) {
        long total = ((Number) value).longValue();
        if (total < 0 || total != ((Number) value).doubleValue()) throw new IllegalArgumentException("not a total");
        return Payloads.total(total);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public CompletionStage<Optional<List<RecordView>>> records(String branch, long from, int limit) {
        return this.<BranchLedger.Records>ask(ref -> new BranchLedger.GetRecords(branch, from, limit, ref))
                .thenApply(reply ->
                        reply.records().map(all -> all.stream().map(this::view).toList()));
    }

    @Override
    public CompletionStage<Optional<RecordView>> record(String branch, String id) {
        Hash hash = hash(id);
        return this.<BranchLedger.Records>ask(ref -> new BranchLedger.GetRecord(branch, hash, ref))
                .thenApply(reply ->
                        reply.records().flatMap(all -> all.stream().findFirst().map(this::view)));
    }

    private static Hash hash(String id) {
        try {
            return Hash.ofHex(id);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("bad-id", "the id is '" + id + "'", "the 64 hexadecimal digits of a record's id");
        }
    }

    private RecordView view(SignedRecord signed) {
        BranchRecord record = signed.record();
        return new RecordView(
                record.id().hex(),
                record.branch(),
                name(record.author()),
                record.sequence(),
                record.time().toString(),
                record.previous().map(Hash::hex).orElse(null),
                hex(record.parents()),
                kind(record.kind()),
                value(record.kind(), record.payload()));
    }

    private String name(PublicKey author) {
        return authors.name(author).orElse(author.hex());
    }

    private static Object value(int kind, byte[] payload) {
        return readable(MergeRule.of(kind), payload)
                .orElseGet(() -> HexFormat.of().formatHex(payload));
    }

    private static Optional<Object> readable(MergeRule rule, byte[] payload) {
        try {
            return Optional.of(
                    switch (rule) {
                        case VECTOR -> Payloads.vector(payload);
                        case SET ->
                            Payloads.set(payload).stream()
                                    .map(BranchViews::text)
                                    .toList();
                        case COUNTER -> Payloads.total(payload);
                        case REGISTER, TEXT, RELATION, OTHER -> text(Octets.of(payload));
                    });
        } catch (MalformedBytes e) {
            return Optional.empty();
        }
    }

    /** As text where it is UTF-8 without control characters, else in hexadecimal. */
    private static String text(Octets octets) {
        byte[] bytes = octets.toBytes();
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean plain = text.chars().noneMatch(c -> c == 0xFFFD || c < ' ' && c != '\n' && c != '\t');
        return plain ? text : HexFormat.of().formatHex(bytes);
    }

    @Override
    public CompletionStage<Optional<MergeView>> merge(String branch) {
        return this.<BranchLedger.Merged>ask(ref -> new BranchLedger.GetMerge(branch, ref))
                .thenApply(reply -> reply.merge().map(merge -> view(merge, reply.heads())));
    }

    private MergeView view(MergeRecord merge, List<SignedRecord> heads) {
        SortedMap<Hash, BranchRecord> byId = new TreeMap<>();
        heads.forEach(head -> byId.put(head.id(), head.record()));
        boolean contested = merge.sections().stream()
                .anyMatch(section -> section instanceof Section.SideBySide texts && texts.isContested());
        return new MergeView(
                merge.branch(),
                merge.id().hex(),
                merge.time().toString(),
                hex(merge.heads()),
                merge.excluded().stream().map(this::name).toList(),
                hex(merge.unreadable()),
                contested,
                merge.sections().stream().map(section -> view(section, byId)).toList());
    }

    private static SortedMap<String, Object> view(Section section, SortedMap<Hash, BranchRecord> heads) {
        TreeMap<String, Object> view = new TreeMap<>();
        view.put("kind", kind(section.kind()));
        switch (section) {
            case Section.Median median -> {
                view.put("value", median.vector());
                view.put("merged", median.isMerged());
                view.put("voices", median.voices());
            }
            case Section.Union union -> {
                view.put(
                        "value",
                        union.elements().stream().map(BranchViews::text).toList());
                view.put("voices", union.voices());
            }
            case Section.Last last -> {
                view.put("record", last.record().hex());
                Optional.ofNullable(heads.get(last.record()))
                        .ifPresent(record -> view.put("value", value(record.kind(), record.payload())));
                view.put("voices", last.voices());
            }
            case Section.Sum sum -> {
                view.put("value", sum.total());
                view.put("voices", sum.voices());
            }
            case Section.SideBySide texts -> {
                view.put("contested", texts.isContested());
                view.put(
                        "values",
                        texts.alternatives().stream()
                                .map(one -> view(one, heads))
                                .toList());
            }
        }
        return view;
    }

    private static SortedMap<String, Object> view(MergeRecord.Alternative one, SortedMap<Hash, BranchRecord> heads) {
        TreeMap<String, Object> view = new TreeMap<>();
        view.put("records", hex(one.records()));
        Optional.ofNullable(heads.get(one.records().getFirst()))
                .ifPresent(record -> view.put("value", value(record.kind(), record.payload())));
        return view;
    }

    @Override
    public CompletionStage<BranchProofView> proof(String branch, String id) {
        Hash hash = hash(id);
        return this.<BranchLedger.Proven>ask(ref -> new BranchLedger.Prove(branch, hash, ref))
                .thenApply(proven -> {
                    byte[] bytes = proven.proof().toBytes();
                    if (bytes.length == 0)
                        throw Refusal.notFound(
                                "not-anchored",
                                "there is no proof of " + id + " in " + branch + ": " + proven.why(),
                                "a record of this branch whose batch is anchored; ask again in darm.branch.anchor.every");
                    BranchProof proof = ByteReader.readAll(bytes, BranchProof::read);
                    return new BranchProofView(
                            branch,
                            id,
                            proof.ledger().header().height(),
                            bytes.length,
                            HexFormat.of().formatHex(bytes));
                });
    }

    private static List<String> hex(List<Hash> hashes) {
        return hashes.stream().map(Hash::hex).toList();
    }
}
