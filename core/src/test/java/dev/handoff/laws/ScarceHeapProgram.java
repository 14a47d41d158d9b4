package dev.handoff.laws;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.bridge.Bytes;
import dev.handoff.coordinate.Barrier;
import dev.handoff.coordinate.Permits;
import dev.handoff.coordinate.RateLimiter;
import dev.handoff.generate.Generator;
import dev.handoff.generate.GeneratorFailedException;
import dev.handoff.internal.Interrupts;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntSupplier;

/**
 * Calls that take something, with so much room in the heap and no more, from none up to as much as the call needs; says what
 * was lost. For a JVM of its own, with a small heap.
 */
final class ScarceHeapProgram {
    /** As small as an object can be: 16 bytes. */
    private record Link(Link next) {}

    /** 24 bytes. */
    private record Odd(Object first, Object second, Object third) {}

    private static final Duration LIMIT = Duration.ofHours(1);

    private static Link held;
    private static Odd odd;

    private ScarceHeapProgram() {}

    static void main(String[] args) throws InterruptedException {
        List<byte[]> ballast = new ArrayList<>(10_000);
        try {
            while (true) {
                ballast.add(new byte[1 << 16]);
            }
        } catch (OutOfMemoryError e) {
            ballast.subList(ballast.size() - 8, ballast.size()).clear();
        }
        acquire();
        acquireWithin();
        arrive();
        meetAnInterrupt();
        System.out.println("the end of " + ballast.size());
    }

    private interface Call {
        void run() throws InterruptedException;
    }

    /** Not if there was no memory for it. There are about 8 bytes for each step of {@code room}. */
    private static boolean isDone(int room, Call call) throws InterruptedException {
        odd = room % 2 == 0 ? null : new Odd(1, 2, 3);
        fill();
        for (int i = 0; i < room / 2; i++) {
            held = held.next;
        }
        try {
            call.run();
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        } finally {
            held = null;
        }
    }

    private static void fill() {
        boolean isFull;
        do { // the collector may find some more the next time
            isFull = true;
            try {
                while (true) {
                    held = new Link(held);
                    isFull = false;
                }
            } catch (OutOfMemoryError e) {
                // once more
            }
        } while (!isFull);
    }

    private static void acquire() throws InterruptedException {
        Permits permits = Permits.of(1);
        Call call = () -> permits.with(() -> 1);
        call.run(); // what it needs once is there then
        int room = 0;
        while (!isDone(room, call)) {
            if (permits.available() == 0) {
                System.out.println("a permit is lost with room for " + room);
                return;
            }
            room++;
        }
    }

    private static void acquireWithin() throws InterruptedException {
        Permits permits = Permits.of(2);
        takeOneOfTwo("permit", permits::available, () -> permits.acquireWithin(LIMIT));
        RateLimiter limiter = RateLimiter.of(1, LIMIT, 2);
        takeOneOfTwo("token", limiter::available, () -> limiter.acquireWithin(LIMIT));
    }

    private static void takeOneOfTwo(String what, IntSupplier free, Call call)
            throws InterruptedException {
        call.run();
        int room = 0;
        while (!isDone(room, call)) {
            if (free.getAsInt() == 0) {
                System.out.println("a " + what + " is lost within a time, room for " + room);
                return;
            }
            room++;
        }
    }

    private static void arrive() throws InterruptedException {
        arrive(Barrier.of(2));
        Barrier barrier = Barrier.of(2);
        int room = 0;
        while (!isDone(room, () -> arrive(barrier))) {
            if (!barrier.toString().contains("(0 of 2")) {
                System.out.println("an offer is lost with room for " + room);
                return;
            }
            room++;
        }
    }

    private static void arrive(Barrier barrier) {
        barrier.arrive(() -> 1);
    }

    private static void meetAnInterrupt() throws InterruptedException {
        yieldInterrupted(Generator.of(out -> Objects.requireNonNull(null)));
        Generator<Integer> one = Generator.of(out -> out.yield(1));
        meetAnInterrupt(() -> yieldInterrupted(one));
        InputStream in = Bytes.inputStream(Channel.rendezvous());
        Use read = in::read;
        meetAnInterrupt(() -> useInterrupted(read));
        OutputStream out = Bytes.outputStream(Channel.rendezvous(), 8);
        Use write = () -> writeOne(out);
        meetAnInterrupt(() -> useInterrupted(write));
        IOException met = new ClosedByInterruptException();
        meetAnInterrupt(() -> Interrupts.asOne(met));
    }

    private static void writeOne(OutputStream out) throws IOException {
        out.write(1);
        out.flush();
    }

    private static void meetAnInterrupt(Call call) throws InterruptedException {
        call.run();
        int room = 0;
        while (!isDone(room, call)) {
            if (!Thread.interrupted()) {
                System.out.println("an interrupt is lost with room for " + room);
                return;
            }
            room += 4; // less than the exception takes
        }
        Thread.interrupted();
    }

    private interface Use {
        void run() throws IOException;
    }

    private static void useInterrupted(Use stream) {
        Thread.currentThread().interrupt();
        try {
            stream.run();
        } catch (IOException e) {
            // by the interrupt
        }
    }

    private static void yieldInterrupted(Generator<Integer> numbers) {
        Thread.currentThread().interrupt();
        try {
            numbers.forEach(number -> {});
        } catch (CancelledException e) {
            // by the interrupt
        } catch (GeneratorFailedException e) {
            if (e.getCause() instanceof OutOfMemoryError scarcity) {
                throw scarcity;
            }
        }
    }
}
