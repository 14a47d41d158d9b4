package dev.handoff.verify;

import dev.handoff.check.Explore;
import dev.handoff.check.Report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * {@code verify/run explore [--operations A,B[,C]] [--fine]}: every schedule of every pair of operations, of every three,
 * and of a select against a close against a cancel, on a rendezvous, on buffers of one and of two, and on a channel of the
 * latest value, empty and filled.
 */
final class Combinations {
    /** A kind of channel and how many values one holds at the beginning. */
    record Setting(Line.Store store, int stored) {
        static final List<Setting> ALL =
                List.of(
                        new Setting(Line.Store.RENDEZVOUS, 0),
                        new Setting(Line.Store.ONE, 0),
                        new Setting(Line.Store.ONE, 1),
                        new Setting(Line.Store.TWO, 0),
                        new Setting(Line.Store.TWO, 1),
                        new Setting(Line.Store.TWO, 2),
                        new Setting(Line.Store.LATEST, 0),
                        new Setting(Line.Store.LATEST, 1));

        @Override
        public String toString() {
            return "%s, %d stored"
                    .formatted(store.name().toLowerCase(Locale.ROOT).replace('_', ' '), stored);
        }
    }

    /** What exploring one or more combinations has come to. */
    record Total(int combinations, long schedules, long turns, Duration time) {
        static final Total NONE = new Total(0, 0, 0, Duration.ZERO);

        Total plus(Total other) {
            return new Total(
                    combinations + other.combinations,
                    schedules + other.schedules,
                    turns + other.turns,
                    time.plus(other.time));
        }

        String row(String title) {
            return "| %-20s | %12d | %12d | %12d | %8.1f |"
                    .formatted(title, combinations, schedules, turns, time.toMillis() / 1e3);
        }
    }

    private static final String HEADER =
            """
            | channel              | combinations |    schedules |        turns |  seconds |
            |----------------------|-------------:|-------------:|-------------:|---------:|\
            """;

    private Combinations() {}

    static void main(String[] args) throws InterruptedException {
        Options options = new Options(args, "operations", "fine");
        if (options.has("operations")) {
            List<Operation> operations =
                    Arrays.stream(options.text("operations").split(","))
                            .map(Combinations::operation)
                            .sorted()
                            .toList();
            boolean fine = options.has("fine");
            table((fine ? "fine: " : "") + operations, List.of(operations), fine);
            return;
        }
        if (options.has("fine")) {
            throw Options.refuse("--fine is a way to explore --operations, which are not given");
        }
        table("pairs, fine", multisets(2), true);
        table("triples", multisets(3), false);
        table("a select, a close and a cancel, fine", selectCloseCancel(), true);
    }

    private static Operation operation(String name) {
        for (Operation operation : Operation.values()) {
            if (operation.toString().equals(name)) {
                return operation;
            }
        }
        throw Options.refuse(
                "no operation: %s; there are %s"
                        .formatted(name, Arrays.toString(Operation.values())));
    }

    private static void table(String title, List<List<Operation>> some, boolean fine)
            throws InterruptedException {
        System.out.println("explore: " + title + "\n" + HEADER);
        Total total = Total.NONE;
        for (Setting setting : Setting.ALL) {
            Total one = explore(setting, some, fine);
            System.out.println(one.row(setting.toString()));
            total = total.plus(one);
        }
        System.out.println(total.row("all") + "\n");
    }

    /** Explores all of them on one kind of channel; throws an {@link AssertionError} at the first failure. */
    static Total explore(Setting setting, List<List<Operation>> some, boolean fine)
            throws InterruptedException {
        Total total = Total.NONE;
        for (List<Operation> operations : some) {
            total = total.plus(explore(new Combination(setting, operations), fine));
        }
        return total;
    }

    private static Total explore(Combination combination, boolean fine)
            throws InterruptedException {
        long start = System.nanoTime();
        Report report =
                (fine ? Explore.exhaustive().fine() : Explore.exhaustive()).check(combination);
        if (!report.isClean() || !report.isComplete()) {
            throw new AssertionError(
                    "%s%s: %s".formatted(fine ? "fine, " : "", combination, report));
        }
        return new Total(
                1, report.schedules(), report.turns(), Duration.ofNanos(System.nanoTime() - start));
    }

    // ---- which

    /** All choices of so many operations, the same one more than once among them, in the order of the enum. */
    static List<List<Operation>> multisets(int size) {
        List<List<Operation>> all = new ArrayList<>();
        extend(new ArrayList<>(), 0, size, all::add);
        return all;
    }

    private static void extend(
            List<Operation> begun, int from, int size, Consumer<List<Operation>> to) {
        if (begun.size() == size) {
            to.accept(List.copyOf(begun));
            return;
        }
        List<Operation> operations = List.of(Operation.values());
        for (int i = from; i < operations.size(); i++) {
            begun.add(operations.get(i));
            extend(begun, i, size, to);
            begun.removeLast();
        }
    }

    static List<List<Operation>> selectCloseCancel() {
        return List.of(
                List.of(Operation.CLOSE, Operation.CANCEL, Operation.SELECT_SEND),
                List.of(Operation.CLOSE, Operation.CANCEL, Operation.SELECT_RECEIVE),
                List.of(Operation.CLOSE, Operation.CANCEL, Operation.SELECT_BOTH),
                List.of(Operation.CLOSE, Operation.CANCEL, Operation.SELECT_BACK),
                List.of(Operation.CLOSE, Operation.CANCEL, Operation.TIMED_SELECT));
    }
}
