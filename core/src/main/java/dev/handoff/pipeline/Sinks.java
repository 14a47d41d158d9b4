package dev.handoff.pipeline;

import dev.handoff.CheckReturnValue;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Sender;
import dev.handoff.internal.Ignored;

import org.jspecify.annotations.Nullable;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collector;

/** The part of {@link Pipeline} that runs it. */
abstract sealed class Sinks<T> permits ElementStages {
    private static final Copies ACTIONS = new Copies(ActionOutput.class, Label.class, Action.class);

    final Stage<T> last;
    final @Nullable String name;

    Sinks(@Nullable String name, Stage<T> last) {
        this.name = name;
        this.last = last;
    }

    // ---- looking

    /**
     * The stages, from the source to the last, such as {@code of(3 values) → map "square" → batch(100)}. If there is a
     * stage with several inputs, the line begins with it; its inputs stand below, one on each line, and then the
     * branches.
     *
     * @return one line, or several; without a line break at the end
     */
    public String describe() {
        return Description.text(last);
    }

    /**
     * The stages as a Mermaid flow chart, which Markdown viewers draw.
     *
     * @return several lines, the first of which is {@code flowchart LR}; with a line break at the end
     */
    public String describeMermaid() {
        return Description.mermaid(last);
    }

    /**
     * The name, and the description.
     *
     * @return such as {@code pipeline "squares": of(3 values) → map "square"}
     */
    @Override
    public String toString() {
        return "pipeline" + (name == null ? "" : " \"" + name + "\"") + ": " + describe();
    }

    // ---- running

    /**
     * Runs the pipeline, and collects what it puts out.
     *
     * @param collector how to collect; its functions run in this thread, one after the other
     * @param <A> the type of what it collects in
     * @param <R> the type of the result
     * @return the result
     * @throws PipelineException if a stage has failed, or the collector
     * @throws dev.handoff.CancelledException if a channel has told a function that its receiver wants no more
     * @throws InterruptedException if the thread was interrupted; all stages have ended then
     */
    public <A, R> R collect(Collector<? super T, A, R> collector) throws InterruptedException {
        Objects.requireNonNull(collector, "collector");
        Label me = Label.of("collect");
        return run(
                () -> {
                    A container = given(me, () -> collector.supplier().get());
                    last.run(collecting(me, container, given(me, collector::accumulator)));
                    return given(me, () -> collector.finisher().apply(container));
                });
    }

    private static <R> R given(Label me, Supplier<R> function) throws Exception {
        try {
            return function.get();
        } catch (Throwable t) {
            throw me.failure(t);
        }
    }

    private static <T, A> Output<T> collecting(
            Label me, A container, BiConsumer<A, ? super T> accumulator) {
        return new Output<>() {
            @Override
            boolean push(T value) throws Exception {
                try {
                    accumulator.accept(container, value);
                } catch (Throwable t) {
                    throw me.failure(t);
                }
                return true;
            }
        };
    }

    /**
     * Runs the pipeline, and gives what it puts out, in that order.
     *
     * @return an unmodifiable list
     * @throws PipelineException if a stage has failed
     * @throws dev.handoff.CancelledException if a channel has told a function that its receiver wants no more
     * @throws InterruptedException if the thread was interrupted; all stages have ended then
     */
    public List<T> toList() throws InterruptedException {
        List<T> values = new ArrayList<>();
        runInto(
                new Output<T>() {
                    @Override
                    boolean push(T value) {
                        values.add(value);
                        return true;
                    }
                });
        return Collections.unmodifiableList(values);
    }

    /**
     * Runs the pipeline, and does something with each value that it puts out, in this thread, one after the other.
     *
     * @param action what is done
     * @throws PipelineException if a stage or the action has failed
     * @throws dev.handoff.CancelledException if a channel has told a function that its receiver wants no more, such as the
     *     action, by a send
     * @throws InterruptedException if the thread was interrupted; all stages have ended then
     */
    public void forEach(Action<? super T> action) throws InterruptedException {
        Objects.requireNonNull(action, "action");
        Label me = Label.of("forEach");
        runInto(ACTIONS.<Output<T>>make(action, me, action));
    }

    /**
     * Runs the pipeline, and does something with each value that it puts out, in {@code workers} processes: with so many values
     * at the same time, in no order. What is above runs in a further process, which may be {@code 2 * workers + 128} values
     * ahead. As {@link Pipeline#parallelUnordered}, for an action without a result; an {@link dev.handoff.Owned} value
     * moves to the worker.
     *
     * <p>If the action fails, the other workers are interrupted, and the values that wait are dropped. If what is above fails,
     * all values before that are worked on first. Actions before this call happen-before those of the workers, and
     * these happen-before its return.
     *
     * @param workers how many values are worked on at the same time, at most
     * @param action what is done; must be safe to be used by several threads
     * @throws IllegalArgumentException if {@code workers} is less than one
     * @throws PipelineException if a stage or the action has failed
     * @throws dev.handoff.CancelledException if a channel has told a function that its receiver wants no more, such as the
     *     action, by a send
     * @throws InterruptedException if the thread was interrupted; all stages and workers have ended then
     */
    public void forEach(int workers, Action<? super T> action) throws InterruptedException {
        requirePositive(workers, "forEach");
        Objects.requireNonNull(action, "action");
        Label me = Label.of("forEach", workers);
        StageBody<Boolean> work =
                new UnorderedWorkers<T, Boolean>(
                        last,
                        workers,
                        Work.of(
                                value -> {
                                    action.accept(value);
                                    return true; // not the value: it may belong to others by now
                                }));
        run(() -> work.run(me, new Counting()));
    }

    /**
     * Runs the pipeline, and folds what it puts out into one value, from the left.
     *
     * @param first the result if nothing is put out
     * @param folding gives the next result, of the one so far and a value; runs in this thread
     * @param <A> the type of the result
     * @return the last result
     * @throws PipelineException if a stage or the folding has failed
     * @throws dev.handoff.CancelledException if a channel has told a function that its receiver wants no more
     * @throws InterruptedException if the thread was interrupted; all stages have ended then
     */
    public <A> A fold(A first, Combining<? super A, ? super T, ? extends A> folding)
            throws InterruptedException {
        Objects.requireNonNull(folding, "folding");
        Folding<T, A> fold = new Folding<>(Label.of("fold"), first, folding);
        runInto(fold);
        return fold.result;
    }

    private static final class Folding<T, A> extends Output<T> {
        private final Label me;
        private final Combining<? super A, ? super T, ? extends A> function;
        private A result;

        Folding(Label me, A first, Combining<? super A, ? super T, ? extends A> function) {
            this.me = me;
            this.function = function;
            this.result = Objects.requireNonNull(first, "first");
        }

        @Override
        boolean push(T value) throws Exception {
            result = Elements.combine(me, function, result, value);
            return true;
        }
    }

    /**
     * Runs the pipeline until it puts out a value; then everything above is stopped.
     *
     * @return the value, or empty if none was put out
     * @throws PipelineException if a stage has failed before
     * @throws dev.handoff.CancelledException if a channel has told a function that its receiver wants no more
     * @throws InterruptedException if the thread was interrupted; all stages have ended then
     */
    public Optional<T> first() throws InterruptedException {
        First<T> first = new First<>();
        runUntilEnough(first);
        return Optional.ofNullable(first.value);
    }

    private static final class First<T> extends Stopping<T> {
        private @Nullable T value;

        @Override
        boolean push(T first) {
            value = first;
            enough = true;
            return false;
        }
    }

    /**
     * Runs the pipeline, and counts what it puts out.
     *
     * @return how many values
     * @throws PipelineException if a stage has failed
     * @throws dev.handoff.CancelledException if a channel has told a function that its receiver wants no more
     * @throws InterruptedException if the thread was interrupted; all stages have ended then
     */
    public long count() throws InterruptedException {
        Counting count = new Counting();
        runInto(count);
        return count.count;
    }

    private static final class Counting extends Output<Object> {
        private long count;

        @Override
        boolean push(Object value) {
            count++;
            return true;
        }
    }

    /**
     * Runs the pipeline for what its stages do; what it puts out is dropped.
     *
     * @throws PipelineException if a stage has failed
     * @throws dev.handoff.CancelledException if a channel has told a function that its receiver wants no more
     * @throws InterruptedException if the thread was interrupted; all stages have ended then
     */
    public void run() throws InterruptedException {
        count();
    }

    /**
     * Runs the pipeline, and writes what it puts out to a file, in UTF-8: what {@code toString} gives and a line feed. The
     * file is opened before the run, and closed at its end, however that comes; if the run fails, what came before is
     * in it. The same holds if a line cannot be encoded, because it has half of a surrogate pair: then nothing of that
     * line is written.
     *
     * @param file the file; replaced if there is one, unless {@code options} say otherwise
     * @param options how to open it, as {@link java.nio.file.Files#newOutputStream} takes them
     * @throws PipelineException if a stage has failed, or the writing
     * @throws dev.handoff.CancelledException if a channel has told a function that its receiver wants no more
     * @throws InterruptedException if the thread was interrupted; all stages have ended then
     */
    public void writeLines(Path file, OpenOption... options) throws InterruptedException {
        writeLines(file, StandardCharsets.UTF_8, options);
    }

    /**
     * As {@link #writeLines(Path, OpenOption...)}, in another encoding. A line with a letter that the encoding does not have
     * fails the run with a {@link java.nio.charset.UnmappableCharacterException} whose cause says which; nothing of that line
     * is written, and no question mark in its place. An encoding with a mark at the beginning, such as UTF-16, writes it before
     * the first line of each run.
     *
     * @param file the file; replaced if there is one, unless {@code options} say otherwise
     * @param encoding how to write it
     * @param options how to open it, as {@link java.nio.file.Files#newOutputStream} takes them
     * @throws PipelineException if a stage has failed, or the writing
     * @throws dev.handoff.CancelledException if a channel has told a function that its receiver wants no more
     * @throws UnsupportedOperationException if the encoding can only be read; the file is as it was
     * @throws InterruptedException if the thread was interrupted; all stages have ended then
     */
    public void writeLines(Path file, Charset encoding, OpenOption... options)
            throws InterruptedException {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(encoding, "encoding");
        Objects.requireNonNull(options, "options");
        if (!encoding.canEncode()) {
            throw new UnsupportedOperationException(encoding + " can only be read, not written");
        }
        Label me = Label.of("writeLines", file);
        run(
                () -> {
                    Lines.write(me, file, encoding.newEncoder(), options, last::run);
                    return true;
                });
    }

    /**
     * Runs the pipeline, and sends what it puts out. Does not close the sender: others may be using it. If the receiver
     * has cancelled the channel, everything above is stopped with the next value that is put out, and this returns; {@link
     * #receiveIn} does not wait for a value.
     *
     * @param values where the values go
     * @throws PipelineException if a stage has failed; {@link dev.handoff.ClosedException} is the cause if the channel
     *     was closed
     * @throws dev.handoff.CancelledException if a channel has told a function that its receiver wants no more; not if that is
     *     the receiver of {@code values}
     * @throws InterruptedException if the thread was interrupted; all stages have ended then
     */
    public void sendTo(Sender<? super T> values) throws InterruptedException {
        Objects.requireNonNull(values, "values");
        Label me = Label.of("sendTo");
        runUntilEnough(
                new Stopping<>() {
                    @Override
                    boolean push(T value) throws Exception {
                        try {
                            enough = !Feed.send(values, value);
                            return !enough;
                        } catch (Throwable t) {
                            throw me.failure(t);
                        }
                    }
                });
    }

    /**
     * Starts the pipeline in a process of {@code scope}, and returns the receiving end of what it puts out: a rendezvous
     * channel that is closed at the end, and failed, as the scope is, if a stage fails. If another channel tells a function that
     * its receiver wants no more, this one is failed with that {@link dev.handoff.CancelledException}, and the scope is not.
     *
     * <p>If the receiver cancels it, everything is stopped at once, even while it waits for its source, and the process
     * ends without a failure: a function that fails after that was interrupted. A run that is sending a value at that
     * moment is not interrupted: it ends as with any sink that has enough, and its finally blocks may wait. A second
     * process waits for that cancel.
     *
     * @param scope what the pipeline cannot outlive
     * @return the receiving end
     * @throws IllegalStateException if the scope has been left
     */
    @CheckReturnValue(Ignored.PRODUCER)
    public Receiver<T> receiveIn(Scope scope) {
        return receiveIn(scope, 0);
    }

    /**
     * As {@link #receiveIn(Scope)}, with a buffer.
     *
     * @param scope what the pipeline cannot outlive
     * @param capacity how many values may wait in the channel; zero makes a rendezvous
     * @return the receiving end
     * @throws IllegalArgumentException if {@code capacity} is negative
     * @throws IllegalStateException if the scope has been left
     */
    @CheckReturnValue(Ignored.PRODUCER)
    public Receiver<T> receiveIn(Scope scope, int capacity) {
        Label me = Label.of("receiveIn");
        String process = name == null ? last.label().toString() : name;
        return scope.produce(
                process,
                capacity,
                values -> {
                    Sheltered<T> out = new Sheltered<>(me, Feed.sending(scope, values));
                    Boundary.runUntil(me, values.done(), out, () -> runUntilEnough(out));
                });
    }

    /** The stages, as a part of another pipeline: a failure of theirs keeps the name of this one. */
    final Stage<T> part() {
        return name == null ? last : last.of(name);
    }

    /** Runs the stages in this thread; returns when all has ended. */
    final void runInto(Output<? super T> out) throws InterruptedException {
        run(() -> last.run(out));
    }

    private void runUntilEnough(Stopping<T> out) throws InterruptedException {
        run(
                () -> {
                    out.run(last);
                    return true;
                });
    }

    private <R> R run(Callable<R> stages) throws InterruptedException {
        Boundary.throwIfOver();
        try {
            return Boundary.ofOneRun(stages);
        } catch (PipelineException e) {
            throw e.ofRun(name);
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new PipelineException(last.label().toString(), e).of(name);
        }
    }

    static void requirePositive(long count, String stage) {
        if (count < 1) {
            throw new IllegalArgumentException(stage + "(" + count + "): one or more");
        }
    }
}
