import static dev.handoff.Select.*;

import dev.handoff.*;

/**
 * A process that lets many readers in or one writer, by the guards of its select.
 *
 * Source: Courtois, Heymans, Parnas, "Concurrent Control with 'Readers' and 'Writers'", CACM 1971; guarded commands after
 * Hoare, CACM 1978
 *
 * Check: CLEAN by random 500
 */
void main() throws Exception {
    Channel<String> read = Channel.<String>named("read").open();
    Channel<String> write = Channel.<String>named("write").open();
    Channel<String> leave = Channel.<String>named("leave").open();
    Channel<String> writing = Channel.<String>named("writing").buffered(1).open();
    Scope.run(
            scope -> {
                scope.go("door", () -> guard(read, write, leave));
                Scope.run(
                        crowd -> {
                            for (int i = 1; i <= 2; i++) {
                                String name = "reader " + i;
                                crowd.go(
                                        name,
                                        () -> {
                                            read.send(name);
                                            if (writing.size() > 0) {
                                                throw new AssertionError("reads while one writes");
                                            }
                                            leave.send(name);
                                        });
                            }
                            for (int i = 1; i <= 2; i++) {
                                String name = "writer " + i;
                                crowd.go(
                                        name,
                                        () -> {
                                            write.send(name);
                                            if (!writing.trySend(name).accepted()) {
                                                throw new AssertionError("two write");
                                            }
                                            writing.receive();
                                            leave.send(name);
                                        });
                            }
                        });
                scope.cancel();
            });
}

void guard(Receiver<String> read, Receiver<String> write, Receiver<String> leave)
        throws InterruptedException {
    AtomicInteger readers = new AtomicInteger();
    AtomicBoolean writer = new AtomicBoolean();
    Select<Integer> next =
            Select.of(
                    on(read, name -> readers.incrementAndGet()).when(() -> !writer.get()),
                    on(
                                    write,
                                    name -> {
                                        writer.set(true);
                                        return 1;
                                    })
                            .when(() -> !writer.get() && readers.get() == 0),
                    on(leave, name -> writer.getAndSet(false) ? 0 : readers.decrementAndGet()));
    while (true) {
        next.run();
    }
}
