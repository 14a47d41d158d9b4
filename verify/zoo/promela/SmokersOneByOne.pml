/* Cigarette smokers who take what they need one by one.
 * Program: SmokersOneByOne
 */
mtype = { tobacco, paper, matches };
chan table[4] = [1] of { bit };
chan smoked = [0] of { bit };

proctype smoker(mtype first; mtype second) {
    table[first] ? 1;
    table[second] ? 1;
    smoked ! 1
}

proctype agent() {
    table[tobacco] ! 1;
    table[paper] ! 1;
    smoked ? 1
}

init {
    atomic {
        run smoker(paper, matches);
        run smoker(tobacco, matches);
        run smoker(tobacco, paper);
        run agent()
    }
}
