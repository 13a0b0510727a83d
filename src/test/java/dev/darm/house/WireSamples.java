package dev.darm.house;

import akka.actor.typed.ActorRef;
import dev.darm.branch.BranchHeads;
import dev.darm.branch.BranchLedger;
import dev.darm.branch.BranchRecord;
import dev.darm.branch.Head;
import dev.darm.branch.HybridTime;
import dev.darm.branch.RecordBatch;
import dev.darm.branch.Segment;
import dev.darm.branch.SignedRecord;
import dev.darm.branch.SignedRecords;
import dev.darm.branch.SyncMessage;
import dev.darm.broadcast.BroadcastMessage;
import dev.darm.broadcast.Broadcaster;
import dev.darm.broadcast.Manifest;
import dev.darm.codec.Hash;
import dev.darm.codec.Octets;
import dev.darm.codec.StoredEvent;
import dev.darm.codec.WireMessage;
import dev.darm.consolidation.Ballot;
import dev.darm.consolidation.ClaimBody;
import dev.darm.consolidation.Consent;
import dev.darm.consolidation.Consolidator;
import dev.darm.consolidation.Disclosure;
import dev.darm.consolidation.Edition;
import dev.darm.consolidation.EditionBallot;
import dev.darm.consolidation.Evidence;
import dev.darm.consolidation.ForgetRequest;
import dev.darm.consolidation.Forgetting;
import dev.darm.consolidation.ItemVote;
import dev.darm.consolidation.Learner;
import dev.darm.consolidation.LongTermMemory;
import dev.darm.consolidation.Nomination;
import dev.darm.consolidation.NominationItem;
import dev.darm.ledger.AbridgedBlock;
import dev.darm.ledger.Block;
import dev.darm.ledger.Certificate;
import dev.darm.ledger.ChainState;
import dev.darm.ledger.CommittedBlock;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.LedgerStatus;
import dev.darm.ledger.Payload;
import dev.darm.ledger.PeerMessage;
import dev.darm.ledger.Proposal;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.Statement;
import dev.darm.ledger.Validator;
import dev.darm.ledger.ValidatorSet;
import dev.darm.ledger.Vote;
import dev.darm.memory.Claim;
import dev.darm.memory.Document;
import dev.darm.memory.Embedding;
import dev.darm.memory.Passage;
import dev.darm.memory.SourceRef;
import dev.darm.memory.StmClock;
import dev.darm.memory.Triple;
import dev.darm.memory.source.Library;
import dev.darm.memory.source.LibraryMessage;
import dev.darm.recall.Recall;
import dev.darm.recall.RecallMessage;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One or more of each message between nodes, made by hand; {@link WireRoundTripTest} tells when one is missing. */
final class WireSamples {

    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final String CHAIN = "home";

    private WireSamples() {}

    static List<WireMessage> all(ActorRef<?> anyone) {
        List<WireMessage> all = new java.util.ArrayList<>();
        for (LibraryMessage message : library()) both(all, (WireMessage) message, new Library.FromPeer(message));
        for (PeerMessage message : peers()) both(all, message, new Validator.FromPeer(message));
        for (RecallMessage message : recall()) both(all, (WireMessage) message, new Recall.FromPeer(message));
        all.add(new Validator.WithPass(peers().getLast(), Hash.of("pass")));
        all.add(new Validator.Greet("beta", Hash.of("pass"), Hash.ZERO));
        for (BroadcastMessage message : broadcast()) both(all, message, new Broadcaster.FromPeer(message));
        all.addAll(ledger(anyone));
        all.addAll(consolidation(anyone));
        all.addAll(branch(anyone));
        return all;
    }

    private static void both(List<WireMessage> all, WireMessage bare, WireMessage wrapped) {
        all.add(bare);
        all.add(wrapped);
    }

    private static List<LibraryMessage> library() {
        Passage plain =
                new Passage("docs/a.md", 3, "Ports › Defaults", "Artery listens on port 25520. ż", Optional.empty());
        Passage row =
                new Passage("docs/a.md", 9, "", "the dome is red", Optional.of(new Triple("the dome", "is", "red")));
        Document document = new Document("docs/a.md", TIME, List.of(plain, row));
        return List.of(
                new LibraryMessage.Keep("alpha", document, List.of("alpha", "beta"), TIME),
                new LibraryMessage.Keep("alpha", new Document("empty.md", TIME, List.of()), List.of(), TIME),
                new LibraryMessage.KeptToo("beta", document.content()),
                new LibraryMessage.Catalogue(
                        "beta", List.of(new LibraryMessage.Entry("docs/a.md", document.content(), TIME))),
                new LibraryMessage.Ask("gamma", 7, plain.hash(), false),
                new LibraryMessage.Ask("gamma", Long.MAX_VALUE, document.content(), true),
                new LibraryMessage.Here(7, Optional.of(row), Optional.empty()),
                new LibraryMessage.Here(8, Optional.empty(), Optional.of(document)),
                new LibraryMessage.Here(9, Optional.empty(), Optional.empty()));
    }

    private static List<PeerMessage> peers() {
        Vote nil = Vote.sign(CHAIN, Vote.Type.PREVOTE, 1, 0, Optional.empty(), key(1));
        CommittedBlock committed = committed();
        Statement statement = Statement.sign(
                CHAIN,
                1,
                2,
                Optional.of(new Statement.Claim(0, committed.block().hash(), Optional.of(nil.signature()), List.of())),
                Optional.of(new Statement.Claim(1, committed.block().hash(), Optional.empty(), List.of(nil))),
                key(1));
        return List.of(
                new PeerMessage.Stated("beta", statement, List.of(committed.block())),
                new PeerMessage.Spoken("beta", nil),
                new PeerMessage.Spoken("beta", Proposal.sign(2, 1, committed.block(), key(1))),
                new PeerMessage.Polka("beta", List.of(nil, nil)),
                new PeerMessage.Gossip("beta", List.of(payload(0), payload(300))),
                new PeerMessage.Reached("beta", 7),
                new PeerMessage.BlockRequest("beta", 3),
                new PeerMessage.BlockResponse("beta", 9, List.of(committed)),
                new PeerMessage.RunResponse("beta", 9, List.of(AbridgedBlock.of(committed, true))),
                new PeerMessage.Keeps("beta", 3));
    }

    private static List<BroadcastMessage> broadcast() {
        Manifest manifest = new Manifest("adapter", 1_500, 1_024, List.of(Hash.of("first"), Hash.of("second")));
        return List.of(
                new BroadcastMessage.Push("beta", manifest, Octets.of(new byte[1_024]), List.of("gamma", "delta")),
                new BroadcastMessage.Want("beta", Hash.of("an item"), 1, 4),
                new BroadcastMessage.Piece("beta", Hash.of("an item"), 1, Octets.of(new byte[476])),
                new BroadcastMessage.Gone("beta", Hash.of("an item")),
                new BroadcastMessage.Holds(
                        "beta", List.of(new BroadcastMessage.Holding("adapter", Hash.of("an item")))));
    }

    private static List<RecallMessage> recall() {
        List<RecallMessage.Taught> taught = List.of(
                new RecallMessage.Taught("Which port? 港", Hash.of("a")), new RecallMessage.Taught("", Hash.ZERO));
        return List.of(
                new RecallMessage.Tell(taught),
                new RecallMessage.Want("gamma", 3, "after", 100),
                new RecallMessage.Page(3, taught, true),
                new RecallMessage.AskShard(
                        "gamma",
                        7,
                        "Which port? 港",
                        List.of(
                                new Embedding("ngram-3/1", new float[] {0.5f, -1, Float.MIN_VALUE}),
                                Embedding.unnamed(new float[] {1}))),
                new RecallMessage.AskShard("gamma", 8, "", List.of()),
                new RecallMessage.ShardAnswer("delta", 8, Optional.empty()),
                new RecallMessage.ShardAnswer(
                        "delta", 7, Optional.of(new RecallMessage.ShardHit(Hash.of("a"), 0.875, true, taught))),
                new RecallMessage.Keep("gamma", taught),
                new RecallMessage.Kept("delta", List.of(Hash.of("a"), Hash.ZERO)));
    }

    private static List<WireMessage> ledger(ActorRef<?> anyone) {
        return List.of(
                new Validator.Submit(payload(5), anyone.unsafeUpcast()),
                new Validator.Queued(Hash.of("p")),
                new Validator.Refused(Hash.of("p"), "too much waits"),
                new Validator.GetBlocks(1, 5, anyone.unsafeUpcast()),
                new Validator.Blocks(9, List.of(committed())),
                new Validator.GetStatus(anyone.unsafeUpcast()),
                new LedgerStatus(
                        "alpha",
                        3,
                        -1,
                        "idle",
                        List.of(new LedgerStatus.Seat("beta", key(2).publicKey(), 1, true, -1)),
                        "waits for news",
                        1,
                        2,
                        3,
                        4));
    }

    private static List<WireMessage> consolidation(ActorRef<?> anyone) {
        ClaimBody body = new ClaimBody(
                Claim.of("Artery listens on port 25520."),
                List.of(new SourceRef("docs/a.md", 3, Hash.of("passage"))),
                "Ports");
        Disclosure disclosure = new Disclosure(Hash.of("salt"), body);
        Hash commitment = disclosure.commitment();
        Nomination nomination = new Nomination(
                "alpha",
                key(1).publicKey(),
                TIME,
                12,
                List.of(
                        new NominationItem(NominationItem.Kind.PROMOTE, commitment, 7000, List.of()),
                        new NominationItem(
                                NominationItem.Kind.WITHDRAW, Hash.of("other"), 0, List.of(Hash.of("target")))));
        List<ItemVote> votes = List.of(
                new ItemVote(
                        ItemVote.Reason.AGREED, 9000, List.of(new Evidence(Hash.of("evidence"), Hash.of("passage")))),
                new ItemVote(ItemVote.Reason.LOW_SCORE, 100, List.of()));
        Edition edition = new Edition(3, Hash.of("before"), 12, Hash.of("statistics"));
        ForgetRequest request = new ForgetRequest(
                "alpha", key(1).publicKey(), TIME, 12, ForgetRequest.Reason.LEGAL, List.of(Hash.ZERO, commitment));
        Consent consent = Consent.sign(CHAIN, request.id(), key(1));
        return List.of(
                new Forgetting.AskConsent(request, consent),
                new Forgetting.GiveConsent(consent),
                new Consolidator.Consider(nomination, List.of(disclosure)),
                new Consolidator.CountBallot(Ballot.sign(CHAIN, nomination.id(), Hash.of("lineage"), votes, key(2))),
                new LongTermMemory.FetchBodies(List.of(commitment), anyone.unsafeUpcast()),
                new LongTermMemory.BodiesFetched(List.of(disclosure)),
                new LongTermMemory.BodiesFetched(List.of()),
                new LongTermMemory.Contains(List.of(commitment, Hash.ZERO), anyone.unsafeUpcast()),
                new LongTermMemory.Contained(List.of(commitment)),
                new Learner.Consider("alpha", edition),
                new Learner.CountBallot(EditionBallot.sign(CHAIN, edition, key(2))));
    }

    private static List<WireMessage> branch(ActorRef<?> anyone) {
        Head head = new Head(7, Hash.of("root"), 1000);
        String branch = "agents/alpha";
        BranchRecord first = BranchRecord.of(
                branch, key(1).publicKey(), 0, Optional.empty(), HybridTime.of(TIME), List.of(), 0x50, new byte[3]);
        BranchRecord second = BranchRecord.of(
                branch,
                key(1).publicKey(),
                1,
                Optional.of(first.id()),
                HybridTime.of(TIME).next(),
                List.of(Hash.of("parent")),
                0x10,
                new byte[0]);
        List<SignedRecord> records =
                RecordBatch.sign(List.of(first, second), key(1)).signed();
        SyncMessage.Point point = new SyncMessage.Point(key(1).publicKey(), 1, second.id());
        SyncMessage.Cursor cursor = SyncMessage.Cursor.of(3, second);
        return List.of(
                BranchHeads.EMPTY,
                BranchHeads.EMPTY
                        .put("agents/alpha", head)
                        .put("agents/beta", head)
                        .retire("agents/beta"),
                new SyncMessage.Announce(branch, "alpha", List.of(point), HybridTime.MAX, true),
                new SyncMessage.Pull(
                        branch,
                        "alpha",
                        9,
                        cursor,
                        List.of(
                                new SyncMessage.Known(false, List.of(point)),
                                new SyncMessage.Known(true, List.of(point, point)))),
                new SyncMessage.Push(branch, "beta", 9, new SignedRecords(records), cursor, false),
                new SyncMessage.Sealed(branch, "beta", 9, Segment.of(records), cursor, true),
                new SyncMessage.Want(branch, "alpha", List.of(first.id(), Hash.ZERO)),
                new SyncMessage.Bodies(branch, "beta", new SignedRecords(records.subList(0, 1))),
                new BranchLedger.FromPeer(new SyncMessage.Want(branch, "alpha", List.of(first.id()))),
                new BranchLedger.Greeting("alpha", List.of(branch, "b")),
                new BranchLedger.Prove(branch, first.id(), anyone.unsafeUpcast()),
                new BranchLedger.Proven(Octets.of(new byte[] {1, 2, 3}), "why"));
    }

    static List<StoredEvent> storedEvents() {
        return List.of(new StmClock(258));
    }

    private static SigningKey key(int fill) {
        byte[] secret = new byte[SigningKey.LENGTH];
        Arrays.fill(secret, (byte) fill);
        return SigningKey.ofSecret(secret);
    }

    private static Payload payload(int length) {
        return new Payload(Payload.CONSOLIDATION, new byte[length]);
    }

    private static CommittedBlock committed() {
        SigningKey key = key(1);
        ValidatorSet one = new ValidatorSet(List.of(new ValidatorSet.Member("alpha", key.publicKey(), 1)));
        Block block = ChainState.of(new Genesis(CHAIN, TIME, one))
                .propose(key.publicKey(), TIME.plusSeconds(1), 7, List.of(payload(3), payload(4)));
        Vote vote = Vote.sign(CHAIN, Vote.Type.PRECOMMIT, 1, 0, Optional.of(block.hash()), key);
        return new CommittedBlock(block, Certificate.of(1, 0, block.hash(), List.of(vote), one));
    }
}
