/* An account that is read and written in two messages.
 * Program: BankLostUpdate
 */
chan balance = [0] of { byte };
chan update = [0] of { byte };
byte ended = 0;

active proctype account() {
    byte amount = 0;
end:
    do
    :: balance ! amount
    :: update ? amount
    :: ended == 2 -> assert(amount == 30); break
    od
}

proctype customer(byte deposit) {
    byte seen;
    balance ? seen;
    update ! seen + deposit;
    ended++
}

init {
    atomic { run customer(10); run customer(20) }
}
