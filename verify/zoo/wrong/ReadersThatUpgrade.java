import dev.handoff.*;

/**
 * Two readers want to become the writer, and neither lets go of its right to read before it has got the other's.
 *
 * Source: Courtois, Heymans, Parnas, "Concurrent Control with 'Readers' and 'Writers'", CACM 1971; the upgrade is the
 * classic misuse, see the javadoc of ReentrantReadWriteLock
 *
 * Check: DEADLOCK by exhaustive
 * Check: DEADLOCK by pct 2 1000
 */
void main() throws Exception {
    Channel<Integer> rights = Channel.<Integer>named("rights to read").buffered(2).open();
    rights.send(1);
    rights.send(2);
    Scope.run(
            scope -> {
                scope.go("reader", () -> readThenWrite(rights));
                readThenWrite(rights);
            });
}

/** A writer has all rights to read. */
void readThenWrite(Channel<Integer> rights) throws InterruptedException {
    int one = rights.receive();
    int other = rights.receive();
    rights.send(one);
    rights.send(other);
}
