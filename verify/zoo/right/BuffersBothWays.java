import static dev.handoff.Select.*;

import dev.handoff.*;

/**
 * Two processes send each other two values through buffers of one, and receive whenever they cannot send.
 *
 * Source: Parks, "Bounded Scheduling of Process Networks", Berkeley 1995, for the deadlock that this avoids
 *
 * Check: CLEAN by exhaustive
 */
void main() throws Exception {
    Channel<Integer> there = Channel.<Integer>named("there").buffered(1).open();
    Channel<Integer> back = Channel.<Integer>named("back").buffered(1).open();
    Scope.run(
            scope -> {
                scope.go("peer", () -> exchange(back, there));
                exchange(there, back);
            });
}

void exchange(Sender<Integer> out, Receiver<Integer> in) throws InterruptedException {
    AtomicInteger sent = new AtomicInteger();
    AtomicInteger received = new AtomicInteger();
    Select<Integer> next =
            Select.of(
                    toNext(out, sent::get, sent::incrementAndGet).when(() -> sent.get() < 2),
                    on(in, n -> received.incrementAndGet()).when(() -> received.get() < 2));
    while (sent.get() + received.get() < 4) {
        next.run();
    }
}
