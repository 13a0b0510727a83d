package dev.darm.sim.run;

import dev.darm.gateway.GatewayPort;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.SeatChange;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.ValidatorSet;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.report.RunSummary;
import dev.darm.sim.scenario.TimedWork;
import dev.darm.sim.scenario.Work;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The users of a fleet: they feed documents, ask and judge, each at a node, and turn to the next one when it does not answer,
 * as the command line does. What they put to a node goes to its gateway, as a step of its machine.
 */
final class Working {

    private static final long TRY_NEXT_AFTER = 1_000_000_000L;
    private static final int TRIES = 40;

    /** How often it is looked at what a stream comes to. */
    private static final long LOOK_EVERY = 1_000_000_000L;

    /** Of a stream one record in so many is remembered, to be looked for at the end. */
    private static final int SAMPLE = 1_000;

    /** Seconds that a client waits for an answer, as its connection would. */
    private static final int PATIENCE = 60;

    private final RunningFleet fleet;
    private final Engine engine;
    private final Observations seen;
    private final TreeMap<Long, Asked> answers = new TreeMap<>();

    private record Asked(String node, String answer) {}

    Working(RunningFleet fleet, Observations seen) {
        this.fleet = fleet;
        this.engine = fleet.engine();
        this.seen = seen;
    }

    void plan(List<TimedWork> work) {
        for (TimedWork item : work) engine.at(item.at().toNanos(), () -> begin(item.work()));
    }

    private void begin(Work work) {
        switch (work) {
            case Work.Ingest ingest -> {
                seen.ingestsInFlight++;
                ingest(ingest, text(ingest.body()), 0);
            }
            case Work.Ask ask -> {
                seen.asked++;
                seen.asksInFlight++;
                ask(ask, engine.now(), 0);
            }
            case Work.Feedback feedback -> feedback(feedback);
            case Work.Write write -> write(write, 0);
            case Work.Stream stream -> new Sensor(stream).start();
            case Work.Seat seat -> seat(seat, 0);
        }
    }

    private static String text(Work.Text body) {
        return switch (body) {
            case Work.Inline(String content) -> content;
            case Work.InFile(var file) -> {
                try {
                    yield Files.readString(file);
                } catch (IOException e) {
                    throw new UncheckedIOException("cannot read " + file, e);
                }
            }
        };
    }

    /** The node for the n-th try: the one that was meant, then those after it. */
    private SimulatedNode node(String meant, int tries) {
        List<String> names = fleet.names();
        int at = names.indexOf(meant);
        for (int i = 0; i < names.size(); i++) {
            String name = names.get((at + tries + i) % names.size());
            if (fleet.hosts(name)) return fleet.node(name);
        }
        return fleet.node(meant);
    }

    private void ingest(Work.Ingest work, String text, int tries) {
        if (tries == TRIES) {
            seen.ingestsInFlight--;
            return;
        }
        SimulatedNode node = node(work.node(), tries);
        Runnable again = () -> ingest(work, text, tries + 1);
        GatewayPort.Feed feed = new GatewayPort.Feed(work.document(), text, Optional.empty(), Optional.empty());
        put(
                node,
                port -> port.ingest(feed).whenComplete((receipt, failure) -> {
                    boolean kept = receipt != null
                            && (receipt.status() == GatewayPort.Outcome.ACCEPTED
                                    || receipt.status() == GatewayPort.Outcome.UNCHANGED);
                    boolean stored = receipt != null && receipt.status() == GatewayPort.Outcome.ACCEPTED;
                    long at = engine.localNow();
                    engine.at(at, () -> {
                        if (kept) {
                            seen.ingestsInFlight--;
                            seen.acknowledged.put(
                                    work.document(),
                                    new Observations.Acknowledged(node.name(), work, text, at, stored));
                        } else if (receipt != null && receipt.status() == GatewayPort.Outcome.SKIPPED)
                            seen.ingestsInFlight--;
                        else engine.at(engine.now() + TRY_NEXT_AFTER, again);
                    });
                }),
                again);
    }

    private void ask(Work.Ask work, long since, int tries) {
        if (tries == TRIES) {
            seen.asksInFlight--;
            return;
        }
        SimulatedNode node = node(work.node(), tries);
        Runnable again = () -> ask(work, since, tries + 1);
        put(
                node,
                port -> port.ask(work.question().ask()).whenComplete((answer, failure) -> {
                    long at = engine.localNow();
                    engine.at(at, () -> {
                        if (answer == null) {
                            engine.at(engine.now() + TRY_NEXT_AFTER, again);
                            return;
                        }
                        seen.asksInFlight--;
                        answers.put(work.id(), new Asked(node.name(), answer.id()));
                        String tier = answer.tier() == null ? "" : answer.tier();
                        if (!answer.abstained()) seen.tiers.merge(tier, 1L, Long::sum);
                        if (!answer.abstained() && answer.sources().isEmpty())
                            seen.broken.putIfAbsent(
                                    "answers-have-sources",
                                    node.name() + " answered '"
                                            + work.question().ask() + "' without a source");
                        seen.told.merge("answers-have-sources", 1L, Long::sum);
                        seen.asks.add(new RunSummary.Ask(since, at - since, answer.abstained() ? "" : tier));
                    });
                }),
                again);
    }

    private void write(Work.Write work, int tries) {
        if (tries == TRIES) return;
        SimulatedNode node = node(work.node(), tries);
        Runnable again = () -> write(work, tries + 1);
        put(
                node,
                port -> port.branches()
                        .append(work.branch(), "text", List.of(work.value()))
                        .whenComplete((appended, failure) -> {
                            long at = engine.localNow();
                            engine.at(at, () -> {
                                if (appended != null)
                                    seen.written.add(new Observations.Written(
                                            node.name(),
                                            work.branch(),
                                            appended.ids().getFirst(),
                                            at));
                                else engine.at(engine.now() + TRY_NEXT_AFTER, again);
                            });
                        }),
                again);
    }

    /** Writes a stream, and looks once a second at how many roots wait on its node. */
    private final class Sensor {
        private final Work.Stream work;
        private final SimulatedNode node;
        private final long end;
        private long appended;

        Sensor(Work.Stream work) {
            this.work = work;
            this.node = fleet.node(work.node());
            this.end = work.until().toNanos();
        }

        void start() {
            write();
            look();
        }

        private void write() {
            long at = engine.now();
            if (at >= end) return;
            step(node, port -> port.branches()
                    .append(work.branch(), "text", List.of(work.value()))
                    .thenAccept(view -> appended(view.ids().getFirst())));
            engine.at(at + work.every().toNanos(), this::write);
        }

        private void appended(String id) {
            if (appended++ % SAMPLE != 0) return;
            long at = engine.localNow();
            engine.at(at, () -> seen.written.add(new Observations.Written(node.name(), work.branch(), id, at)));
        }

        private void look() {
            step(node, port -> port.branches().all().thenAccept(view -> {
                long at = engine.localNow();
                engine.at(at, () -> seen.point(seen.roots, node.name(), at, view.pending()));
            }));
            engine.at(engine.now() + LOOK_EVERY, this::look);
        }
    }

    private void feedback(Work.Feedback work) {
        Asked asked = answers.get(work.ask());
        if (asked == null) return;
        GatewayPort.Vote vote = work.useful() ? GatewayPort.Vote.UP : GatewayPort.Vote.DOWN;
        put(fleet.node(asked.node()), port -> port.feedback(asked.answer(), vote), () -> {});
    }

    /** Until a block has given or taken the seat: the change is made for the validators of now, and again when these change. */
    private void seat(Work.Seat work, int tries) {
        if (tries == TRIES || seen.seats.now().containsKey(work.name()) == work.power() > 0) return;
        SimulatedNode node = node(work.node(), tries);
        step(node, port -> port.chain().thenCompose(chain -> port.changeValidators(change(chain, work))));
        engine.at(engine.now() + TRY_NEXT_AFTER, () -> seat(work, tries + 1));
    }

    private String change(GatewayPort.ChainView chain, Work.Seat work) {
        ValidatorSet now = new ValidatorSet(chain.validators().stream()
                .map(one -> new ValidatorSet.Member(one.name(), PublicKey.ofHex(one.key()), one.power()))
                .toList());
        SigningKey own = fleet.node(work.name()).key().orElseThrow();
        SeatChange change = work.power() == 0
                ? SeatChange.leave(now, work.name()).approve(chain.chainId(), own)
                : SeatChange.seat(now, work.name(), own.publicKey(), work.power())
                        .approve(chain.chainId(), own);
        if (work.power() > 0)
            for (ValidatorSet.Member member : now.members())
                change = change.approve(
                        chain.chainId(), fleet.node(member.name()).key().orElseThrow());
        return HexFormat.of().formatHex(change.bytes());
    }

    /** A request to a node; completes when the node has answered, however. */
    private interface Request {
        CompletionStage<?> on(GatewayPort port);
    }

    /** A request on its way. */
    private final class Pending {
        private final SimulatedNode node;
        private final int incarnation;
        private final Runnable again;
        private boolean put;
        private boolean answered;
        private int looks;

        Pending(SimulatedNode node, Runnable again) {
            this.node = node;
            this.incarnation = node.machine().incarnation();
            this.again = again;
        }

        /** A node that crashed never answers; its client notices that the connection broke, or gives up. */
        void look() {
            if (answered) return;
            boolean gone = !node.machine().runs(incarnation);
            if (gone || !put && !node.machine().frozen() || ++looks > PATIENCE) again.run();
            else engine.at(engine.now() + TRY_NEXT_AFTER, this::look);
        }
    }

    /** Puts a request to a node; {@code again} is done when it cannot be, or when no answer comes. */
    private void put(SimulatedNode node, Request request, Runnable again) {
        Pending pending = new Pending(node, again);
        step(node, port -> {
            pending.put = true;
            request.on(port).whenComplete((answer, failure) -> pending.answered = true);
        });
        engine.at(engine.now() + TRY_NEXT_AFTER, pending::look);
    }

    /** Lets the gateway of a node do something, as a step of its machine; nothing when there is none by then. */
    private static void step(SimulatedNode node, Consumer<GatewayPort> what) {
        node.machine().submit(node.machine().incarnation(), () -> {
            GatewayPort port = node.port();
            if (port != null) what.accept(port);
        });
    }
}
