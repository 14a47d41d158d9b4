package dev.handoff.verify;

import static dev.handoff.Select.after;
import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;

import dev.handoff.AllClosedException;
import dev.handoff.CancelledException;
import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.ClosedException;
import dev.handoff.Received;
import dev.handoff.Receiver;
import dev.handoff.ReceiverFailedException;
import dev.handoff.Select;
import dev.handoff.Sender;
import dev.handoff.Tick;
import dev.handoff.Timers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Does one random thing after the other to some lines, and keeps a journal of what came of it. */
final class RandomProcess {
    /** One end of a line that this process is trying to use. */
    record Port(Line line, boolean sends, boolean handlesEnd) {}

    /** What a handler of an extended receive throws now and then. */
    private static final class HandlerFailure extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** How often the rarer things happen, out of 100,000 steps. */
    record Habits(int ends, int cancels, int interrupts) {}

    final Journal journal;
    private final List<Line> lines;
    private final Clocks clocks;
    private final SplittableRandom random;
    private final Habits habits;
    private final Supplier<Thread> victims;

    /** The values of the send cases of the latest run of a select. */
    private final List<Long> offered = new ArrayList<>();

    /** What it is waiting for, if it waits: not to be read while it runs. */
    private List<Port> waitsFor = List.of();

    /** A ticker and a one-shot timer, shared by all. */
    record Clocks(Receiver<Tick> every, Receiver<Tick> once) {
        static Clocks start() {
            return new Clocks(
                    Timers.every(Duration.ofNanos(30_000)), Timers.after(Duration.ofNanos(70_000)));
        }
    }

    RandomProcess(
            int number,
            List<Line> lines,
            Clocks clocks,
            long seed,
            Habits habits,
            Supplier<Thread> victims) {
        this.journal = new Journal(number);
        this.lines = lines;
        this.clocks = clocks;
        this.random = new SplittableRandom(seed);
        this.habits = habits;
        this.victims = victims;
    }

    List<Port> waitsFor() {
        return waitsFor;
    }

    /** One thing. Returns false if the lines that it looked at have ended. */
    boolean step() {
        Line line = lines.get(random.nextInt(lines.size()));
        try {
            int rare = random.nextInt(100_000);
            if (rare < habits.ends) {
                end(line);
            } else if (rare < habits.ends + habits.cancels) {
                line.channel.cancel();
                line.noteEnded(Line.Ended.CANCELLED);
            } else if (rare < habits.ends + habits.cancels + habits.interrupts) {
                victims.get().interrupt();
            } else {
                operate(line);
            }
        } catch (InterruptedException e) {
            // nothing moved; the ledger will tell if something did
        } catch (ClosedException | CancelledException | ChannelFailedException e) {
            return false;
        } catch (AllClosedException e) {
            return false;
        } finally {
            waitsFor = List.of();
        }
        return true;
    }

    private void operate(Line line) throws InterruptedException {
        switch (random.nextInt(16)) {
            case 0, 1 -> send(line);
            case 2 -> trySend(line);
            case 3 -> sendWithin(line);
            case 4 -> sendAll(line);
            case 5, 6 -> receive(line);
            case 7 -> tryReceive(line);
            case 8 -> receiveWithin(line);
            case 9 -> receiveBatch(line);
            case 10 -> receiveExtended(line);
            case 11, 12, 13 -> select();
            case 14 -> look(line);
            default -> awaitTime();
        }
    }

    private void awaitTime() throws InterruptedException {
        switch (random.nextInt(4)) {
            case 0 -> noteTick(journal.ticks, clocks.every.receiveOrNull());
            case 1 -> noteTick(journal.ticks, clocks.every.tryReceiveOrNull());
            case 2 -> noteTick(journal.onlyTick, clocks.once.receiveOrNull());
            default -> Timers.sleep(limit());
        }
    }

    private static Void noteTick(List<Tick> ticks, Tick tick) {
        if (tick != null) {
            ticks.add(tick);
        }
        return null;
    }

    private Duration limit() {
        return Duration.ofNanos(random.nextInt(4) * 50_000L);
    }

    private void waitFor(Line line, boolean sends) {
        waitsFor = List.of(new Port(line, sends, true));
    }

    // ---- sending

    private void send(Line line) throws InterruptedException {
        long value = journal.newValue(line);
        waitFor(line, true);
        try {
            line.channel.send(value);
        } catch (ReceiverFailedException e) {
            // it was received, all the same
        }
        journal.accepted.add(value);
    }

    private void trySend(Line line) {
        long value = journal.newValue(line);
        if (line.channel.trySend(value).accepted()) {
            journal.accepted.add(value);
        }
    }

    private void sendWithin(Line line) throws InterruptedException {
        long value = journal.newValue(line);
        waitFor(line, true);
        try {
            if (!line.channel.sendWithin(value, limit()).accepted()) {
                return;
            }
        } catch (ReceiverFailedException e) {
            // it was received, all the same
        }
        journal.accepted.add(value);
    }

    /** From a batch that was cut short, some values were sent and some were not. */
    private void sendAll(Line line) throws InterruptedException {
        List<Long> batch = new ArrayList<>();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            batch.add(journal.newValue(line));
        }
        waitFor(line, true);
        journal.doubtful.addAll(batch);
        try {
            line.channel.sendAll(batch);
        } catch (ReceiverFailedException e) {
            return; // the rest was not sent
        }
        journal.doubtful.removeAll(batch);
        journal.accepted.addAll(batch);
    }

    // ---- receiving

    private void receive(Line line) throws InterruptedException {
        waitFor(line, false);
        Long value = random.nextBoolean() ? line.channel.receiveOrNull() : line.channel.receive();
        noteReceived(line, value);
    }

    private void tryReceive(Line line) {
        noteReceived(line, line.channel.tryReceiveOrNull());
    }

    private void receiveWithin(Line line) throws InterruptedException {
        waitFor(line, false);
        Received<Long> received = line.channel.receiveWithin(limit());
        noteReceived(line, received.orNull());
    }

    private void receiveBatch(Line line) throws InterruptedException {
        waitFor(line, false);
        line.channel.receiveBatch(random.nextInt(1, 5)).forEach(value -> noteReceived(line, value));
    }

    private void receiveExtended(Line line) throws InterruptedException {
        waitFor(line, false);
        boolean fails = random.nextInt(4) == 0;
        try {
            line.channel.receive(
                    value -> {
                        waitsFor = List.of();
                        noteReceived(line, value);
                        if (fails) {
                            throw new HandlerFailure();
                        }
                    });
        } catch (HandlerFailure e) {
            // and its sender has seen it, too
        }
    }

    private Void noteReceived(Line line, Long value) {
        if (value != null) {
            if (Journal.lineOf(value) != line.number) {
                throw new AssertionError(line + " gave " + Journal.describe(value));
            }
            journal.received.add(value);
        }
        return null;
    }

    // ---- selecting

    private void select() throws InterruptedException {
        List<Port> ports = new ArrayList<>();
        List<Case<Void>> cases = new ArrayList<>();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            Line line = lines.get(random.nextInt(lines.size()));
            Port port = new Port(line, random.nextBoolean(), random.nextInt(4) == 0);
            boolean isThere = random.nextInt(8) != 0;
            if (isThere) {
                ports.add(port);
            }
            cases.add(newCase(port, isThere));
        }
        switch (random.nextInt(8)) {
            case 0 -> cases.add(otherwise(() -> null));
            case 1, 2 -> cases.add(after(limit(), () -> null));
            case 3 -> cases.add(on(Channel.<Long>never(), value -> noteReceived(null, value)));
            case 4 -> cases.add(on(clocks.every, tick -> noteTick(journal.ticks, tick)));
            case 5 -> cases.add(on(clocks.once, tick -> noteTick(journal.onlyTick, tick)));
            default -> {}
        }
        Select<Void> select = select(cases);
        waitsFor = ports;
        for (int runs = random.nextInt(1, 3); runs > 0; runs--) {
            offered.clear();
            try {
                select.run();
            } catch (ReceiverFailedException e) {
                journal.doubtful.addAll(offered); // one of these was sent; its handler was left out
            }
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // generic varargs
    private Select<Void> select(List<Case<Void>> cases) {
        Case<Void>[] array = cases.toArray(Case[]::new);
        return switch (random.nextInt(3)) {
            case 0 -> Select.prioritized(array);
            case 1 -> Select.rotating(array);
            default -> Select.of(array);
        };
    }

    private Case<Void> newCase(Port port, boolean isThere) {
        Line line = port.line;
        Case<Void> c;
        if (port.sends) {
            long[] value = new long[1];
            Supplier<Long> next =
                    () -> {
                        value[0] = journal.newValue(line);
                        offered.add(value[0]);
                        return value[0];
                    };
            c =
                    Select.toNext(
                            line.channel,
                            next,
                            () -> {
                                journal.accepted.add(value[0]);
                                return null;
                            });
        } else {
            c = on(line.channel, value -> noteReceived(line, value));
        }
        if (port.handlesEnd) {
            c.onClosed(() -> null);
        }
        return c.when(() -> isThere);
    }

    // ---- ending and looking

    private void end(Line line) throws InterruptedException {
        switch (random.nextInt(4)) {
            case 0 -> line.channel.fail(new HandlerFailure());
            case 1 -> endByCountedSenders(line);
            default -> line.channel.close();
        }
        line.noteEnded(Line.Ended.CLOSED);
    }

    /** Its last value, and then its close, must reach a receiver in this order. */
    private void endByCountedSenders(Line line) throws InterruptedException {
        try (Sender<Long> counted = line.channel.newSender()) {
            long value = journal.newValue(line);
            waitFor(line, true);
            try {
                counted.send(value);
            } catch (ReceiverFailedException e) {
                // it was received, all the same
            }
            journal.accepted.add(value);
        } finally {
            if (line.channel.isClosed()) { // which makes a lapse an end
                line.noteEnded(Line.Ended.CLOSED);
            }
        }
    }

    private void look(Line line) {
        Channel<Long> channel = line.channel;
        int size = channel.size();
        if (size < 0 || size > channel.capacity()) {
            throw new AssertionError(line + " says that it holds " + size);
        }
        if (channel.waitingSenders() < 0 || channel.waitingReceivers() < 0) {
            throw new AssertionError(line + " counts fewer than nobody");
        }
    }
}
