/* A ring in which everybody sends first.
 * Program: RingAllSendFirst 4
 */
chan ring[N] = [0] of { bit };

proctype node(byte i) {
    ring[(i + 1) % N] ! 1;
    ring[i] ? 1
}

init {
    byte i;
    atomic { for (i : 0 .. N - 1) { run node(i) } }
}
