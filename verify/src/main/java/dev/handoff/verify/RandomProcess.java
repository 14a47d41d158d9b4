package dev.handoff.verify;

import static dev.handoff.Select.after;
import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;

import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.Receiver;
import dev.handoff.Select;
import dev.handoff.Tick;
import dev.handoff.Timers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Has an {@link Actor} do one random thing after the other to some lines. */
final class RandomProcess {
    /**
     * What kind of things happen.
     *
     * @param ends how often, out of 100,000 steps
     * @param cancels how often, likewise
     * @param interrupts how often, likewise
     * @param bothEnds whether one select may offer to send and to receive on the same line
     */
    record Habits(int ends, int cancels, int interrupts, boolean bothEnds) {}

    /** A ticker and a one-shot timer, shared by all. */
    record Clocks(Receiver<Tick> every, Receiver<Tick> once) {
        static Clocks start() {
            return new Clocks(
                    Timers.every(Duration.ofNanos(30_000)), Timers.after(Duration.ofNanos(70_000)));
        }
    }

    final Actor actor;
    private final List<Line> lines;
    private final Clocks clocks;
    private final SplittableRandom random;
    private final Habits habits;
    private final Supplier<Thread> victims;

    RandomProcess(
            Actor actor,
            List<Line> lines,
            Clocks clocks,
            long seed,
            Habits habits,
            Supplier<Thread> victims) {
        this.actor = actor;
        this.lines = lines;
        this.clocks = clocks;
        this.random = new SplittableRandom(seed);
        this.habits = habits;
        this.victims = victims;
    }

    /** Does one thing. Returns false if the lines that it looked at have ended. */
    boolean step() {
        return actor.attempt(() -> act(lines.get(random.nextInt(lines.size()))));
    }

    private void act(Line line) throws InterruptedException {
        int rare = random.nextInt(100_000);
        if (rare < habits.ends) {
            end(line);
        } else if (rare < habits.ends + habits.cancels) {
            actor.cancel(line);
        } else if (rare < habits.ends + habits.cancels + habits.interrupts) {
            victims.get().interrupt();
        } else {
            operate(line);
        }
    }

    private void end(Line line) throws InterruptedException {
        switch (random.nextInt(6)) {
            case 0 -> actor.fail(line);
            case 1 -> actor.closeCounted(line, true);
            case 2, 3 -> actor.closeSender(line, random.nextBoolean());
            default -> actor.close(line);
        }
    }

    private void operate(Line line) throws InterruptedException {
        Way way = line.anyWay(random);
        switch (random.nextInt(17)) {
            case 0, 1 -> actor.send(way);
            case 2 -> actor.trySend(way);
            case 3 -> actor.sendWithin(way, limit());
            case 4 -> actor.sendAll(way, random.nextInt(1, 5));
            case 5 -> actor.receive(line);
            case 6 -> actor.receiveOrNull(line);
            case 7 -> actor.tryReceive(line);
            case 8 -> actor.receiveWithin(line, limit());
            case 9 -> actor.receiveBatch(line, random.nextInt(1, 5));
            case 10 -> actor.receiveExtended(line, random.nextInt(4) == 0);
            case 11, 12, 13 -> select();
            case 14 -> actor.look(line);
            case 15 -> actor.addSender(line);
            default -> awaitTime();
        }
    }

    private Duration limit() {
        return Duration.ofNanos(random.nextInt(4) * 50_000L);
    }

    // ---- time

    private void awaitTime() throws InterruptedException {
        Journal journal = actor.journal;
        switch (random.nextInt(4)) {
            case 0 -> awaitTick(journal);
            case 1 -> noteTick(journal.ticks, clocks.every.tryReceiveOrNull());
            case 2 -> awaitOnlyTick(journal);
            default -> Timers.sleep(limit());
        }
    }

    private void awaitTick(Journal journal) throws InterruptedException {
        Tick tick = clocks.every.receiveOrNull();
        if (tick == null) {
            throw new AssertionError("the ticker has ended");
        }
        journal.ticks.add(tick);
    }

    private void awaitOnlyTick(Journal journal) throws InterruptedException {
        Tick tick = clocks.once.receiveOrNull();
        journal.onlyTickIsOver |= tick == null;
        noteTick(journal.onlyTick, tick);
    }

    private static void noteTick(List<Tick> ticks, Tick tick) {
        if (tick != null) {
            ticks.add(tick);
        }
    }

    // ---- selecting

    private void select() throws InterruptedException {
        List<Port> ports = new ArrayList<>();
        List<Case<Void>> cases = new ArrayList<>();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            Port port = port(lines.get(random.nextInt(lines.size())));
            boolean isThere =
                    random.nextInt(8) != 0
                            && (habits.bothEnds || ports.stream().noneMatch(port::isOtherEndOf));
            if (isThere) {
                ports.add(port);
            }
            cases.add(actor.newCase(port).when(() -> isThere));
        }
        int more = random.nextInt(8);
        switch (more) {
            case 0 -> cases.add(otherwise(actor::noteHandled));
            case 1, 2 -> cases.add(after(limit(), actor::noteHandled));
            case 3 -> cases.add(on(Channel.<Long>never(), RandomProcess::impossible));
            case 4 -> cases.add(newTickCase(clocks.every, actor.journal.ticks));
            case 5 -> cases.add(newTickCase(clocks.once, actor.journal.onlyTick));
            default -> {}
        }
        boolean endsByItself = more <= 2 || more == 4;
        Select<Void> select = select(cases);
        for (int runs = random.nextInt(1, 3); runs > 0; runs--) {
            actor.select(select, ports, endsByItself);
        }
    }

    private Case<Void> newTickCase(Receiver<Tick> clock, List<Tick> ticks) {
        return on(
                clock,
                tick -> {
                    noteTick(ticks, tick);
                    return actor.noteHandled();
                });
    }

    private Port port(Line line) {
        boolean handlesEnd = random.nextInt(4) == 0;
        return switch (random.nextInt(9)) {
            case 0 -> Port.endOf(line);
            case 1, 2, 3, 4 -> Port.through(line.anyWay(random), handlesEnd);
            default -> new Port(line, false, handlesEnd);
        };
    }

    private static Void impossible(long value) {
        throw new AssertionError("never() gave " + Journal.describe(value));
    }

    private Select<Void> select(List<Case<Void>> cases) {
        return switch (random.nextInt(3)) {
            case 0 -> Select.prioritized(cases);
            case 1 -> Select.rotating(cases);
            default -> Select.of(cases);
        };
    }
}
