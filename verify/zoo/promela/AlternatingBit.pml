/* The alternating-bit protocol over a line on which the first acknowledgement is lost.
 * Program: AlternatingBit
 */
chan line = [0] of { byte, bit };
chan acknowledged = [0] of { bit };

active proctype sender() {
    byte message;
    bit mine = 0, answer;
    for (message : 1 .. 2) {
again:
        line ! message, mine;
        if
        :: acknowledged ? answer ->
            if
            :: answer != mine -> goto again
            :: else
            fi
        :: timeout -> goto again
        fi;
        mine = 1 - mine
    }
    line ! 0, 0
}

active proctype receiver() {
    byte message, last = 0;
    bit expected = 0, mark;
    bool lost = false;
    do
    :: line ? message, mark ->
        if
        :: message == 0 -> break
        :: else
        fi;
        if
        :: mark == expected ->
            assert(message == last + 1);
            last = message;
            expected = 1 - expected
        :: else
        fi;
        if
        :: lost -> acknowledged ! mark
        :: else -> lost = true
        fi
    od;
    assert(last == 2)
}
