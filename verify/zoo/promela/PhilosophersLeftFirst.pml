/* Dining philosophers who all take the left fork first.
 * Program: PhilosophersLeftFirst 2
 * Program: PhilosophersLeftFirst 3
 * Program: PhilosophersLeftFirst 5
 */
chan fork[N] = [1] of { bit };

proctype philosopher(byte i) {
    fork[i] ? 1;
    fork[(i + 1) % N] ? 1;
    fork[i] ! 1;
    fork[(i + 1) % N] ! 1
}

init {
    byte i;
    for (i : 0 .. N - 1) { fork[i] ! 1 }
    atomic { for (i : 0 .. N - 1) { run philosopher(i) } }
}
