/* Accounts that add what they get.
 * Program: BankTransfer
 */
chan updates[2] = [0] of { short };
byte ended = 0;

proctype account(byte i; short expected) {
    short amount = 100, update;
    do
    :: updates[i] ? update -> amount = amount + update
    :: ended == 2 -> break
    od;
    assert(amount == expected)
}

proctype customer(byte from; byte to; short amount) {
    updates[from] ! (0 - amount);
    updates[to] ! amount;
    ended++
}

init {
    atomic {
        run account(0, 110);
        run account(1, 90);
        run customer(0, 1, 10);
        run customer(1, 0, 20)
    }
}
