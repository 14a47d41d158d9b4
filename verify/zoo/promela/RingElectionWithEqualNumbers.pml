/* Leader election in a ring of three, two of whom have the same number: a leader is named by its place.
 * Program: RingElectionWithEqualNumbers
 */
#define COUNT 3
chan ring[COUNT] = [2 * COUNT] of { bool, byte };
chan leaders = [COUNT] of { byte };

proctype station(byte i; byte number) {
    bool isLeader;
    byte heard;
    ring[(i + 1) % COUNT] ! false, number;
    do
    :: ring[i] ? isLeader, heard ->
        if
        :: isLeader -> ring[(i + 1) % COUNT] ! true, heard; leaders ! heard; break
        :: !isLeader && heard == number ->
            ring[(i + 1) % COUNT] ! true, i; leaders ! i; break
        :: !isLeader && heard > number -> ring[(i + 1) % COUNT] ! false, heard
        :: else
        fi
    od
}

init {
    byte i, leader, first;
    atomic { run station(0, 2); run station(1, 1); run station(2, 2) }
    leaders ? first;
    for (i : 2 .. COUNT) {
        leaders ? leader;
        assert(leader == first)
    }
}
