/* A barrier of one turnstile, used twice.
 * Program: BarrierNotReusable
 */
chan arrived = [4] of { bit };
chan released = [4] of { bit };

active [2] proctype party() {
    byte round;
    for (round : 1 .. 2) {
        arrived ! 1;
        released ? 1
    }
}

active proctype barrier() {
    byte round;
    for (round : 1 .. 2) {
        arrived ? 1;
        arrived ? 1;
        released ! 1;
        released ! 1
    }
}
