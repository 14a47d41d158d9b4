package dev.handoff.verify;

import dev.handoff.Tick;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares the journals of all processes: is anything lost, made up, duplicated or out of order? */
final class Ledger {
    /* Overview
     *
     *   accepted = received + undelivered + left in the channels      as sets, each value once
     *   of one sender and one line, each receiver sees rising numbers
     *   of a batch that was cut short a beginning is seen, without gaps
     *   where a receive has reported the end nothing is left, nor after a cancel
     *   undelivered is what was dropped, or left at a cancel
     *   a line has ended if its last counted sender was closed
     *
     * A value that was refused, timed out or interrupted is in nobody's `accepted`; if it turns up, it was made up.
     */
    private Ledger() {}

    /** What is wrong; empty if nothing is. Empties the channels. */
    static List<String> problems(Collection<Journal> journals, Collection<Line> lines) {
        List<String> problems = new ArrayList<>();
        Set<Long> accepted = new HashSet<>();
        Set<Long> doubtful = new HashSet<>();
        Set<Long> seen = new HashSet<>();
        for (Journal journal : journals) {
            accepted.addAll(journal.accepted);
            doubtful.addAll(journal.doubtful);
            journal.cutShort.forEach(doubtful::addAll);
        }
        for (Journal journal : journals) {
            take("received", journal.received, accepted, doubtful, seen, problems);
            checkOrder("process " + journal.process, journal.received, problems);
        }
        for (Line line : lines) {
            take("undelivered", line.undelivered, accepted, doubtful, seen, problems);
            List<Long> left = drain(line, problems);
            take("left", left, accepted, doubtful, seen, problems);
            checkOrder("what is left in " + line, left, problems);
            if (line.isEndTold() && !left.isEmpty()) {
                problems.add(
                        "a receive reported the end of %s, with %s in it".formatted(line, left));
            }
            if (line.ended() == Line.Ended.CANCELLED && !left.isEmpty()) {
                problems.add(line + " was cancelled, with " + left + " in it");
            }
            if (line.lacksSenders() && !line.channel.isClosed()) {
                problems.add(line + " is open, and the last of its counted senders was closed");
            }
            checkEmpty(line, problems);
        }
        for (Journal journal : journals) {
            journal.cutShort.forEach(batch -> checkBeginning(batch, seen, problems));
        }
        for (long value : accepted) {
            if (!seen.contains(value)) {
                problems.add("lost: " + Journal.describe(value));
            }
        }
        checkTicks(journals, problems);
        return problems;
    }

    /** Of all ticks, whoever received them, each says how many were skipped since the one before. */
    private static void checkTicks(Collection<Journal> journals, List<String> problems) {
        List<Tick> ticks =
                journals.stream()
                        .flatMap(journal -> journal.ticks.stream())
                        .sorted(Comparator.comparingLong(Tick::number))
                        .toList();
        long latest = 0;
        for (Tick tick : ticks) {
            if (tick.number() != latest + tick.skipped() + 1) {
                problems.add("after tick " + latest + " came " + tick);
            }
            latest = tick.number();
        }
        int onlyTicks = journals.stream().mapToInt(journal -> journal.onlyTick.size()).sum();
        boolean isOver = journals.stream().anyMatch(journal -> journal.onlyTickIsOver);
        if (onlyTicks > 1 || (isOver && onlyTicks == 0)) {
            problems.add("the one-shot timer has ticked " + onlyTicks + " times");
        }
    }

    private static void take(
            String how,
            Collection<Long> values,
            Set<Long> accepted,
            Set<Long> doubtful,
            Set<Long> seen,
            List<String> problems) {
        for (long value : values) {
            if (!accepted.contains(value) && !doubtful.contains(value)) {
                problems.add(how + ", but never sent: " + Journal.describe(value));
            }
            if (!seen.add(value)) {
                problems.add(how + ", but not for the first time: " + Journal.describe(value));
            }
        }
    }

    private static void checkOrder(String who, List<Long> values, List<String> problems) {
        Map<Long, Long> latest = new HashMap<>();
        for (long value : values) {
            Long before = latest.put(value >>> 32, value);
            if (before != null && before > value) {
                problems.add(
                        "%s saw %s before %s"
                                .formatted(who, Journal.describe(before), Journal.describe(value)));
            }
        }
    }

    /** Of a batch that was cut short the first values were sent (L23). */
    private static void checkBeginning(List<Long> batch, Set<Long> seen, List<String> problems) {
        int sent = 0;
        while (sent < batch.size() && seen.contains(batch.get(sent))) {
            sent++;
        }
        for (long value : batch.subList(sent, batch.size())) {
            if (seen.contains(value)) {
                problems.add(
                        "%s of a batch was sent, and %s before it was not"
                                .formatted(
                                        Journal.describe(value),
                                        Journal.describe(batch.get(sent))));
            }
        }
    }

    private static List<Long> drain(Line line, List<String> problems) {
        List<Long> left = new ArrayList<>();
        int size = line.channel.size();
        for (Long value; (value = line.channel.tryReceiveOrNull()) != null; ) {
            left.add(value);
        }
        if (left.size() != size) {
            problems.add(line + " had a size of " + size + " and held " + left);
        }
        return left;
    }

    private static void checkEmpty(Line line, List<String> problems) {
        if (line.channel.waitingSenders() != 0 || line.channel.waitingReceivers() != 0) {
            problems.add(
                    "%s says that %d senders and %d receivers wait, but all have ended"
                            .formatted(
                                    line,
                                    line.channel.waitingSenders(),
                                    line.channel.waitingReceivers()));
        }
        checkDropped(line, problems);
    }

    /** The hook has what was dropped, and after a cancel what was left (L4, L15). */
    private static void checkDropped(Line line, List<String> problems) {
        long dropped = line.channel.dropped();
        long handed = line.undelivered.size();
        boolean hadLeft = line.ended() == Line.Ended.CANCELLED;
        boolean mayBe =
                (line.store.drops || dropped == 0)
                        && (dropped == handed || (hadLeft && dropped < handed));
        if (!mayBe) {
            problems.add(
                    "%s has dropped %d values and handed %d to its hook"
                            .formatted(line, dropped, handed));
        }
    }
}
