package dev.handoff.coordinate;

import static dev.handoff.Select.at;
import static dev.handoff.Select.on;

import dev.handoff.Channel;
import dev.handoff.Deadline;
import dev.handoff.Scope;
import dev.handoff.ScopeBody;
import dev.handoff.Select;
import dev.handoff.internal.Foreign;
import dev.handoff.internal.Unheard;
import dev.handoff.internal.toolkit.Cancellations;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * Several ways to the same end, tried at once: for the first n that succeed, for n that agree, or one after the other
 * with a head start. Each race runs its racers in a scope of its own: when enough have succeeded, the others are
 * cancelled, and awaited (L35). Where the first result is enough and all racers start at once, {@link Scope#race} does
 * it.
 *
 * <p>Failures of racers count against them, and are thrown only when too few are left to succeed: as a
 * {@link WorkFailedException} whose cause is the first failure, with the others suppressed. A result that comes too
 * late is dropped: a racer whose result must be released has to see to it that it is not interrupted between making and
 * returning the result, or release the result itself.
 *
 * <p>What a racer does happens-before the return, if its result is part of what is returned.
 */
public final class Race {
    private record Finish<T extends @Nullable Object>(
            @Nullable T result, @Nullable Throwable failure) {}

    /** Asked after each result: which of the results so far count together. */
    @FunctionalInterface
    private interface Judge<T extends @Nullable Object> {
        List<T> best(List<T> results);
    }

    private Race() {}

    /**
     * The first {@code n} results, in the order in which they came: a quorum, if {@code n} is more than half.
     *
     * @param n how many must succeed, one to the number of racers
     * @param racers all start at once
     * @param <T> the type of the results
     * @return {@code n} results
     * @throws WorkFailedException if so many have failed that fewer than {@code n} can succeed
     * @throws IllegalArgumentException if {@code n} is out of range
     * @throws InterruptedException if the thread was interrupted, or the surrounding scope cancelled, before so many had
     *     succeeded; all racers have ended. Later the results are returned, and the interrupt status is set (L20)
     */
    public static <T extends @Nullable Object> List<T> first(
            int n, List<? extends Callable<? extends T>> racers) throws InterruptedException {
        requireEnough(n, racers.size());
        requireNoNull(racers);
        return run("first " + n, n, racers, results -> results);
    }

    /**
     * The first result that {@code n} racers agree on, by {@code equals} (null agrees with null): for answers of which some
     * may be wrong.
     *
     * @param n how many must agree, one to the number of racers
     * @param racers all start at once
     * @param <T> the type of the results
     * @return the result
     * @throws WorkFailedException if {@code n} cannot agree any more, because too many have failed or differ
     * @throws IllegalArgumentException if {@code n} is out of range
     * @throws InterruptedException as {@link #first}
     */
    public static <T extends @Nullable Object> T agreed(
            int n, List<? extends Callable<? extends T>> racers) throws InterruptedException {
        requireEnough(n, racers.size());
        requireNoNull(racers);
        return run(n + " that agree", n, racers, new Likeness<T>(racers.size())).getFirst();
    }

    /**
     * The largest group of results that one of them equals. Each is asked, because equals may be neither symmetric nor
     * transitive.
     */
    private static final class Likeness<T extends @Nullable Object> implements Judge<T> {
        /** How many each result equals, itself included. */
        private final int[] alike;

        Likeness(int racers) {
            alike = new int[racers];
        }

        @Override
        public List<T> best(List<T> results) {
            int latest = results.size() - 1;
            alike[latest] = 1;
            for (int i = 0; i < latest; i++) {
                if (Objects.equals(results.get(i), results.get(latest))) {
                    alike[i]++;
                }
                if (Objects.equals(results.get(latest), results.get(i))) {
                    alike[latest]++;
                }
            }
            T first = results.get(firstOfMost(latest));
            return results.stream().filter(other -> Objects.equals(first, other)).toList();
        }

        private int firstOfMost(int latest) {
            int most = 0;
            for (int i = 1; i <= latest; i++) {
                if (alike[i] > alike[most]) {
                    most = i;
                }
            }
            return most;
        }
    }

    private static void requireEnough(int n, int racers) {
        if (n < 1 || n > racers) {
            throw new IllegalArgumentException(
                    "a race in which " + n + " of " + racers + " racers have to succeed");
        }
    }

    private static void requireNoNull(List<? extends Callable<?>> racers) {
        for (Callable<?> racer : racers) {
            Objects.requireNonNull(racer, "racer");
        }
    }

    private static <T extends @Nullable Object> List<T> run(
            String what, int needed, List<? extends Callable<? extends T>> racers, Judge<T> judge)
            throws InterruptedException {
        return decide(
                what + " of " + racers.size(),
                scope -> {
                    Track<T> track = new Track<>(scope, racers);
                    while (track.hasNext()) {
                        track.start();
                    }
                    List<T> best = List.of();
                    while (best.size() + track.unfinished() >= needed) {
                        if (track.succeeds(track.nextFinish())) {
                            best = judge.best(track.results);
                            if (best.size() >= needed) { // more at once, by an equals that is not
                                // transitive
                                return best;
                            }
                        }
                    }
                    throw track.failure(what);
                });
    }

    /**
     * Decides in a scope of its own. The winning result is not lost to an interrupt that comes while the losers are
     * awaited.
     */
    private static <R extends @Nullable Object> R decide(
            String name, ScopeBody<R, InterruptedException> race) throws InterruptedException {
        List<R> won = new ArrayList<>(1);
        try {
            return Scope.named(name)
                    .<R, InterruptedException>call(
                            scope -> {
                                won.add(race.call(scope));
                                scope.cancel();
                                return won.getFirst();
                            });
        } catch (InterruptedException e) {
            if (won.isEmpty()) {
                throw e;
            }
            for (Throwable beside : e.getSuppressed()) {
                Unheard.tell(beside);
            }
            Thread.currentThread().interrupt();
            return won.getFirst();
        }
    }

    /**
     * Hedged: as {@link #hedged(Duration, List)}, with the same body for all attempts.
     *
     * @param delay how long an attempt has before the next is started beside it; zero or less: all start at once
     * @param attempts how many at most, at least one
     * @param body what is tried
     * @param <T> the type of the result
     * @return the first result
     * @throws WorkFailedException if all attempts have failed
     * @throws IllegalArgumentException if {@code attempts} is less than one
     * @throws InterruptedException as {@link #first}
     */
    public static <T extends @Nullable Object> T hedged(
            Duration delay, int attempts, Callable<? extends T> body) throws InterruptedException {
        Objects.requireNonNull(body, "body");
        return hedge(delay, Collections.nCopies(Math.max(0, attempts), body));
    }

    /**
     * Hedged: starts the first attempt; whenever {@code delay} has passed since the latest start without a success, or when an
     * attempt has failed, starts the next beside it. The first success wins. This helps against the few requests that
     * take a hundred times as long as the others: with the delay at the 95th percentile, it costs one more request in
     * twenty.
     *
     * <p>After Jeffrey Dean and Luiz André Barroso, The Tail at Scale (CACM 2013).
     *
     * @param delay how long an attempt has before the next is started beside it; zero or less: all start at once
     * @param attempts in the order in which they are started
     * @param <T> the type of the result
     * @return the first result
     * @throws WorkFailedException if all attempts have failed
     * @throws IllegalArgumentException if there is no attempt
     * @throws InterruptedException as {@link #first}
     */
    public static <T extends @Nullable Object> T hedged(
            Duration delay, List<? extends Callable<? extends T>> attempts)
            throws InterruptedException {
        requireNoNull(attempts);
        return hedge(delay, attempts);
    }

    private static <T extends @Nullable Object> T hedge(
            Duration delay, List<? extends Callable<? extends T>> attempts)
            throws InterruptedException {
        Objects.requireNonNull(delay, "delay");
        requireEnough(1, attempts.size());
        return decide(
                "hedged",
                scope -> {
                    Track<T> track = new Track<>(scope, attempts);
                    track.start();
                    Deadline next = Deadline.in(delay);
                    while (track.unfinished() > 0) {
                        Finish<T> finish = track.nextFinish(next);
                        if (finish != null && track.succeeds(finish)) {
                            return track.results.getFirst();
                        }
                        if (track.hasNext()) {
                            track.start();
                            next = Deadline.in(delay);
                        }
                    }
                    throw track.failure("all attempts");
                });
    }

    /** Where racers run, in a scope, and how far they have come. For the body of the scope alone. */
    private static final class Track<T extends @Nullable Object> {
        final Channel<Finish<T>> finishes;
        final List<T> results = new ArrayList<>();
        private final Scope scope;
        private final List<? extends Callable<? extends T>> racers;
        private final List<Throwable> failures = new ArrayList<>();
        private int started;

        Track(Scope scope, List<? extends Callable<? extends T>> racers) {
            this.scope = scope;
            this.racers = racers;
            this.finishes = Channel.<Finish<T>>named("finishes").buffered(racers.size()).open();
        }

        boolean hasNext() {
            return started < racers.size();
        }

        void start() {
            Callable<? extends T> racer = racers.get(started++);
            scope.go(
                    "racer " + started,
                    () -> finishes.trySend(run(racer))); // there is room for all
        }

        /** Throws what a cancelled racer ends by: what is suppressed in that is the scope's concern. */
        private Finish<T> run(Callable<? extends T> racer) throws Exception {
            try {
                return new Finish<>(racer.call(), null);
            } catch (Throwable t) {
                if (scope.isCancelled() && Cancellations.hasEnded(t)) {
                    throw t;
                }
                return new Finish<>(null, t);
            }
        }

        /** How many racers have neither succeeded nor failed, including those that were not started. */
        int unfinished() {
            return racers.size() - failures.size() - results.size();
        }

        /** A finish that has come is not lost to an interrupt (L20). */
        Finish<T> nextFinish() throws InterruptedException {
            Finish<T> there = finishes.tryReceiveOrNull();
            return there == null ? finishes.receive() : there;
        }

        /** Null if it is time for the next start. */
        @Nullable Finish<T> nextFinish(Deadline nextStart) throws InterruptedException {
            if (!hasNext() || finishes.size() > 0) {
                return nextFinish();
            }
            List<Finish<T>> got = new ArrayList<>(1);
            Select.<Boolean>prioritized(on(finishes, got::add), at(nextStart, () -> false)).run();
            return got.isEmpty() ? null : got.getFirst();
        }

        @SuppressWarnings("NullAway") // null only if the racer's result was
        boolean succeeds(Finish<T> finish) {
            if (finish.failure != null) {
                failures.add(finish.failure);
                return false;
            }
            results.add(finish.result);
            return true;
        }

        WorkFailedException failure(String what) {
            String message =
                    "%s: %s of %s have failed, %s have succeeded"
                            .formatted(what, failures.size(), racers.size(), results.size());
            WorkFailedException report =
                    failures.isEmpty()
                            ? new WorkFailedException(message, null)
                            : new WorkFailedException(
                                    message
                                            + "; the first failure: "
                                            + Foreign.words(failures.getFirst()),
                                    failures.getFirst());
            failures.stream().skip(1).forEach(report::addSuppressed);
            return report;
        }
    }
}
