package dev.darm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.SeatChange;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.ValidatorSet;
import dev.darm.node.ExitCode;
import dev.darm.node.NodeConfig;
import dev.darm.node.keys.KeyFolder;
import dev.darm.node.keys.UnusableKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Who decides the blocks, and how that changes. */
@Command(
        name = "validators",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the validators, or changes them by a block.",
            "A new seat, or more power for one, needs the approval of validators with more than two thirds of the power; to leave, "
                    + "or to take another key, a validator's own hand is enough. Every command signs with all keys that it finds in"
                    + " the deployment's key folders. When that is not enough it writes the change to a file, which goes from"
                    + " machine to machine with `./darm validators approve FILE` until it is."
        },
        subcommands = {
            ValidatorsCommand.ListThem.class,
            ValidatorsCommand.Join.class,
            ValidatorsCommand.Leave.class,
            ValidatorsCommand.Rotate.class,
            ValidatorsCommand.Approve.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./darm validators list",
            "  ./darm validators join node-5 --key 3f6c…e1      a new node; it runs with darm.ledger.may-join = on",
            "  ./darm validators join node-2 --power 3          more power for one that is there",
            "  ./darm validators leave node-4",
            "  ./darm validators rotate node-2                  another signing key",
            "  ./darm validators approve join-node-5.change     on each machine with a validator's key"
        })
final class ValidatorsCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Override
    public Integer call() {
        throw new Darm.Failure(ExitCode.USAGE, "expected list, join, leave, rotate or approve; see --help");
    }

    /** The validators as a node reports them, and the chain they are of. */
    private record Reported(String chainId, ValidatorSet set, JsonNode rows) {

        static Reported of(NodeApi api) {
            JsonNode chain = api.get("/darm/chain", Duration.ofSeconds(10));
            List<ValidatorSet.Member> members = new ArrayList<>();
            for (JsonNode row : chain.path("validators"))
                members.add(new ValidatorSet.Member(
                        row.path("name").asText(),
                        PublicKey.ofHex(row.path("key").asText()),
                        row.path("power").asInt()));
            return new Reported(chain.path("chainId").asText(), new ValidatorSet(members), chain.path("validators"));
        }
    }

    /** A change on its way: approved by the keys at hand, then given to a node or written to a file. */
    private abstract static class Change implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init")
        CommandSpec spec;

        @Mixin
        Target target = new Target();

        @Option(
                names = {"-o", "--out"},
                paramLabel = "FILE",
                description = "Write the change there when more must approve it (default: ACTION-NODE.change).")
        @Nullable
        Path out;

        /** Whether the change is in a block now; otherwise it waits in a file for others. */
        boolean carryOut(Reported now, SeatChange change, Path file, List<SigningKey> more)
                throws InterruptedException {
            PrintWriter words = spec.commandLine().getOut();
            SeatChange approved = change;
            for (SigningKey key : keys(now.set(), approved)) approved = approved.approve(now.chainId(), key);
            for (SigningKey key : more) approved = approved.approve(now.chainId(), key);
            long power = approved.approvals().stream()
                    .flatMap(one -> now.set().find(one.key()).stream())
                    .mapToLong(ValidatorSet.Member::power)
                    .sum();
            Optional<String> refusal = approved.refusal(now.set(), now.chainId());
            if (refusal.isEmpty()) {
                submit(approved, words);
                return true;
            }
            HexFile.write(file, approved);
            words.printf(
                    "%s: %s.%nApproved by power %d of %d. The change is in %s: on a machine with another validator's key, run%n"
                            + "  ./darm validators approve %s%n",
                    approved.words(), refusal.get(), power, now.set().totalPower(), file, file);
            return false;
        }

        /** The keys of the deployment's folders that may approve: of validators, and of the one that enters. */
        private List<SigningKey> keys(ValidatorSet validators, SeatChange change) {
            List<SigningKey> keys = new ArrayList<>();
            for (NodeConfig node : target.deployment().nodes()) {
                if (!Files.isReadable(node.validatorFile())) continue;
                SigningKey key = key(node);
                boolean enters = change.seat()
                        .filter(seat -> seat.key().equals(key.publicKey()))
                        .isPresent();
                if (enters || validators.find(key.publicKey()).isPresent()) keys.add(key);
            }
            return keys;
        }

        private void submit(SeatChange change, PrintWriter words) throws InterruptedException {
            NodeApi api = target.api();
            ObjectNode body = NodeApi.JSON.createObjectNode();
            body.put("change", HexFormat.of().formatHex(change.bytes()));
            api.post("/darm/chain/validators", body, Duration.ofSeconds(30));
            words.println("Submitted: " + change.words() + ". Waiting for its block …");
            words.flush();
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < end) {
                Reported after = Reported.of(api);
                if (!after.set().hash().equals(change.base())) {
                    words.println("Validators now: " + after.set().words());
                    return;
                }
                Thread.sleep(300);
            }
            throw new Darm.Failure(
                    ExitCode.UNAVAILABLE,
                    "no block has taken the change within " + PATIENCE.toSeconds()
                            + " s; it waits, see: ./darm status");
        }

        static SigningKey key(NodeConfig node) {
            try {
                return KeyFolder.validatorKey(node.keysFolder(), node.node().name());
            } catch (UnusableKey e) {
                throw new Darm.Failure(ExitCode.NO_PERMISSION, String.valueOf(e.getMessage()));
            }
        }

        Optional<NodeConfig> node(String name) {
            return target.deployment().nodes().stream()
                    .filter(one -> one.node().name().equals(name))
                    .findFirst();
        }

        Path file(String action, String name) {
            return out != null ? out : Path.of(action + "-" + name + ".change");
        }

        static ValidatorSet.Member seat(Reported now, String name) {
            return now.set()
                    .find(name)
                    .orElseThrow(() -> new Darm.Failure(
                            ExitCode.USAGE,
                            name + " is no validator; expected one of "
                                    + now.set().words()));
        }
    }

    /** A change of one node's seat. */
    private abstract static class OfNode extends Change {

        @Parameters(paramLabel = "NODE", description = "The node's name.")
        String name = "";
    }

    /** The validators of the next block. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the validators that decide the next block, with their keys and powers.",
            footerHeading = "%nExamples:%n",
            footer = "  ./darm validators list --json")
    static final class ListThem implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init")
        CommandSpec spec;

        @Mixin
        Target target = new Target();

        @Option(names = "--json", description = "Print them as JSON.")
        boolean json;

        @Override
        public Integer call() throws InterruptedException {
            Reported now = Reported.of(target.api());
            PrintWriter words = spec.commandLine().getOut();
            if (json) {
                words.println(now.rows().toPrettyString());
                return ExitCode.OK.code();
            }
            for (JsonNode row : now.rows())
                words.printf(
                        "%-20s power %-4d %s  %s%n",
                        row.path("name").asText(),
                        row.path("power").asInt(),
                        row.path("key").asText(),
                        row.path("connected").asBoolean() ? "in touch" : "out of reach");
            words.printf(
                    "A block needs power %d of %d.%n",
                    now.set().quorumPower(), now.set().totalPower());
            return ExitCode.OK.code();
        }
    }

    /** A seat for a node, or another power. */
    @Command(
            name = "join",
            mixinStandardHelpOptions = true,
            description = "Gives a node a seat, or another power.",
            footerHeading = "%nExamples:%n",
            footer = "  ./darm validators join node-5 --key 3f6c…e1 --power 1")
    static final class Join extends OfNode {

        @Option(
                names = "--key",
                paramLabel = "HEX",
                description =
                        "Its public key, 64 digits (default: that of the deployment's key folder, or of its seat).")
        @Nullable
        String key;

        @Option(
                names = "--power",
                paramLabel = "N",
                description = "Its voting power, 1 to 1000000 (default: as before, or 1).")
        int power;

        @Override
        public Integer call() throws InterruptedException {
            Reported now = Reported.of(target.api());
            Optional<ValidatorSet.Member> before = now.set().find(name);
            PublicKey wanted = publicKey(before);
            int weight =
                    power != 0 ? power : before.map(ValidatorSet.Member::power).orElse(1);
            try {
                carryOut(now, SeatChange.seat(now.set(), name, wanted, weight), file("join", name), List.of());
            } catch (IllegalArgumentException e) {
                throw new Darm.Failure(ExitCode.USAGE, String.valueOf(e.getMessage()));
            }
            return ExitCode.OK.code();
        }

        private PublicKey publicKey(Optional<ValidatorSet.Member> before) {
            if (key != null) {
                try {
                    return PublicKey.ofHex(key);
                } catch (IllegalArgumentException e) {
                    throw new Darm.Failure(ExitCode.USAGE, "--key: " + e.getMessage());
                }
            }
            return before.map(ValidatorSet.Member::key)
                    .or(() -> node(name).map(Change::key).map(SigningKey::publicKey))
                    .orElseThrow(() -> new Darm.Failure(
                            ExitCode.USAGE,
                            "no key of " + name + " in the deployment; give its public key with --key"));
        }
    }

    /** A validator goes. */
    @Command(
            name = "leave",
            mixinStandardHelpOptions = true,
            description = "Takes a node's seat away; it follows the chain from then on.",
            footerHeading = "%nExamples:%n",
            footer = "  ./darm validators leave node-4")
    static final class Leave extends OfNode {

        @Override
        public Integer call() throws InterruptedException {
            Reported now = Reported.of(target.api());
            seat(now, name);
            carryOut(now, SeatChange.leave(now.set(), name), file("leave", name), List.of());
            return ExitCode.OK.code();
        }
    }

    /** Another key. */
    @Command(
            name = "rotate",
            mixinStandardHelpOptions = true,
            description = {
                "Makes a new signing key for a node of this deployment and has the chain enrol it; the old one is worth nothing"
                        + " from then on.",
                "The node follows the chain until it is started anew with the new key."
            },
            footerHeading = "%nExamples:%n",
            footer = "  ./darm validators rotate node-2")
    static final class Rotate extends OfNode {

        @Override
        public Integer call() throws InterruptedException {
            Reported now = Reported.of(target.api());
            ValidatorSet.Member seat = seat(now, name);
            NodeConfig node = node(name)
                    .orElseThrow(() -> new Darm.Failure(
                            ExitCode.USAGE,
                            name + " is not in " + target.deployment().folder() + ": rotate where its key is"));
            try {
                SigningKey next = KeyFolder.nextValidatorKey(node.keysFolder(), name, new SecureRandom());
                SeatChange change = SeatChange.seat(now.set(), name, next.publicKey(), seat.power());
                if (!carryOut(now, change, file("rotate", name), List.of(next))) return ExitCode.OK.code();
                KeyFolder.succeed(node.keysFolder(), name);
            } catch (IOException e) {
                throw new Darm.Failure(ExitCode.NO_PERMISSION, "the keys of " + name + ": " + e.getMessage());
            }
            spec.commandLine()
                    .getOut()
                    .printf("%s has the new key; start the node anew to vote with it.%n", node.validatorFile());
            return ExitCode.OK.code();
        }
    }

    /** One more signature. */
    @Command(
            name = "approve",
            mixinStandardHelpOptions = true,
            description = "Signs a change with the keys of this deployment, and submits it when enough have signed.",
            footerHeading = "%nExamples:%n",
            footer = "  ./darm validators approve join-node-5.change")
    static final class Approve extends Change {

        @Parameters(paramLabel = "FILE", description = "What join, leave or rotate wrote.")
        Path change = Path.of("");

        @Override
        public Integer call() throws InterruptedException {
            SeatChange wanted = HexFile.read(change, "change of the validators", SeatChange::read);
            carryOut(Reported.of(target.api()), wanted, change, List.of());
            return ExitCode.OK.code();
        }
    }
}
