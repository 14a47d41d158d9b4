package dev.handoff.check;

import dev.handoff.CheckReturnValue;
import dev.handoff.check.spec.Specification;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Runs a program under many schedules, to find the one in which it goes wrong.
 *
 * <pre>{@code
 * Explore.run(() -> {
 *     Channel<Integer> numbers = Channel.rendezvous();
 *     Scope.run(scope -> {
 *         scope.go("sender", () -> numbers.send(1));
 *         scope.go("receiver", () -> numbers.receive());
 *     });
 * });
 * }</pre>
 *
 * <p>One process runs at a time; which one goes on is chosen before each operation on a channel, select, scope or task.
 * Time is virtual: sleeps and time-outs cost nothing, and it moves only when everybody waits. Processes may use locks
 * and latches, too, but what they do to each other with those is not controlled.
 *
 * <p>What is found: deadlocks, leaks, failures, and programs that do not end. An exploration is immutable; every method
 * that sets something returns another one.
 */
@CheckReturnValue("nothing is explored until check or require is called")
public final class Explore {
    private static final int SCHEDULES = 1_000;
    private static final int MOST_DEPTH = 1_000;

    private enum How {
        RANDOM,
        PCT,
        ROUND_ROBIN,
        EXHAUSTIVE,
        UNREDUCED,
        REPLAY
    }

    private final How how;
    private final int depth;
    private final int schedules;
    private final long seed;
    private final @Nullable Duration limit;
    private final @Nullable Schedule schedule;
    private final Rules rules;

    private Explore(
            How how,
            int depth,
            int schedules,
            long seed,
            @Nullable Duration limit,
            @Nullable Schedule schedule,
            Rules rules) {
        this.how = how;
        this.depth = depth;
        this.schedules = schedules;
        this.seed = seed;
        this.limit = limit;
        this.schedule = schedule;
        this.rules = rules;
    }

    /**
     * Tries 1,000 random schedules.
     *
     * @param program what is to be explored
     * @throws ExplorationFailure if it goes wrong in one of them
     * @throws InterruptedException if the thread was interrupted
     */
    public static void run(Program program) throws InterruptedException {
        random().require(program);
    }

    // ---- how

    /**
     * Random schedules: at each turn, every process that can go on is equally likely.
     *
     * @return 1,000 of them, with seed 1
     */
    public static Explore random() {
        return new Explore(How.RANDOM, 0, SCHEDULES, 1, null, null, Rules.USUAL);
    }

    /**
     * Random priorities with a few changes: they find a bug that needs a rare order sooner than {@link #random} does.
     * Not fair: a process that asks again and again until another has acted, such as {@code while (!task.isDone()) {}},
     * may be the only one to go on, which is reported as a livelock. Let such a process wait instead, or take
     * {@link #random}.
     *
     * @param depth how many orderings the bug may need, 1 to 1,000; 3 finds most
     * @return 1,000 of them, with seed 1
     * @throws IllegalArgumentException if {@code depth} is out of range
     */
    public static Explore pct(int depth) {
        if (depth < 1 || depth > MOST_DEPTH) {
            throw new IllegalArgumentException("a depth of " + depth + "; it is 1 to 1,000");
        }
        return new Explore(How.PCT, depth, SCHEDULES, 1, null, null, Rules.USUAL);
    }

    /**
     * Everybody in turn: one schedule.
     *
     * @return that one
     */
    public static Explore roundRobin() {
        return new Explore(How.ROUND_ROBIN, 0, 1, 1, null, null, Rules.USUAL);
    }

    /**
     * All schedules: for small programs. Schedules that differ only in the order of independent operations are run once,
     * where independent means: on different channels, selects, scopes and tasks. What processes do to each other through
     * fields, atomics or locks is no such operation, so a mistake that depends on its order can be missed. The same
     * holds where a library does so, as Handoff's bridges to {@link java.util.concurrent.CompletableFuture} and to
     * {@link java.util.concurrent.Flow} do. Races of {@link dev.handoff.Watched} variables are found. For programs that
     * share in that way, take {@link #random} or {@link #unreduced}.
     *
     * <p>An interrupt that the program makes by {@link Thread#interrupt} comes together with the operation before it:
     * no schedule is tried in which others go on between the two. Cancel a task or a scope instead: their interrupts
     * are steps. {@link dev.handoff.Handoff#cancelAll} interrupts all detached processes in one step. The interrupt
     * status is looked at in operations only: {@link Thread#isInterrupted} belongs to the operation before it, and no
     * schedule is tried in which an interrupt comes between the two; {@link dev.handoff.Scope#checkpoint} is an
     * operation. As with fields and atomics, "all there are" does not know of such schedules.
     *
     * <p>Not fair: in one of the schedules, a process that asks again and again until another has acted, such as
     * {@code while (!task.isDone()) {}}, is the only one to go on, and that is reported as a livelock. Let such a
     * process wait instead, or take {@link #random}.
     *
     * <p>The program must do the same again if it is scheduled in the same way. It does not if it goes through a {@code HashMap}
     * or {@code HashSet} whose keys have the hash of {@link Object}, as those of an enum do, or through a {@code Set.of} or
     * {@code Map.of}, whose order differs from one JVM to the next: a schedule may not replay then.
     * Where that is seen, the exploration ends 1,000 schedules later at the latest, and says so.
     *
     * @return all, however many; {@link #schedules} and {@link #within} limit them
     */
    public static Explore exhaustive() {
        return new Explore(How.EXHAUSTIVE, 0, Integer.MAX_VALUE, 1, null, null, Rules.USUAL);
    }

    /**
     * All schedules, even those that differ only in the order of independent steps: for a comparison with
     * {@link #exhaustive}, which comes to the same ends in fewer schedules. As little fair as that one.
     *
     * @return all, however many; {@link #schedules} and {@link #within} limit them
     */
    public static Explore unreduced() {
        return new Explore(How.UNREDUCED, 0, Integer.MAX_VALUE, 1, null, null, Rules.USUAL);
    }

    /**
     * The schedule of an earlier finding.
     *
     * @param schedule the schedule, as the report has shown it
     * @return that one
     * @throws IllegalArgumentException if it is not a schedule
     */
    public static Explore replay(String schedule) {
        return new Explore(How.REPLAY, 0, 1, 1, null, Schedule.parse(schedule), Rules.USUAL);
    }

    /**
     * How many schedules at most.
     *
     * @param most one or more
     * @return an exploration with that
     * @throws IllegalArgumentException if {@code most} is less than one
     */
    public Explore schedules(int most) {
        if (most < 1) {
            throw new IllegalArgumentException(most + " schedules; it is at least 1");
        }
        return new Explore(how, depth, most, seed, limit, schedule, rules);
    }

    /**
     * Where random numbers begin: the same seed tries the same schedules.
     *
     * @param number any
     * @return an exploration with that
     */
    public Explore seed(long number) {
        return new Explore(how, depth, schedules, number, limit, schedule, rules);
    }

    /**
     * After how many turns a run counts as endless; 20,000 if nothing is said.
     *
     * @param most one or more
     * @return an exploration with that
     * @throws IllegalArgumentException if {@code most} is less than one
     */
    public Explore maxTurns(int most) {
        if (most < 1) {
            throw new IllegalArgumentException(most + " turns; it is at least 1");
        }
        return with(rules.withMaxTurns(most));
    }

    /**
     * For how long schedules are tried; the one in progress then goes on to its end.
     *
     * @param time real time, more than none
     * @return an exploration with that
     * @throws IllegalArgumentException if {@code time} is zero or less
     */
    public Explore within(Duration time) {
        if (!time.isPositive()) {
            throw new IllegalArgumentException("schedules within " + time + "; it is more than 0");
        }
        return new Explore(how, depth, schedules, seed, time, schedule, rules);
    }

    /**
     * Switches inside of the library's operations, too: around their sleeps and wake-ups. Time may pass although a
     * process could go on, and a process that waits may wake up for no reason; {@link #exhaustive} and
     * {@link #unreduced} leave out such wake-ups, of which there is no end. This is for tests of the library itself and
     * of a {@link dev.handoff.spi.Scheduling}: what programs see of channels is the same without it, and there are far
     * more schedules with it. Only a replay that is fine replays a finding of such an exploration.
     *
     * @return an exploration with that
     */
    public Explore fine() {
        return with(rules.withGrain(Grain.STEPS));
    }

    /**
     * Values that were sent and never received are a finding; otherwise the report notes them. A channel that holds the
     * latest value, or that drops some, is no exception.
     *
     * @return an exploration with that
     */
    public Explore requireDrained() {
        return with(rules.withDrained(true));
    }

    /**
     * The program has threads that Handoff does not start, such as those of an executor, which may use its channels at
     * any time. Where all processes wait, these threads are given two seconds of real time before that counts as a
     * deadlock or a leak; if one of them acts later, the report says that it is neither. Sleeps and time-outs wait for
     * them, too, for two seconds of a schedule in all; if that is too little, the schedules after it do not wait, and
     * the report says so.
     *
     * <p>Some threads are noticed without this: platform threads that virtual threads of this JVM have made since the
     * exploration began, as long as they live, and the JDK's common pool, as long as its workers are busy or its timer
     * has something to do, such as a time-out of a {@code CompletableFuture}. Those of another test that runs at the
     * same time are noticed, too.
     *
     * @return an exploration with that
     */
    public Explore besideThreads() {
        return with(rules.withThreads());
    }

    /**
     * Also looks whether every trace is one of a specification. When one is not, the search goes on for the shortest of
     * that kind, over 1,000 more schedules. The order of operations that the specification could see matters even on
     * different channels, so {@link #exhaustive} must try more schedules. Not for a {@link #fine} exploration, in which
     * operations have no order.
     *
     * @param what the program's traces may be
     * @return an exploration with that
     */
    public Explore specification(Specification what) {
        return with(rules.withSpecification(Objects.requireNonNull(what, "what")));
    }

    private Explore with(Rules others) {
        return new Explore(how, depth, schedules, seed, limit, schedule, others);
    }

    // ---- doing it

    /**
     * Explores, and throws if the program goes wrong.
     *
     * @param program what is to be explored
     * @throws ExplorationFailure if it goes wrong in one of the schedules
     * @throws IllegalStateException if there is a specification, and the exploration is fine, or its term hides events
     *     of a recursion that grows
     * @throws InterruptedException if the thread was interrupted
     */
    public void require(Program program) throws InterruptedException {
        Report report = check(program);
        if (!report.isClean()) {
            throw new ExplorationFailure(report);
        }
    }

    /**
     * Explores until the program goes wrong, or no schedule is left. A schedule in which it goes wrong is shrunk: that
     * runs the program some hundred times more. The last run is the one that is reported.
     *
     * @param program what is to be explored
     * @return what was found
     * @throws IllegalStateException if there is a specification, and the exploration is fine, or its term hides events
     *     of a recursion that grows
     * @throws InterruptedException if the thread was interrupted
     */
    @CheckReturnValue("what was found is lost; require throws it")
    public Report check(Program program) throws InterruptedException {
        return check(program, report -> {});
    }

    /**
     * As {@link #check(Program)}, and tells at once when the program goes wrong, because to shrink the finding can take
     * long.
     *
     * @param program what is to be explored
     * @param asFound is given the first finding as it came, in the calling thread, before it is shrunk; not called if
     *     nothing is found
     * @return what was found
     * @throws IllegalStateException if there is a specification, and the exploration is fine, or its term hides events
     *     of a recursion that grows
     * @throws InterruptedException if the thread was interrupted
     */
    @CheckReturnValue("what was found is lost; require throws it")
    public Report check(Program program, Consumer<Report> asFound) throws InterruptedException {
        Objects.requireNonNull(program, "program");
        Objects.requireNonNull(asFound, "asFound");
        if (rules.specification() != null && rules.grain() == Grain.STEPS) {
            throw new IllegalStateException(
                    "a specification is about the order of operations, which have none in a fine"
                            + " exploration: leave out fine() or the specification");
        }
        return new Exploration(strategy(), rules, program, asFound).run(schedules, limit);
    }

    private Strategy strategy() {
        return switch (how) {
            case RANDOM ->
                    rules.grain() == Grain.STEPS
                            ? new BurstsStrategy(seed)
                            : new RandomStrategy(seed);
            case PCT -> new PctStrategy(seed, depth);
            case ROUND_ROBIN -> new RoundRobinStrategy();
            // the reduction takes it for granted that time passes only when it must
            case EXHAUSTIVE ->
                    rules.grain() == Grain.STEPS
                            ? new DepthFirstStrategy()
                            : new ExhaustiveStrategy();
            case UNREDUCED -> new DepthFirstStrategy();
            case REPLAY -> new ReplayStrategy(Objects.requireNonNull(schedule));
        };
    }
}
