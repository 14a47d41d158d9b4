/* Dining philosophers, the last of whom takes the right fork first.
 * Program: PhilosophersOneRightFirst 3
 * Program: PhilosophersOneRightFirst 5
 */
chan fork[N] = [1] of { bit };

proctype philosopher(byte first; byte second) {
    fork[first] ? 1;
    fork[second] ? 1;
    fork[first] ! 1;
    fork[second] ! 1
}

init {
    byte i;
    for (i : 0 .. N - 1) { fork[i] ! 1 }
    atomic {
        for (i : 0 .. N - 2) { run philosopher(i, i + 1) }
        run philosopher(0, N - 1)
    }
}
