/* Two readers that want all rights to read.
 * Program: ReadersThatUpgrade
 */
chan rights = [2] of { bit };

proctype reader() {
    rights ? 1;
    rights ? 1;
    rights ! 1;
    rights ! 1
}

init {
    rights ! 1;
    rights ! 1;
    atomic { run reader(); run reader() }
}
