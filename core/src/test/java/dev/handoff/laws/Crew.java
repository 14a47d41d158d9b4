package dev.handoff.laws;

import dev.handoff.ProcessBody;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/** The threads of one test: joined at its end, which fails the test for whatever they threw unasked. */
final class Crew implements AfterEachCallback {
    private final Queue<Worker<?>> workers = new ConcurrentLinkedQueue<>();
    private final long seed = Long.getLong("seed", System.nanoTime());

    <T> Worker<T> call(ThreadKind kind, Callable<T> body) {
        Worker<T> worker = new Worker<>(kind, body);
        workers.add(worker);
        return worker;
    }

    Worker<Void> run(ThreadKind kind, ProcessBody body) {
        return call(kind, body.asCallable());
    }

    /** Several threads that do the same, of both kinds; each is told its number. */
    <T> List<Worker<T>> callAll(int count, Numbered<T> body) {
        return IntStream.range(0, count)
                .mapToObj(i -> call(ThreadKind.alternating(i), () -> body.call(i)))
                .toList();
    }

    /** What the i-th of several threads does. */
    interface Numbered<T> {
        T call(int i) throws Exception;
    }

    /** Chance with a seed, which is printed if the test fails; {@code -Dseed=…} sets it. */
    Random random() {
        return new Random(seed);
    }

    /** As {@link #random}, for the i-th thread. */
    Random random(int i) {
        return new Random(seed * 31 + i);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            System.out.println(context.getDisplayName() + " has failed with -Dseed=" + seed);
            workers.forEach(Worker::interrupt);
            return;
        }
        AssertionError failures = null;
        for (Worker<?> worker : workers) {
            try {
                worker.joinUnlessFailureSeen();
            } catch (AssertionError e) {
                worker.interrupt();
                if (failures == null) {
                    failures = e;
                } else {
                    failures.addSuppressed(e);
                }
            }
        }
        if (failures != null) {
            System.out.println(context.getDisplayName() + " has failed with -Dseed=" + seed);
            throw failures;
        }
    }
}
