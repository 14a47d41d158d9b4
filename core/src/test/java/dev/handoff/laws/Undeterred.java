package dev.handoff.laws;

import dev.handoff.generate.Generator;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A generator of 0, 1, 2, … whose body goes on with the next number when its yield is interrupted. */
final class Undeterred {
    private final AtomicReference<Thread> body = new AtomicReference<>();
    private final AtomicInteger interrupts = new AtomicInteger();
    private final int count;

    /** Of so many numbers. */
    Undeterred(int count) {
        this.count = count;
    }

    Generator<Integer> numbers() {
        return Generator.of(
                out -> {
                    body.set(Thread.currentThread());
                    for (int i = 0; i < count; i++) {
                        try {
                            out.yield(i);
                        } catch (InterruptedException e) {
                            interrupts.incrementAndGet();
                        }
                    }
                });
    }

    /** Interrupts the body, which has begun, and waits until its yield has thrown. */
    void interrupt() {
        int heard = interrupts.get();
        body.get().interrupt();
        Until.eventually("the interrupt is heard", () -> interrupts.get() > heard);
    }
}
