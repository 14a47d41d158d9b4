package dev.handoff.pipeline;

import dev.handoff.Sender;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * What a stage does about a value for which its function has failed: leave it out, put out something else, stop, or
 * report it to somebody.
 *
 * @param <T> the type of the values
 * @param <R> the type of the results
 */
public final class OnError<T, R> {
    private final String words;
    private final boolean stops;
    private final @Nullable Mapping<? super Attempt.Failure<T, R>, ? extends R> replacement;
    private final @Nullable Action<? super Attempt.Failure<T, R>> report;

    private OnError(
            String words,
            boolean stops,
            @Nullable Mapping<? super Attempt.Failure<T, R>, ? extends R> replacement,
            @Nullable Action<? super Attempt.Failure<T, R>> report) {
        this.words = words;
        this.stops = stops;
        this.replacement = replacement;
        this.report = report;
    }

    /**
     * Leaves the value out, and goes on.
     *
     * @param <T> the type of the values
     * @param <R> the type of the results
     * @return an {@code OnError} that does so
     */
    public static <T, R> OnError<T, R> skip() {
        return new OnError<>("skip", false, null, null);
    }

    /**
     * Puts out something else instead of the result.
     *
     * @param replacement gives it; if it fails, so does the stage
     * @param <T> the type of the values
     * @param <R> the type of the results
     * @return an {@code OnError} that does so
     */
    public static <T, R> OnError<T, R> replace(
            Mapping<? super Attempt.Failure<T, R>, ? extends R> replacement) {
        return new OnError<>(
                "replace", false, Objects.requireNonNull(replacement, "replacement"), null);
    }

    /**
     * Ends the values there, without a failure; what is above is stopped.
     *
     * @param <T> the type of the values
     * @param <R> the type of the results
     * @return an {@code OnError} that does so
     */
    public static <T, R> OnError<T, R> stop() {
        return new OnError<>("stop", true, null, null);
    }

    /**
     * Sends the failure, waiting as {@link Sender#send} does, leaves the value out, and goes on. Does not close the
     * sender. When the receiver has cancelled the channel, failures are left out without being sent. If it was closed
     * or has failed, the stage fails, with a {@link dev.handoff.ClosedException} as the cause.
     *
     * @param failures where the failures go
     * @param <T> the type of the values
     * @param <R> the type of the results
     * @return an {@code OnError} that does so
     */
    public static <T, R> OnError<T, R> report(Sender<? super Attempt.Failure<T, R>> failures) {
        Objects.requireNonNull(failures, "failures");
        return new OnError<>("report", false, null, failure -> Feed.send(failures, failure));
    }

    /** Whether it does nothing but leave the value out. */
    boolean isSkip() {
        return !stops && replacement == null && report == null;
    }

    /** Deals with a failure in stage {@code me}; answers whether more values are to come from above. */
    boolean handle(Label me, Attempt.Failure<T, R> failure, Output<? super R> out)
            throws Exception {
        if (report != null) {
            try {
                report.accept(failure);
            } catch (Throwable t) {
                throw me.failure(t);
            }
        }
        if (replacement != null) {
            return out.push(Elements.apply(me, replacement, failure));
        }
        return !stops;
    }

    /**
     * Such as {@code skip}.
     *
     * @return one word
     */
    @Override
    public String toString() {
        return words;
    }
}
