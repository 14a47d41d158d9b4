/* A ring in which everybody sends and receives, in the order that comes first.
 * Program: RingOfSelects 3
 * Program: RingOfSelects 5
 */
chan ring[N] = [0] of { bit };

proctype node(byte i) {
    if
    :: ring[(i + 1) % N] ! 1 -> ring[i] ? 1
    :: ring[i] ? 1 -> ring[(i + 1) % N] ! 1
    fi
}

init {
    byte i;
    atomic { for (i : 0 .. N - 1) { run node(i) } }
}
