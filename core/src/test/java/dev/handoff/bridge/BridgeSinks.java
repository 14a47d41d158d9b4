package dev.handoff.bridge;

import dev.handoff.Channel;
import dev.handoff.ClosedException;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Sender;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/** Where the numbers of a trial go: each bridge out of a channel. */
final class BridgeSinks {
    enum Kind {
        STREAM,
        ITERATOR,
        FUTURES,
        QUEUE,
        SUBSCRIBER,
        BYTES,
        CHARS,
        POOL,
        FOREIGN_EXECUTOR
    }

    private final IntConsumer sink;
    private final int capacity;
    private final int window;
    private final int chunk;

    /**
     * @param sink is given each number at last; may throw
     */
    BridgeSinks(IntConsumer sink, int capacity, int window, int chunk) {
        this.sink = sink;
        this.capacity = capacity;
        this.window = window;
        this.chunk = chunk;
    }

    /** Takes all; the last may be on their way, in processes of the scope, when it returns. */
    void take(Kind kind, Scope scope, Receiver<Integer> values) throws Exception {
        switch (kind) {
            case STREAM -> {
                try (Stream<Integer> stream = Streams.stream(values)) {
                    stream.forEach(sink::accept);
                }
            }
            case ITERATOR -> values.forEach(sink::accept);
            case FUTURES -> byFutures(scope, values);
            case QUEUE -> intoQueue(scope, values);
            case SUBSCRIBER ->
                    Publishers.publisher(scope, "publisher", values).subscribe(subscriber());
            case BYTES -> throughBytes(scope, values);
            case CHARS -> throughChars(scope, values);
            case POOL -> {
                ExecutorService pool = ExecutorServices.pool(scope, "pool", 2, 2);
                each(values, x -> pool.submit(() -> sink.accept(x)).get());
            }
            case FOREIGN_EXECUTOR ->
                    each(
                            values,
                            x ->
                                    ExecutorServices.fork(
                                                    scope,
                                                    "foreign work",
                                                    Thread::startVirtualThread,
                                                    () -> {
                                                        sink.accept(x);
                                                        return x;
                                                    })
                                            .join());
        }
    }

    /** What takes a number on its way. */
    private interface Taking {
        void take(int x) throws Exception;
    }

    private static void each(Receiver<Integer> values, Taking taking) throws Exception {
        for (Integer x; (x = values.receiveOrNull()) != null; ) {
            taking.take(x);
        }
    }

    private void byFutures(Scope scope, Receiver<Integer> values) throws Exception {
        while (true) {
            int x;
            try {
                x = Futures.next(scope, values, undelivered -> {}).get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof ClosedException) {
                    return;
                }
                throw e;
            }
            sink.accept(x);
        }
    }

    private void intoQueue(Scope scope, Receiver<Integer> values) throws Exception {
        Sender<Integer> queue =
                Queues.consume(
                        scope,
                        "queue",
                        new LinkedBlockingQueue<>() {
                            @Override
                            public void put(Integer x) {
                                sink.accept(x);
                            }
                        });
        each(values, queue::send);
        queue.close();
    }

    private Flow.Subscriber<Integer> subscriber() {
        return new Flow.Subscriber<>() {
            private Flow.Subscription subscription;

            @Override
            public void onSubscribe(Flow.Subscription given) {
                subscription = given;
                subscription.request(window);
            }

            @Override
            public void onNext(Integer x) {
                sink.accept(x);
                subscription.request(1);
            }

            @Override
            public void onError(Throwable failure) {
                // who has failed fails the scope, too
            }

            @Override
            public void onComplete() {}
        };
    }

    /** One number at a time, or a negative one at the end: what streams of bytes and of characters have in common. */
    private interface Reading {
        int read() throws IOException;
    }

    private void all(Reading in) throws IOException {
        for (int x; (x = in.read()) >= 0; ) {
            sink.accept(x);
        }
    }

    private void throughBytes(Scope scope, Receiver<Integer> values) throws Exception {
        Channel<byte[]> chunks = Channel.buffered(capacity);
        scope.go(
                "reading",
                () -> {
                    try (InputStream in = Bytes.inputStream(chunks)) {
                        all(in::read);
                    }
                });
        try (OutputStream out = Bytes.outputStream(chunks, chunk)) {
            each(values, out::write);
        }
    }

    private void throughChars(Scope scope, Receiver<Integer> values) throws Exception {
        Channel<String> chunks = Channel.buffered(capacity);
        scope.go(
                "reading",
                () -> {
                    try (Reader in = Chars.reader(chunks)) {
                        all(in::read);
                    }
                });
        try (Writer out = Chars.writer(chunks, chunk)) {
            each(values, out::write);
        }
    }
}
