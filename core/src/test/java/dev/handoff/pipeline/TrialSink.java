package dev.handoff.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Receiver;
import dev.handoff.Scope;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collector;

/** Where the values of a trial go: each of the sinks that run a pipeline, with what it must do for itself. */
final class TrialSink {
    enum Kind {
        FOR_EACH,
        /** With workers: scrambles. */
        FOR_EACH_AT_ONCE,
        FOLD,
        COLLECT,
        TO_LIST,
        COUNT,
        RUN,
        WRITE_LINES,
        SEND_TO,
        /** One that the pipeline may be ahead of, in its own process: a failure overtakes what waits in the channel. */
        RECEIVE_IN,
        /** Of values that are in no order, any may be the first: not after a stage that scrambles. */
        FIRST
    }

    private final Kind kind;
    private final int ahead;
    private final TrialFiles files;
    private Scope scope;

    TrialSink(Kind kind, int ahead, TrialFiles files) {
        this.kind = kind;
        this.ahead = ahead;
        this.files = files;
    }

    /** Whether what has come before a failure may be missing. */
    boolean isOvertaken() {
        return kind == Kind.RECEIVE_IN && ahead > 0;
    }

    /** Called by {@code sink}: cancels the scope of the run, if it has one; else there is an interrupt for that. */
    boolean cancel() {
        if (scope == null) {
            return false;
        }
        scope.cancel();
        return true;
    }

    void run(Pipeline<Integer> pipeline, Consumer<Integer> sink) throws Exception {
        List<Integer> seen = new ArrayList<>();
        Pipeline<Integer> watched = pipeline.peek(sink::accept).peek(seen::add);
        switch (kind) {
            case FOR_EACH -> pipeline.forEach(sink::accept);
            case FOR_EACH_AT_ONCE ->
                    pipeline.forEach(
                            1 + ahead,
                            x -> {
                                synchronized (sink) {
                                    sink.accept(x);
                                }
                            });
            case FOLD ->
                    pipeline.fold(
                            0,
                            (n, x) -> {
                                sink.accept(x);
                                return n + 1;
                            });
            case COLLECT -> {
                Supplier<Consumer<Integer>> itself = () -> sink;
                pipeline.collect(Collector.of(itself, Consumer::accept, (a, b) -> a));
            }
            case TO_LIST -> assertThat(watched.toList()).isEqualTo(seen);
            case COUNT -> assertThat(watched.count()).isEqualTo(seen.size());
            case RUN -> watched.run();
            case WRITE_LINES -> writeLines(watched, seen);
            case SEND_TO -> sendTo(watched, seen);
            case RECEIVE_IN -> Scope.run(inside -> receiveIn(inside, pipeline, sink));
            case FIRST -> assertThat(watched.first().stream()).isEqualTo(seen);
        }
    }

    /** Of a run that fails or is interrupted the last value may not have been sent. */
    private void sendTo(Pipeline<Integer> watched, List<Integer> seen) throws InterruptedException {
        Channel<Integer> sent = Channel.buffered(ahead);
        CompletableFuture<List<Integer>> received =
                CompletableFuture.supplyAsync(() -> received(sent), Thread::startVirtualThread);
        boolean whole = false;
        try {
            watched.sendTo(sent);
            whole = true;
        } finally {
            sent.close();
            List<Integer> values = received.join();
            assertThat(values).isEqualTo(seen.subList(0, values.size()));
            assertThat(seen.size() - values.size()).isBetween(0, whole ? 0 : 1);
        }
    }

    private static List<Integer> received(Channel<Integer> sent) {
        List<Integer> received = new ArrayList<>();
        sent.iterator().forEachRemaining(received::add);
        return received;
    }

    private void writeLines(Pipeline<Integer> watched, List<Integer> seen)
            throws IOException, InterruptedException {
        Path file = files.create();
        try {
            watched.writeLines(file);
        } finally {
            assertThat(Files.readAllLines(file))
                    .isEqualTo(seen.stream().map(String::valueOf).toList());
        }
    }

    private void receiveIn(Scope inside, Pipeline<Integer> pipeline, Consumer<Integer> sink)
            throws InterruptedException {
        scope = inside;
        Receiver<Integer> values = pipeline.receiveIn(inside, ahead);
        for (Integer x; (x = values.receiveOrNull()) != null; ) {
            sink.accept(x);
        }
    }
}
