/* Two processes that receive whenever they cannot send.
 * Program: BuffersBothWays
 */
chan buffer[2] = [1] of { byte };

active [2] proctype peer() {
    byte sent = 0, received = 0;
    do
    :: sent < 2 -> if
        :: buffer[_pid] ! sent -> sent++
        :: received < 2 && nempty(buffer[1 - _pid]) -> buffer[1 - _pid] ? _; received++
        fi
    :: sent == 2 && received < 2 -> buffer[1 - _pid] ? _; received++
    :: sent == 2 && received == 2 -> break
    od
}
