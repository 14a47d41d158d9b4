package dev.handoff.pipeline;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.Receiver;
import dev.handoff.generate.Generator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** Where the values of a trial come from: each of the sources that a pipeline can begin with. */
final class TrialSource {
    enum Kind {
        STAGE,
        VALUES,
        ITERABLE,
        CHANNEL,
        RECEIVER,
        /** A receiver whose sender is at work, and waits for room. */
        PRODUCER,
        STREAM,
        RANGE,
        FILE,
        INPUT_STREAM,
        GENERATOR,
        TICKER
    }

    private final List<Integer> input;
    private final Probe probe;
    private final Runnable beforeEach;
    private final int ahead;

    /**
     * @param probe knows who runs it, and how much of what it has opened is open, or was closed by somebody whose it is
     *     not
     * @param beforeEach called before each value; may throw
     * @param ahead how many values may wait in the channel of a producer
     */
    TrialSource(List<Integer> input, Probe probe, Runnable beforeEach, int ahead) {
        this.input = input;
        this.probe = probe;
        this.beforeEach = beforeEach;
        this.ahead = ahead;
    }

    Pipeline<Integer> pipeline(Kind kind, TrialFiles files) throws IOException {
        return switch (kind) {
            case STAGE -> Pipeline.<Integer>source(Label.of("source"), this::pushAll);
            case VALUES -> Pipeline.of(input.toArray(Integer[]::new)).map(this::pass);
            case ITERABLE -> Pipeline.from(() -> stream().iterator());
            case CHANNEL -> Pipeline.of(0).flatMap(x -> Pipeline.from(channel()));
            case RECEIVER ->
                    Pipeline.fromReceiver(this::ownChannel).peek(x -> probe.open.decrementAndGet());
            case PRODUCER -> Pipeline.fromReceiver(this::produced);
            case STREAM ->
                    Pipeline.fromStream(
                            () -> {
                                probe.open.incrementAndGet();
                                return stream().onClose(probe::close);
                            });
            case RANGE -> Pipeline.range(0, input.size()).map(i -> pass(input.get(i)));
            case FILE -> Pipeline.lines(file(files)).map(line -> pass(Integer.valueOf(line)));
            case INPUT_STREAM ->
                    Pipeline.of(0)
                            .flatMap(x -> Pipeline.lines(new LineByLine()))
                            .map(Integer::valueOf);
            case GENERATOR -> Pipeline.from(generator());
            case TICKER ->
                    Pipeline.ticker(Duration.ofNanos(1))
                            .take(input.size())
                            .scan(0, (ticks, tick) -> ticks + 1)
                            .map(ticks -> pass(input.get(ticks - 1)));
        };
    }

    private int pass(int x) {
        probe.ranHere();
        beforeEach.run();
        return x;
    }

    private Stream<Integer> stream() {
        return input.stream().map(this::pass);
    }

    private boolean pushAll(Label me, Output<? super Integer> out) throws Exception {
        probe.open.incrementAndGet();
        try {
            probe.ranHere();
            return Sources.all(me, stream().iterator(), out);
        } finally {
            probe.open.decrementAndGet();
        }
    }

    /** Another one for each run. */
    private Receiver<Integer> channel() {
        return filled(Channel.unbounded());
    }

    /** Of which each value is open until it is received, or undelivered. */
    private Receiver<Integer> ownChannel() {
        Channel<Integer> values =
                filled(
                        Channel.<Integer>unnamed()
                                .unbounded()
                                .onUndelivered(x -> probe.open.decrementAndGet())
                                .open());
        probe.open.addAndGet(values.size());
        return values;
    }

    private Receiver<Integer> produced() {
        Channel<Integer> values = Channel.buffered(ahead);
        Thread.startVirtualThread(() -> produce(values));
        return values;
    }

    /** To the end, or until the run has cancelled its receiver. */
    private void produce(Channel<Integer> values) {
        try {
            for (int x : input) {
                values.send(pass(x));
            }
            values.close();
        } catch (Disturbance.Planted e) {
            values.fail(e);
        } catch (CancelledException e) {
            // as it should be
        } catch (InterruptedException e) {
            values.fail(new AssertionError("interrupted by nobody", e));
        }
    }

    private Channel<Integer> filled(Channel<Integer> values) {
        try {
            stream().forEachOrdered(values::trySend);
            values.close();
        } catch (Disturbance.Planted e) {
            values.fail(e);
        }
        return values;
    }

    private Path file(TrialFiles files) throws IOException {
        return Files.write(files.create(), input.stream().map(String::valueOf).toList());
    }

    private Generator<Integer> generator() {
        return Generator.of(
                out -> {
                    probe.open.incrementAndGet();
                    try {
                        for (int x : input) {
                            out.yield(pass(x));
                        }
                    } finally {
                        probe.open.decrementAndGet();
                    }
                });
    }

    /** Gives a line for each read, so that nothing is read ahead, and stays open: it is not the pipeline's. */
    private final class LineByLine extends InputStream {
        private final Iterator<Integer> values = input.iterator();

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            if (!values.hasNext()) {
                return -1;
            }
            byte[] line = (pass(values.next()) + "\n").getBytes(StandardCharsets.UTF_8);
            System.arraycopy(line, 0, to, offset, line.length);
            return line.length;
        }

        @Override
        public void close() {
            probe.open.incrementAndGet();
        }
    }
}
