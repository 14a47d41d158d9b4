import dev.handoff.*;

/**
 * Two people meet in a corridor, and each steps aside whenever the other does.
 *
 * Source: Ashcroft, "Proving Assertions about Parallel Programs", 1975 (livelock); the corridor is folklore
 *
 * Check: LIVELOCK by random 10
 */
void main() throws Exception {
    Channel<Boolean> toHim = Channel.<Boolean>named("to him").buffered(1).open();
    Channel<Boolean> toHer = Channel.<Boolean>named("to her").buffered(1).open();
    Scope.run(
            scope -> {
                scope.go("she", () -> walk(true, toHim, toHer));
                walk(true, toHer, toHim);
            });
}

/** Both say where they go, then both look, and who sees the other in the way changes sides. */
void walk(boolean left, Sender<Boolean> out, Receiver<Boolean> in) throws InterruptedException {
    boolean mine = left;
    boolean isInTheWay = true;
    while (isInTheWay) {
        out.send(mine);
        isInTheWay = in.receive() == mine;
        mine = !mine;
    }
}
