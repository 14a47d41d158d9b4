/* Two processes that send each other three values through buffers of two before they receive.
 * Program: FullBuffersBothWays
 */
chan buffer[2] = [2] of { byte };

active [2] proctype peer() {
    byte n;
    for (n : 1 .. 3) { buffer[_pid] ! n }
    for (n : 1 .. 3) { buffer[1 - _pid] ? _ }
}
