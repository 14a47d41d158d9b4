/* Two servers that ask each other about the first question.
 * Program: RequestLoop
 */
chan requests[2] = [0] of { byte };
chan replies[2] = [0] of { byte };
chan answered = [0] of { bit };

proctype server(byte me) {
    byte question;
end:
    do
    :: requests[me] ? question ->
        if
        :: question == 1 -> requests[1 - me] ! 2; replies[1 - me] ? _
        :: else
        fi;
        replies[me] ! 0
    od
}

proctype client(byte asked) {
    requests[asked] ! 1;
    replies[asked] ? _;
    answered ! 1
}

init {
    atomic { run server(0); run server(1); run client(0); run client(1) }
    answered ? 1;
    answered ? 1
}
