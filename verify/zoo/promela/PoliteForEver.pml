/* Two people in a corridor, each of whom steps aside whenever the other does.
 * Program: PoliteForEver
 * Search: non-progress
 */
chan said[2] = [1] of { bit };

active [2] proctype walker() {
    bit mine = 1, other;
    do
    :: said[_pid] ! mine;
        said[1 - _pid] ? other;
        if
        :: other == mine -> mine = 1 - mine
        :: else -> break
        fi
    od;
progress:
    skip
}
