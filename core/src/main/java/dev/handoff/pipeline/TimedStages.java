package dev.handoff.pipeline;

import dev.handoff.CheckReturnValue;
import dev.handoff.internal.Ignored;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The part of {@link Pipeline} with the stages that deal with time, and with a difference of speed between what is above
 * and what is below. Time is that of {@link dev.handoff.Timers}: monotonic, and virtual under the checker.
 */
@CheckReturnValue(Ignored.PIPELINE)
abstract sealed class TimedStages<T> extends ConcurrentStages<T> permits JoinedStages {
    TimedStages(@Nullable String name, Stage<T> last) {
        super(name, last);
    }

    // ---- time

    /**
     * Gathers values into lists by number and by time: a list is put out when it has {@code most} values, or {@code
     * limit} after its first value was taken, whichever comes first. No list is empty. What is left at the end is the
     * last list; if what is above fails, what was gathered is not put out.
     *
     * <p>What is above runs in a process of its own, and waits while a list is being put out.
     *
     * @param most how many values a list has at most, one or more
     * @param limit how long a value waits at most
     * @return a pipeline
     * @throws IllegalArgumentException if {@code most} is less than one, or {@code limit} is zero or less
     */
    public Pipeline<List<T>> batchWithin(int most, Duration limit) {
        requirePositive(most, "batchWithin");
        requirePositive(limit, "batchWithin");
        return with(
                Label.of("batchWithin", most + ", " + shown(limit)),
                Timed.batchWithin(last, most, limit));
    }

    /**
     * Gathers values into lists by weight and by time: a list is put out when its values weigh {@code most}, or the next
     * one does not fit into it, or {@code limit} after its first value was taken, whichever comes first. A value that
     * alone weighs more makes a list of its own. A value that did not fit into the list before was taken earlier than
     * that list was put out: for its own list, the time counts from when the list before was out. Otherwise as
     * {@link #batchWithin}.
     *
     * @param most the weight of a list; one or more
     * @param weight gives the weight of a value, zero or more, without its fraction if it has one; asked once for each
     * @param limit how long a value waits at most, except for a list before its own that is being put out
     * @return a pipeline
     * @throws IllegalArgumentException if {@code most} is less than one, or {@code limit} is zero or less
     */
    public Pipeline<List<T>> batchByWeightWithin(
            long most, Mapping<? super T, ? extends Number> weight, Duration limit) {
        requirePositive(most, "batchByWeightWithin");
        Objects.requireNonNull(weight, "weight");
        requirePositive(limit, "batchByWeightWithin");
        return with(
                Label.of("batchByWeightWithin", most + ", " + shown(limit)),
                Timed.batchByWeightWithin(last, most, weight, limit));
    }

    /**
     * Lets at most {@code count} values pass in any span of {@code period}, wherever it begins: a value that would be
     * one too many waits, and what is above waits with it. Nothing is dropped. {@code throttle(1, period)} is an even
     * pace.
     *
     * @param count how many, one or more; so many instants are remembered
     * @param period the length of the span
     * @return a pipeline
     * @throws IllegalArgumentException if {@code count} is less than one, or {@code period} is zero or less
     */
    public Pipeline<T> throttle(int count, Duration period) {
        requirePositive(count, "throttle");
        requirePositive(period, "throttle");
        return with(
                Label.of("throttle", count + " per " + shown(period)),
                Timed.throttle(last, count, period));
    }

    /**
     * Puts out a value only when {@code quiet} has passed since it came and no newer one has come: of values in quick
     * succession, the last one. At the end, the value that is still waiting is put out at once; if what is above fails,
     * it is dropped. What is above runs in a process of its own, and waits while a value is being put out.
     *
     * @param quiet how long
     * @return a pipeline
     * @throws IllegalArgumentException if {@code quiet} is zero or less
     */
    public Pipeline<T> debounce(Duration quiet) {
        requirePositive(quiet, "debounce");
        return with(Label.of("debounce", shown(quiet)), Timed.debounce(last, quiet));
    }

    /**
     * Puts out, at the end of each period, the newest value that has come in it, if any. At the end of the values, the
     * newest one that was not put out is put out at once, so that the last one is never missing; if what is above fails,
     * it is dropped. What is above runs in a process of its own, and waits while a value is being put out. Periods that end
     * meanwhile count as one that ends late: a value may follow at once.
     *
     * @param period how long
     * @return a pipeline
     * @throws IllegalArgumentException if {@code period} is zero or less
     */
    public Pipeline<T> sample(Duration period) {
        requirePositive(period, "sample");
        return with(Label.of("sample", shown(period)), Timed.sample(last, period));
    }

    /**
     * Fails if the next value, or the end, does not come within {@code limit}: since the beginning, or since the value
     * before was put out. The time that the stages below need does not count. The cause of the failure is a {@link
     * java.util.concurrent.TimeoutException}. What is above runs in a process of its own, and is interrupted then; it is
     * one value ahead. To limit the time of a function, see {@link Mapping#within}.
     *
     * @param limit how long
     * @return a pipeline
     * @throws IllegalArgumentException if {@code limit} is zero or less
     */
    public Pipeline<T> timeout(Duration limit) {
        requirePositive(limit, "timeout");
        return with(Label.of("timeout", shown(limit)), Timed.timeout(last, limit));
    }

    // ---- speed

    /**
     * Never lets what is above wait: it runs in a process of its own, and of the values that come while the stages
     * below are busy, only the newest is kept. The last value is always put out. A failure, too, waits for the value
     * before it.
     *
     * @return a pipeline
     */
    public Pipeline<T> conflate() {
        return with(Label.of("conflate"), Speeds.conflate(last));
    }

    /**
     * As {@link #conflate()}, but keeps a combination of the values that come while the stages below are busy: nothing
     * is lost that the functions keep. If the stages below wait, {@code first} of a single value is put out. A failure
     * of {@code more}, too, waits for the combination that it could not add to.
     *
     * @param first makes a combination of one value
     * @param more adds a value to a combination
     * @param <A> the type of the combination
     * @return a pipeline
     */
    public <A> Pipeline<A> conflate(
            Mapping<? super T, ? extends A> first,
            Combining<? super A, ? super T, ? extends A> more) {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(more, "more");
        return with(Label.of("conflate"), Speeds.conflate(last, first, more));
    }

    /**
     * Fills the time until the next value, for stages below that are faster: for each value it puts out the first
     * element of what {@code more} gives for it, and then further ones, as the stages below take them, until the next
     * value has come, or there are no more elements. The end of the values, or their failure, ends it. A value without
     * an element is left out. Whether the next value has come is looked at between two elements; an element that is
     * slow to come delays that value.
     *
     * <p>To repeat each value until the next: {@code expand(v -> () -> Stream.generate(() -> v).iterator())}. Endless
     * elements are put out as fast as the stages below take them, so something below must take its time, such as
     * throttle. What is above runs in a process of its own, and is one value ahead.
     *
     * @param more gives the elements for a value
     * @param <R> the type of the elements
     * @return a pipeline
     */
    public <R> Pipeline<R> expand(Mapping<? super T, ? extends Iterable<? extends R>> more) {
        Objects.requireNonNull(more, "more");
        return with(Label.of("expand"), Speeds.expand(last, more));
    }

    static void requirePositive(Duration duration, String stage) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException(
                    stage + " with a duration of " + duration + "; it must be positive");
        }
    }

    /** Such as {@code 1.5s}: as Java writes it, without what is the same each time. */
    static String shown(Duration duration) {
        return duration.toString().substring(1).replaceFirst("T", "").toLowerCase(Locale.ROOT);
    }
}
