/* Leader election in a ring of three, after Chang and Roberts.
 * Program: RingElection 2 3 1
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
            ring[(i + 1) % COUNT] ! true, number; leaders ! number; break
        :: !isLeader && heard > number -> ring[(i + 1) % COUNT] ! false, heard
        :: else
        fi
    od
}

init {
    byte i, leader;
    atomic { run station(0, 2); run station(1, 3); run station(2, 1) }
    for (i : 1 .. COUNT) {
        leaders ? leader;
        assert(leader == 3)
    }
}
