package dev.handoff.check;

import static dev.handoff.Select.after;
import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;
import static dev.handoff.Select.to;

import dev.handoff.Channel;
import dev.handoff.ChannelBuilder;
import dev.handoff.HandoffException;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Sender;
import dev.handoff.Task;
import dev.handoff.Timers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** A random program of a few processes with a few operations each, which notes what its processes see. */
final class SmallProgram {
    private enum Action {
        SEND,
        RECEIVE,
        TRY_SEND,
        TRY_RECEIVE,
        SEND_WITHIN,
        RECEIVE_WITHIN,
        RECEIVE_EXTENDED,
        CLOSE,
        CANCEL,
        SIZE,
        SELECT,
        SELECT_OTHERWISE,
        SELECT_AFTER,
        COUNTED_SEND,
        SLEEP,
        TICK,
        IS_CANCELLED,
        CANCEL_SCOPE,
        FAIL,
        NESTED,
        FORK_JOIN,
        FORK_CANCEL,
        START
    }

    /** One operation; some have two channels, some a process inside. */
    private record Step(Action action, int channel, int other, int number, List<Step> inside) {
        @Override
        public String toString() {
            return switch (action) {
                case NESTED, FORK_JOIN, FORK_CANCEL, START -> action + inside.toString();
                case SELECT, SELECT_OTHERWISE, SELECT_AFTER, COUNTED_SEND ->
                        "%s(%d,%d,%d)".formatted(action, channel, other, number);
                case SLEEP, TICK, IS_CANCELLED, CANCEL_SCOPE, FAIL -> action + "(" + number + ")";
                default -> "%s(%d,%d)".formatted(action, channel, number);
            };
        }
    }

    /** What has a process inside. */
    private static final Set<Action> NESTING =
            EnumSet.of(Action.NESTED, Action.FORK_JOIN, Action.FORK_CANCEL, Action.START);

    /** How many operations each process has; the first is the body of the scope. */
    private static final int[][] SHAPES = {
        {1, 2}, {2, 2}, {3, 2}, {2, 3}, {3, 3}, {4, 2}, {2, 4}, {1, 1, 1}, {2, 1, 1}, {0, 1, 1},
        {0, 2, 1}, {1, 2, 1}
    };

    /** What interrupts nobody. */
    private static final Action[] CALM = {
        Action.SEND,
        Action.RECEIVE,
        Action.SEND,
        Action.RECEIVE,
        Action.SEND_WITHIN,
        Action.RECEIVE_WITHIN,
        Action.RECEIVE_EXTENDED,
        Action.CLOSE,
        Action.SLEEP,
        Action.TICK,
        Action.START,
        Action.FORK_JOIN,
        Action.NESTED,
        Action.SIZE,
        Action.TRY_RECEIVE,
        Action.SELECT,
        Action.COUNTED_SEND
    };

    /** What moves values, and a little that looks at it. */
    private static final Action[] PLAIN = {
        Action.SEND, Action.RECEIVE, Action.CLOSE, Action.SIZE, Action.START, Action.TRY_RECEIVE
    };

    /** More processes, whose body does nothing but wait for them. */
    private static final int[][] WIDE_SHAPES = {
        {0, 1, 1, 1}, {0, 2, 1, 1}, {0, 1, 1, 1, 1}, {0, 2, 2}, {1, 1, 1}, {2, 2}
    };

    private final long seed;
    private final SplittableRandom random;
    private final List<String> kinds = new ArrayList<>();
    private final List<List<Step>> processes = new ArrayList<>();
    private final Action[] actions;
    private int made;

    SmallProgram(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.actions = random.nextBoolean() ? CALM : Action.values();
        make(SHAPES, "rendezvous", "rendezvous", "one", "two", "latest", "unbounded");
    }

    private SmallProgram(long seed, Action[] actions) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.actions = actions;
        make(WIDE_SHAPES, "one", "one", "one", "two", "rendezvous", "unbounded");
    }

    /** A program that does little but send and receive, mostly through buffers. */
    static SmallProgram buffered(long seed) {
        return new SmallProgram(seed, PLAIN);
    }

    private void make(int[][] shapes, String... kindsToTake) {
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            kinds.add(oneOf(kindsToTake));
        }
        int[] counts = shapes[random.nextInt(shapes.length)];
        for (int count : counts) {
            processes.add(steps(count, true));
        }
    }

    private String oneOf(String... words) {
        return words[random.nextInt(words.length)];
    }

    private List<Step> steps(int count, boolean mayNest) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Action action = action();
            boolean nests = NESTING.contains(action);
            if (nests && !mayNest) {
                action = Action.SEND;
            }
            steps.add(
                    new Step(
                            action,
                            random.nextInt(kinds.size()),
                            random.nextInt(kinds.size()),
                            ++made,
                            nests && mayNest ? steps(1, false) : List.of()));
        }
        return steps;
    }

    /** What moves values is more frequent; calm programs do little else. */
    private Action action() {
        return random.nextInt(3) == 0
                ? random.nextBoolean() ? Action.SEND : Action.RECEIVE
                : actions[random.nextInt(actions.length)];
    }

    /** One run: its own channels and notes. */
    final class Run implements Program {
        private final List<Channel<Integer>> channels = new ArrayList<>();
        private final List<List<String>> notes = new ArrayList<>();

        /** What was seen until now, process by process. */
        String seen() {
            return notes.toString();
        }

        @Override
        public void run() throws Exception {
            for (int i = 0; i < kinds.size(); i++) {
                ChannelBuilder<Integer> builder = Channel.named("c" + i);
                channels.add(
                        switch (kinds.get(i)) {
                            case "one" -> builder.buffered(1).open();
                            case "two" -> builder.buffered(2).open();
                            case "latest" -> builder.latest().open();
                            case "unbounded" -> builder.unbounded().open();
                            default -> builder.open();
                        });
            }
            for (int i = 0; i <= 2 * made; i++) {
                notes.add(new ArrayList<>());
            }
            List<String> root = notes.getLast();
            try {
                Scope.named("s")
                        .run(
                                scope -> {
                                    for (int i = 1; i < processes.size(); i++) {
                                        List<Step> steps = processes.get(i);
                                        List<String> mine = notes.get(i);
                                        scope.go("p" + i, () -> doAll(steps, scope, mine));
                                    }
                                    doAll(processes.get(0), scope, notes.get(0));
                                });
                root.add("well");
            } catch (Exception e) {
                root.add(e.getClass().getSimpleName() + " by " + e.getCause());
            }
        }

        private void doAll(List<Step> steps, Scope scope, List<String> mine) throws Exception {
            for (Step step : steps) {
                try {
                    mine.add(one(step, scope, mine));
                } catch (InterruptedException e) {
                    mine.add("interrupted");
                    throw e;
                } catch (HandoffException e) {
                    mine.add(e.getClass().getSimpleName());
                }
            }
        }

        private String one(Step step, Scope scope, List<String> mine) throws Exception {
            Channel<Integer> channel = channels.get(step.channel);
            Channel<Integer> other = channels.get(step.other);
            int number = step.number;
            Duration limit = Duration.ofSeconds(1 + number % 3);
            return switch (step.action) {
                case SEND -> {
                    channel.send(number);
                    yield "sent";
                }
                case RECEIVE -> "got " + channel.receiveOrNull();
                case TRY_SEND -> "" + channel.trySend(number);
                case TRY_RECEIVE -> "" + channel.tryReceive();
                case SEND_WITHIN -> "" + channel.sendWithin(number, limit);
                case RECEIVE_WITHIN -> "" + channel.receiveWithin(limit);
                case RECEIVE_EXTENDED ->
                        "handled "
                                + channel.receiveHolding(
                                        value -> mine.add("handles " + value + other.size()));
                case CLOSE -> "closed " + channel.tryClose();
                case CANCEL -> {
                    channel.cancel();
                    yield "cancelled";
                }
                case SIZE ->
                        channel.size() + " values " + channel.waitingReceivers() + " receivers";
                case SELECT -> {
                    boolean sends = number % 2 == 0;
                    yield Select.one(
                            on(channel, value -> "case " + value),
                            sends
                                    ? to(other, number, () -> "case sent")
                                    : on(other, value -> "case other " + value));
                }
                case SELECT_OTHERWISE ->
                        Select.prioritized(
                                        on(channel, value -> "case " + value),
                                        to(other, number, () -> "case sent"),
                                        otherwise(() -> "otherwise"))
                                .run();
                case SELECT_AFTER ->
                        Select.one(
                                to(channel, number, () -> "case sent"),
                                on(other, value -> "case other " + value),
                                after(limit, () -> "late"));
                case COUNTED_SEND -> {
                    try (Sender<Integer> sender = channel.newSender()) {
                        boolean passesOn = number % 2 == 0;
                        yield "" + sender.trySend(passesOn ? other.receive() : number);
                    }
                }
                case SLEEP -> {
                    Timers.sleep(limit);
                    yield "woke at " + VirtualTime.now();
                }
                case TICK -> {
                    Timers.after(limit).receive();
                    yield "ticked at " + VirtualTime.now();
                }
                case IS_CANCELLED -> "cancelled? " + scope.isCancelled();
                case CANCEL_SCOPE -> {
                    scope.cancel();
                    yield "cancelled scope";
                }
                case FAIL -> throw new IllegalStateException("planned " + number);
                case NESTED -> {
                    Scope.named("n" + number)
                            .run(
                                    nested -> {
                                        nested.go("n" + number, inside(step, nested)::run);
                                        mine.add("nested");
                                    });
                    yield "left";
                }
                case FORK_JOIN -> {
                    Task<String> task = fork(step, scope);
                    yield task.isDone() + " " + task.join();
                }
                case FORK_CANCEL -> {
                    Task<String> task = fork(step, scope);
                    task.cancel();
                    yield task.join();
                }
                case START -> {
                    scope.go("g" + number, inside(step, scope)::run);
                    yield "started";
                }
            };
        }

        private Task<String> fork(Step step, Scope scope) {
            return scope.fork(
                    "f" + step.number,
                    () -> {
                        inside(step, scope).run();
                        return "result";
                    });
        }

        private Program inside(Step step, Scope scope) {
            return () -> doAll(step.inside, scope, notes.get(made + step.number - 1));
        }
    }

    @Override
    public String toString() {
        return "seed " + seed + ": " + kinds + " " + processes;
    }
}
