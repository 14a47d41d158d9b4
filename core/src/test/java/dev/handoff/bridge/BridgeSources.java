package dev.handoff.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Sender;
import dev.handoff.pipeline.Pipeline;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;

/** Where the numbers of a trial come from: each bridge into a channel. */
final class BridgeSources {
    enum Kind {
        STREAM,
        ITERATOR,
        FUTURES,
        QUEUE,
        QUEUE_VIEW,
        PUBLISHER,
        PUBLISHER_OF_SUBSCRIBER,
        INPUT_STREAM,
        OUTPUT_STREAM,
        READER,
        WRITER,
        LINES,
        POOL
    }

    /** Behind the numbers in a queue, which has no end by itself. */
    private static final int END = -1;

    private final List<Integer> input;
    private final IntUnaryOperator give;
    private final int capacity;
    private final int window;
    private final int chunk;

    private final AtomicInteger open = new AtomicInteger();
    private final List<Integer> taken = Collections.synchronizedList(new ArrayList<>());
    private final List<Integer> handedOn = Collections.synchronizedList(new ArrayList<>());

    /**
     * @param give called with each number when it is asked for; may throw
     */
    BridgeSources(List<Integer> input, IntUnaryOperator give, int capacity, int window, int chunk) {
        this.input = input;
        this.give = give;
        this.capacity = capacity;
        this.window = window;
        this.chunk = chunk;
    }

    void assertNothingIsLeft() {
        assertThat(open).as("open").hasValue(0);
        assertThat(handedOn)
                .as("of what was taken out of the queue")
                .containsExactlyInAnyOrderElementsOf(taken);
    }

    Receiver<Integer> open(Kind kind, Scope scope) {
        return switch (kind) {
            case STREAM -> {
                open.incrementAndGet();
                Stream<Integer> stream = numbers().onClose(open::decrementAndGet);
                yield Streams.produce(scope, "stream", capacity, stream);
            }
            case ITERATOR -> Streams.produce(scope, "iterator", capacity, numbers().iterator());
            case FUTURES ->
                    scope.produce("results", capacity, out -> sendAll(out, x -> future(scope, x)));
            case QUEUE -> fromQueue(scope);
            case QUEUE_VIEW -> fromQueueView(scope);
            case PUBLISHER -> Publishers.produce(scope, "publisher", new Numbers(), window);
            case PUBLISHER_OF_SUBSCRIBER -> {
                Channel<Integer> values = Channel.buffered(capacity);
                new Numbers().subscribe(Publishers.subscriber(scope, "subscriber", values, window));
                yield values;
            }
            case INPUT_STREAM ->
                    fromBytes(scope, Bytes.produce(scope, "bytes", new Numbered(), chunk));
            case OUTPUT_STREAM -> {
                Channel<byte[]> chunks = Channel.buffered(capacity);
                scope.go("writing", () -> writeAll(Bytes.outputStream(chunks, chunk)));
                yield fromBytes(scope, chunks);
            }
            case READER ->
                    fromChars(
                            scope, Chars.produce(scope, "chars", text(BridgeSources::one), chunk));
            case WRITER -> {
                Channel<String> chunks = Channel.buffered(capacity);
                scope.go("writing", () -> writeAll(Chars.writer(chunks, chunk)));
                yield fromChars(scope, chunks);
            }
            case LINES ->
                    Pipeline.from(Chars.lines(scope, "lines", text(x -> x + "\n")))
                            .map(Integer::valueOf)
                            .receiveIn(scope, capacity);
            case POOL -> {
                ExecutorService pool = ExecutorServices.pool(scope, "pool", 2, 2);
                yield scope.produce(
                        "results",
                        capacity,
                        out -> sendAll(out, x -> pool.submit(() -> give.applyAsInt(x)).get()));
            }
        };
    }

    private Stream<Integer> numbers() {
        return input.stream().map(give::applyAsInt);
    }

    /** What gives a number at last. */
    private interface Giving {
        int get(int x) throws Exception;
    }

    private void sendAll(Sender<Integer> out, Giving giving) throws Exception {
        for (int x : input) {
            out.send(giving.get(x));
        }
    }

    // ---- futures

    private int future(Scope scope, int x) throws Exception {
        return switch (x % 4) {
            case 0 -> Futures.await(foreign(x));
            case 1 -> Futures.fork(scope, "number", () -> foreign(x)).join();
            case 2 -> Futures.receiver(foreign(x)).receive();
            default -> Futures.start(scope, "number", () -> give.applyAsInt(x)).get();
        };
    }

    private CompletableFuture<Integer> foreign(int x) {
        return CompletableFuture.supplyAsync(() -> give.applyAsInt(x), Thread::startVirtualThread);
    }

    // ---- queues

    private Receiver<Integer> fromQueue(Scope scope) {
        BlockingQueue<Integer> queue =
                new LinkedBlockingQueue<>() {
                    @Override
                    public Integer take() throws InterruptedException {
                        Integer x = super.take();
                        if (x != END) {
                            taken.add(give.applyAsInt(x));
                        }
                        return x;
                    }
                };
        queue.addAll(input);
        queue.add(END);
        Receiver<Integer> elements = Queues.produce(scope, "queue", queue, this::handOn);
        return scope.produce(
                "elements",
                capacity,
                out -> {
                    for (int i = 0; i < input.size(); i++) {
                        int x = elements.receive();
                        handOn(x);
                        out.send(x);
                    }
                    elements.cancel();
                });
    }

    private void handOn(int x) {
        if (x != END) {
            handedOn.add(x);
        }
    }

    private Receiver<Integer> fromQueueView(Scope scope) {
        Channel<Integer> values = Channel.buffered(capacity);
        BlockingQueue<Integer> view = Queues.view(values);
        scope.go(
                "putting",
                () -> {
                    for (int x : input) {
                        view.put(give.applyAsInt(x));
                    }
                    values.close();
                });
        return values;
    }

    // ---- a publisher

    /** Publishes when it is asked, in the thread that asks. */
    private final class Numbers implements Flow.Publisher<Integer>, Flow.Subscription {
        private final Iterator<Integer> numbers = numbers().iterator();
        private Flow.Subscriber<? super Integer> subscriber;
        private boolean ended;

        @Override
        public void subscribe(Flow.Subscriber<? super Integer> theOnly) {
            subscriber = theOnly;
            open.incrementAndGet();
            subscriber.onSubscribe(this);
        }

        @Override
        public void request(long n) {
            try {
                for (long left = n; left > 0 && !ended && numbers.hasNext(); left--) {
                    subscriber.onNext(numbers.next());
                }
            } catch (BridgeTrial.Planted e) {
                cancel();
                subscriber.onError(e);
            }
            if (!ended && !numbers.hasNext()) {
                cancel();
                subscriber.onComplete();
            }
        }

        @Override
        public void cancel() {
            if (!ended) {
                ended = true;
                open.decrementAndGet();
            }
        }
    }

    // ---- bytes and chars: a number is one of them

    private final class Numbered extends InputStream {
        private final Iterator<Integer> numbers = numbers().iterator();

        Numbered() {
            open.incrementAndGet();
        }

        @Override
        public int read() {
            return numbers.hasNext() ? numbers.next() : -1;
        }

        @Override
        public void close() {
            open.decrementAndGet();
        }
    }

    private static String one(int x) {
        return String.valueOf((char) x);
    }

    /** One number for each read. */
    private Reader text(IntFunction<String> words) {
        open.incrementAndGet();
        Iterator<String> pieces = numbers().map(words::apply).iterator();
        return new Reader() {
            @Override
            public int read(char[] to, int offset, int length) {
                if (!pieces.hasNext()) {
                    return -1;
                }
                String piece = pieces.next();
                piece.getChars(0, piece.length(), to, offset);
                return piece.length();
            }

            @Override
            public void close() {
                open.decrementAndGet();
            }
        };
    }

    private Receiver<Integer> fromBytes(Scope scope, Receiver<byte[]> chunks) {
        return scope.produce(
                "numbers",
                capacity,
                out -> {
                    try (InputStream in = Bytes.inputStream(chunks)) {
                        for (int x; (x = in.read()) >= 0; ) {
                            out.send(x);
                        }
                    }
                });
    }

    private Receiver<Integer> fromChars(Scope scope, Receiver<String> chunks) {
        return scope.produce(
                "numbers",
                capacity,
                out -> {
                    try (Reader in = Chars.reader(chunks)) {
                        for (int x; (x = in.read()) >= 0; ) {
                            out.send(x);
                        }
                    }
                });
    }

    private void writeAll(OutputStream to) throws Exception {
        try (to) {
            for (int x : input) {
                to.write(give.applyAsInt(x));
            }
        }
    }

    private void writeAll(Writer to) throws Exception {
        try (to) {
            for (int x : input) {
                to.write(give.applyAsInt(x));
            }
        }
    }
}
