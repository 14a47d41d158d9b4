import dev.handoff.*;

/**
 * Three replicas are asked in a race: the first answer wins, the others are cancelled.
 *
 * Source: the n-cast leak of Saioc et al., CGO 2024, mended; law L37
 *
 * Check: CLEAN by exhaustive
 */
void main() throws Exception {
    int answer = Scope.race(() -> ask(3), () -> ask(1), () -> ask(2));
    if (answer != 1) {
        throw new AssertionError("replica " + answer + " was first");
    }
}

/** The replica with this number answers after as many seconds. */
int ask(int replica) throws InterruptedException {
    Timers.sleep(Duration.ofSeconds(replica));
    return replica;
}
