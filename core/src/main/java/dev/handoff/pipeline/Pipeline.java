package dev.handoff.pipeline;

import dev.handoff.CheckReturnValue;
import dev.handoff.Receiver;
import dev.handoff.Tick;
import dev.handoff.generate.Generator;
import dev.handoff.internal.Ignored;

import org.jspecify.annotations.Nullable;

import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * Values on their way from a source through stages to a sink.
 *
 * <pre>{@code
 * List<Page> pages = Pipeline.lines(Path.of("addresses.txt"))
 *         .map(URI::create).as("parse")
 *         .parallel(8, this::fetch).as("fetch")
 *         .filter(Page::isText)
 *         .take(100)
 *         .toList();
 * }</pre>
 *
 * <p>A pipeline is an immutable value: each method gives a new one. Nothing runs before a sink (collect, toList,
 * forEach, fold, first, count, run, writeLines, sendTo, receiveIn) runs it. That may be done many times, and by several
 * threads at once; each run begins with the source anew.
 *
 * <p>Stages run one after the other, in the thread that runs the sink, value by value; a stage waits until those below
 * it have taken its value (backpressure). Only buffer, conflate, expand, parallel, flatMapMerge, flatMapLatest, partition,
 * groupBy, the stages that deal with time (except throttle) and those with several inputs (except concat, and the first
 * input of zip) run what is above them in processes of their own. A buffer, and a parallel stage in input order, change
 * nothing but the speed: what comes out is what comes out without them, failures included. They make a difference only
 * where the process or the time matters: an {@link dev.handoff.Owned} value may not be used or sent by a process that
 * does not own it, and a ticker above a buffer skips fewer ticks.
 *
 * <p>A run needs some of the stack for each stage. A stack of the usual size will do for a thousand stages; for four
 * hundred of flatMap, each of which runs a pipeline inside of it; and for a hundred of tee and zip, which run what is
 * above inside of a scope. A concat of concats, such as a loop makes that adds one input after the other, takes no more
 * of the stack than one concat.
 *
 * <p>If a sink or stage has enough (first, take, takeWhile), everything above it is stopped: processes are interrupted,
 * files are closed, finally blocks run. A function that takes no notice of the interrupt is waited for; what it gives
 * then is dropped. The same happens if a stage fails, which fails the run with a {@link PipelineException} that names
 * the stage, or if the thread of the sink is interrupted. When the sink returns or throws, nothing of the run is left
 * (L46).
 *
 * <p>If a function above fails after all that is wanted has come, that is not told, because the function was
 * interrupted. If something cannot be closed then, or if the body of a generator fails once it is stopped (in a finally
 * block, for example), or the copy of a tee that is awaited, the result stands. The failure goes to the
 * uncaught-exception handler of the thread that runs the stage that has enough.
 *
 * <p>A function that throws {@link InterruptedException}, or what an interrupt makes a file or a socket throw, was
 * interrupted and has not failed, wherever the interrupt came from: the run ends by an InterruptedException, and no
 * stage recovers from it.
 *
 * <p>The same holds for a {@link dev.handoff.CancelledException}, by which a channel tells a function that its receiver
 * wants no more, and for one that is the cause of an {@link java.io.IOException}, as the streams over channels throw
 * it: the run ends by the CancelledException, as a loop that calls the function would, and no scope fails by that. Only
 * a CancelledException that tells of an interrupt, such as that of a scope that the function has opened and cancelled,
 * is a failure of the run; no stage recovers from that one either.
 *
 * <p>An interrupt comes once. If a function that runs in the thread of the sink swallows it, the run goes on, even if a
 * scope around it was cancelled; a run of receiveIn ends, because it looks at its scope, too.
 *
 * <p>Functions run one at a time for each stage of a run, except those given to parallel, the action of a forEach with workers, and those of stages inside of
 * partition, groupBy and flatMapMerge, which have a process for each branch or pipeline: what these functions share
 * must be safe to be used by several threads. Actions in the function of a stage happen-before those of the next stage
 * for the same value. No function may give null. A function that runs in a process of its own sees the scoped values
 * that a scope around the run {@linkplain dev.handoff.ScopeBuilder#carrying carries}, and no others.
 *
 * @param <T> the type of the values that it puts out
 */
@CheckReturnValue(Ignored.PIPELINE)
public final class Pipeline<T> extends FailureStages<T> {
    Pipeline(@Nullable String name, Stage<T> last) {
        super(name, last);
    }

    // ---- sources

    /**
     * The given values.
     *
     * @param values the values, copied here; null among them is refused with {@link NullPointerException}
     * @param <T> their type
     * @return a pipeline
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <T> Pipeline<T> of(T... values) {
        List<T> copy = List.of(values);
        return source(Label.of("of", copy.size() + " values"), Sources.of(copy));
    }

    /**
     * The elements of an iterable, such as a collection; each run asks it for a new iterator.
     *
     * @param values where the values come from; null among them fails the run
     * @param <T> their type
     * @return a pipeline
     */
    public static <T> Pipeline<T> from(Iterable<? extends T> values) {
        Objects.requireNonNull(values, "values");
        return source(Label.of("iterable"), Sources.of(values));
    }

    /**
     * What a channel holds, up to its close or cancel. A run receives a value when the stages below are ready for it, and
     * no more than they want; stages that are ahead of those below them, such as a buffer or {@code merge}, want some
     * more values, which are lost if the run stops early. Runs at the same time share the values. The channel is not
     * cancelled: after a run that stops early, or fails, its senders go on, or wait. For a receiver that is there for
     * one run alone, such as a subscription, use {@link #fromReceiver}.
     *
     * @param values where the values come from; if it has failed, so does the pipeline
     * @param <T> their type
     * @return a pipeline
     */
    public static <T> Pipeline<T> from(Receiver<? extends T> values) {
        Objects.requireNonNull(values, "values");
        return source(Label.of("channel", values), Sources.of(values));
    }

    /**
     * The values of a receiver that each run opens for itself, and {@linkplain Receiver#cancel cancels} at its end,
     * however that comes: a subscription, the changes of a watch, a ticker. So no run that has stopped early or failed
     * holds up the senders, and each attempt of {@link #retry} begins with another receiver. What is in the receiver's
     * buffer when it is cancelled is undelivered (L15). All else is as in {@link #from(Receiver)}.
     *
     * <pre>{@code
     * Optional<Price> high = Pipeline.fromReceiver(prices::subscribe).filter(p -> p.isHigh()).first();
     * }</pre>
     *
     * @param opening gives the receiver, one that nobody else needs; it may wait, and fails the run if it throws
     * @param <T> the type of the values
     * @return a pipeline
     */
    public static <T> Pipeline<T> fromReceiver(Callable<? extends Receiver<? extends T>> opening) {
        Objects.requireNonNull(opening, "opening");
        return source(Label.of("receiver"), Sources.opened(opening));
    }

    /**
     * The elements of a stream, in its order, one at a time; each run opens a new one, and closes it at its end.
     *
     * @param opening makes the stream; null among its elements fails the run
     * @param <T> the type of the elements
     * @return a pipeline
     */
    public static <T> Pipeline<T> fromStream(Callable<? extends Stream<? extends T>> opening) {
        Objects.requireNonNull(opening, "opening");
        return source(Label.of("stream"), StreamSource.of(opening));
    }

    /**
     * The integers from {@code from}, included, to {@code to}, excluded.
     *
     * @param from the first
     * @param to the first that is not among them; if it is not greater than {@code from}, there are none
     * @return a pipeline
     */
    public static Pipeline<Integer> range(int from, int to) {
        return source(Label.of("range", from + ", " + to), Sources.range(from, to));
    }

    /**
     * The lines of a file, in UTF-8. Each run opens it, reads as it goes, and closes it at its end, however that comes. A
     * read does not heed interrupts: where it may wait, as at a named pipe, neither does a run that waits there.
     *
     * @param file the file; if there is none, the run fails with {@link java.nio.file.NoSuchFileException}
     * @return a pipeline
     */
    public static Pipeline<String> lines(Path file) {
        return lines(file, StandardCharsets.UTF_8);
    }

    /**
     * The lines of a file. Each run opens it, reads as it goes, and closes it at its end, however that comes. A read does
     * not heed interrupts: where it may wait, as at a named pipe, neither does a run that waits there. A line ends with
     * a line feed, a carriage return or both. Bytes that the encoding does not know fail the run with a
     * {@link java.nio.charset.MalformedInputException} whose cause says where they are, after all lines before them
     * have been put out.
     *
     * @param file the file; if there is none, the run fails with {@link java.nio.file.NoSuchFileException}
     * @param encoding how to read it
     * @return a pipeline
     */
    public static Pipeline<String> lines(Path file, Charset encoding) {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(encoding, "encoding");
        return source(Label.of("lines", file), Lines.of(file, encoding));
    }

    /**
     * The lines of an open stream such as {@link System#in}, in UTF-8; bytes that are no UTF-8 become U+FFFD, and fail
     * nothing. The stream is not closed. What a run has read, which may be more than it has put out, is not seen by any
     * later run. If the stream does not heed interrupts, as System.in does not, neither does a run that waits for its
     * next byte.
     *
     * @param input the stream
     * @return a pipeline
     */
    public static Pipeline<String> lines(InputStream input) {
        Objects.requireNonNull(input, "input");
        return source(Label.of("lines"), Lines.of(input));
    }

    /**
     * The lines of an open stream. Bytes that the encoding does not know fail the run, as in {@link #lines(Path, Charset)}; all
     * else is as in {@link #lines(InputStream)}.
     *
     * @param input the stream
     * @param encoding how to read it
     * @return a pipeline
     */
    public static Pipeline<String> lines(InputStream input, Charset encoding) {
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(encoding, "encoding");
        return source(Label.of("lines"), Lines.of(input, encoding));
    }

    /**
     * What a generator yields. Its body runs in the process of the stage, from yield to yield as values are wanted; when
     * no more is wanted, the body gets a {@link dev.handoff.CancelledException} at its yield, and its finally blocks run.
     *
     * @param generator where the values come from; each run is a new one
     * @param <T> the type of its values
     * @return a pipeline
     */
    public static <T> Pipeline<T> from(Generator<? extends T> generator) {
        Objects.requireNonNull(generator, "generator");
        return source(Label.of("generator"), GeneratorSource.of(generator));
    }

    /**
     * A tick at the end of each period, from the beginning of the run on. A tick that is due while the stages below are
     * busy comes late, as soon as they are ready; of several the latest comes, and says how many were skipped (L47).
     * The ticks are endless.
     *
     * @param period how long, at least a nanosecond
     * @return a pipeline
     * @throws IllegalArgumentException if {@code period} is zero or less
     */
    public static Pipeline<Tick> ticker(Duration period) {
        if (!period.isPositive()) {
            throw new IllegalArgumentException("a ticker with a period of " + period);
        }
        return source(Label.of("ticker", TimedStages.shown(period)), Timed.ticker(period));
    }

    static <T> Pipeline<T> source(Label label, StageBody<T> body) {
        return new Pipeline<>(null, new Stage<>(label, List.of(), body));
    }

    // ---- names

    /**
     * Names the last stage, in descriptions and failures.
     *
     * @param stage the name
     * @return a pipeline
     */
    public Pipeline<T> as(String stage) {
        return new Pipeline<>(name, last.named(Objects.requireNonNull(stage, "stage")));
    }

    /**
     * Names the pipeline, in {@link #toString} and failures. The name stays when stages are added; a pipeline that
     * becomes a part of another one, by merge, flatMap or recoverWith for example, keeps its name for its failures. A
     * branch of partition, tee or groupBy does not: its failures have the name of the pipeline that it branches off.
     *
     * @param pipeline the name
     * @return a pipeline
     */
    public Pipeline<T> named(String pipeline) {
        return new Pipeline<>(Objects.requireNonNull(pipeline, "pipeline"), last);
    }
}
