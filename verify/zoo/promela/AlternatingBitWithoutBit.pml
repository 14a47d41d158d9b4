/* Retransmission without the alternating bit: the first acknowledgement is lost, the message comes twice.
 * Program: AlternatingBitWithoutBit
 */
chan line = [0] of { byte };
chan acknowledged = [0] of { bit };

active proctype sender() {
    byte message;
    for (message : 1 .. 2) {
again:
        line ! message;
        if
        :: acknowledged ? 1
        :: timeout -> goto again
        fi
    }
    line ! 0
}

active proctype receiver() {
    byte message, last = 0;
    bool lost = false;
    do
    :: line ? message ->
        if
        :: message == 0 -> break
        :: else
        fi;
        assert(message == last + 1);
        last = message;
        if
        :: lost -> acknowledged ! 1
        :: else -> lost = true
        fi
    od
}
