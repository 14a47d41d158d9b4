/* A barrier of one turnstile, used twice.
 * Program: BarrierNotReusable
 */
chan arrived = [4] of { bit };
chan released = [4] of { bit };
byte last = 0;

active [2] proctype party() {
    byte round;
    for (round : 1 .. 2) {
        d_step { assert(round >= last); last = round };
        arrived ! 1;
        released ? 1
    }
}

active proctype barrier() {
    byte n;
    for (n : 1 .. 4) {
        arrived ? 1;
        released ! 1
    }
}
