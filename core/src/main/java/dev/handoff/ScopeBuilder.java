package dev.handoff;

import dev.handoff.spi.Op;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Describes a scope before it is opened: {@code Scope.named("search").deadline(Duration.ofSeconds(2)).run(…)}. The
 * scope may be opened more than once. For one thread.
 */
public final class ScopeBuilder {
    private final @Nullable String name;
    private ScopePolicy policy = ScopePolicy.FAIL_FAST;
    private @Nullable Duration limit;
    private @Nullable Deadline deadline;
    private @Nullable Consumer<? super ProcessFailedException> onFailure;
    private final List<ScopedValue<?>> carried = new ArrayList<>();

    ScopeBuilder(@Nullable String name) {
        this.name = name;
    }

    /**
     * Cancels the scope {@code limit} after it was opened; it then ends with {@link DeadlineExceededException} (L39).
     * If a duration and an instant are given, the nearer one counts; of two of a kind the last one counts.
     *
     * @param limit how long; zero or less: at once
     * @return this
     */
    public ScopeBuilder deadline(Duration limit) {
        this.limit = Objects.requireNonNull(limit, "limit");
        return this;
    }

    /**
     * Cancels the scope at an instant; it then ends with {@link DeadlineExceededException} (L39). If a duration and an
     * instant are given, the nearer one counts; of two of a kind the last one counts.
     *
     * @param deadline when
     * @return this
     */
    public ScopeBuilder deadline(Deadline deadline) {
        this.deadline = Objects.requireNonNull(deadline, "deadline");
        return this;
    }

    /**
     * The failure of a process does not cancel the others (L37). When all have ended, the scope throws the first
     * failure, with the others suppressed.
     *
     * @return this
     */
    public ScopeBuilder supervised() {
        this.policy = ScopePolicy.SUPERVISED;
        this.onFailure = null;
        return this;
    }

    /**
     * As {@link #supervised()}, but each failure is given to {@code onFailure} when it happens, and the scope then ends
     * well. {@code onFailure} runs in the thread of the process that failed, and inside this scope as that process was.
     * If it throws, the scope throws the failure all the same, with what {@code onFailure} threw suppressed. What is
     * suppressed in the end of a process that was cancelled is given to {@code onFailure}, too. A race takes no notice
     * of it.
     *
     * @param onFailure gets the failures; several processes may call it at the same time
     * @return this
     */
    public ScopeBuilder supervised(Consumer<? super ProcessFailedException> onFailure) {
        Objects.requireNonNull(onFailure, "onFailure");
        supervised();
        this.onFailure = onFailure;
        return this;
    }

    /**
     * Binds scoped values, in the processes of the scope and of the scopes inside it, to what they are bound to where
     * the scope is opened. Values that are not bound there are left out.
     *
     * @param values which
     * @return this
     */
    public ScopeBuilder carrying(ScopedValue<?>... values) {
        carried.addAll(List.of(values));
        return this;
    }

    /**
     * Opens the scope; see {@link Scope#run}.
     *
     * @param body what is to be done
     * @param <X> what the body throws beside an interrupt; {@link RuntimeException} if it throws nothing that must be
     *     declared
     * @throws X as {@link Scope#run}
     * @throws ProcessFailedException as {@link Scope#run}; or, if the scope is supervised, the first failure, when all
     *     have ended, but not one that the function of {@link #supervised(Consumer)} has taken
     * @throws CancelledException as {@link Scope#run}
     * @throws DeadlineExceededException if the deadline passed before all had ended, nothing else had cancelled the
     *     scope before, and nothing has failed, not even in its clean-up: a failure is thrown instead
     * @throws InterruptedException as {@link Scope#run}
     */
    public <X extends Throwable> void run(ScopeBody.Action<X> body) throws X, InterruptedException {
        run(policy, body);
    }

    private <X extends Throwable> void run(ScopePolicy how, ScopeBody.Action<X> body)
            throws X, InterruptedException {
        new Scope(this, how)
                .<@Nullable Object, X>execute(
                        scope -> {
                            body.run(scope);
                            return null;
                        });
    }

    /**
     * Opens the scope; see {@link Scope#call}.
     *
     * @param body what is to be done
     * @param <R> the type of the result
     * @param <X> what the body throws beside an interrupt; {@link RuntimeException} if it throws nothing that must be
     *     declared
     * @return what the body returns
     * @throws X as {@link Scope#call}
     * @throws ProcessFailedException as {@link Scope#call}; or, if the scope is supervised, the first failure, when all
     *     have ended, but not one that the function of {@link #supervised(Consumer)} has taken
     * @throws CancelledException as {@link Scope#call}
     * @throws DeadlineExceededException if the deadline passed before all had ended, nothing else had cancelled the
     *     scope before, and nothing has failed, not even in its clean-up: a failure is thrown instead
     * @throws InterruptedException as {@link Scope#call}
     */
    public <R extends @Nullable Object, X extends Throwable> R call(ScopeBody<R, X> body)
            throws X, InterruptedException {
        return new Scope(this, policy).execute(body);
    }

    /**
     * Opens the scope; see {@link Scope#race}.
     *
     * @param racers one or more
     * @param <T> the type of the result
     * @return what the winner returned
     * @throws IllegalArgumentException if there is no racer
     * @throws ProcessFailedException as {@link Scope#race}
     * @throws WorkCancelledException as {@link Scope#race}
     * @throws DeadlineExceededException if the deadline has passed before one had won
     * @throws InterruptedException as {@link Scope#race}
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final <T extends @Nullable Object> T race(Callable<? extends T>... racers)
            throws InterruptedException {
        return race(Arrays.asList(racers));
    }

    /**
     * As {@link #race(Callable...)}, for a number of racers that is known only when the program runs.
     *
     * @param racers one or more
     * @param <T> the type of the result
     * @return what the winner returned
     * @throws IllegalArgumentException if there is no racer
     * @throws ProcessFailedException as {@link Scope#race}
     * @throws WorkCancelledException as {@link Scope#race}
     * @throws DeadlineExceededException if the deadline has passed before one had won
     * @throws InterruptedException as {@link Scope#race}
     */
    public <T extends @Nullable Object> T race(List<? extends Callable<? extends T>> racers)
            throws InterruptedException {
        List<Callable<? extends T>> all = new ArrayList<>(racers); // the caller's may change
        if (all.isEmpty()) {
            throw new IllegalArgumentException("a race needs a racer");
        }
        all.forEach(racer -> Objects.requireNonNull(racer, "racer"));
        AtomicReference<@Nullable Task<T>> winner = new AtomicReference<>();
        AtomicReference<@Nullable Exception> loss = new AtomicReference<>();
        run(
                ScopePolicy.RACE,
                scope -> {
                    long losses = scope.scheduling().newId();
                    for (int i = 0; i < all.size(); i++) {
                        String racer = "racer " + (i + 1);
                        Callable<? extends T> body = all.get(i);
                        Task<T> task = new Task<>(racer, scope);
                        scope.go(
                                racer,
                                () -> {
                                    try {
                                        task.complete(body);
                                    } catch (Exception e) {
                                        if (Cancellation.isNotWanted(e)) {
                                            // the race may end by the first of these
                                            scope.scheduling().touch(Op.CLOSE, losses);
                                        }
                                        loss.compareAndSet(null, e);
                                        throw e;
                                    }
                                    scope.scheduling().touch(Op.CANCEL_SCOPE, scope.id());
                                    if (winner.compareAndSet(null, task)) {
                                        scope.endRace();
                                    }
                                });
                    }
                });
        Task<T> first = winner.get();
        if (first == null) {
            throw new WorkCancelledException("each racer", loss.get());
        }
        return first.outcome();
    }

    @Nullable String name() {
        return name;
    }

    @Nullable Consumer<? super ProcessFailedException> onFailure() {
        return onFailure;
    }

    /** The nearest of this scope's deadlines and the one around it. */
    @Nullable Deadline deadlineWithin(@Nullable Deadline outer) {
        Deadline nearest = nearer(outer, deadline);
        return limit == null ? nearest : nearer(nearest, Deadline.in(limit));
    }

    private static @Nullable Deadline nearer(@Nullable Deadline a, @Nullable Deadline b) {
        if (a == null) {
            return b;
        }
        return b != null && b.isBefore(a) ? b : a;
    }

    List<ScopedValue<?>> carriedWith(List<ScopedValue<?>> outer) {
        if (carried.isEmpty()) {
            return outer;
        }
        LinkedHashSet<ScopedValue<?>> all = new LinkedHashSet<>(outer);
        all.addAll(carried);
        return List.copyOf(all);
    }
}
