import dev.handoff.*;

/**
 * Two processes send each other three values through buffers of two before they receive: an artificial deadlock.
 *
 * Source: Parks, "Bounded Scheduling of Process Networks", Berkeley 1995, on buffers that are too small
 *
 * Check: DEADLOCK by exhaustive saying peer waits to send to channel "back"
 */
void main() throws Exception {
    Channel<Integer> there = Channel.<Integer>named("there").buffered(2).open();
    Channel<Integer> back = Channel.<Integer>named("back").buffered(2).open();
    Scope.run(
            scope -> {
                scope.go("peer", () -> exchange(back, there));
                exchange(there, back);
            });
}

void exchange(Sender<Integer> out, Receiver<Integer> in) throws InterruptedException {
    for (int i = 0; i < 3; i++) {
        out.send(i);
    }
    for (int i = 0; i < 3; i++) {
        in.receive();
    }
}
