/* Two clients ask a server, which asks another: no cycle.
 * Program: RequestTree
 */
chan toUsers = [0] of { byte };
chan fromUsers = [0] of { byte };
chan toOrders = [0] of { byte };
chan fromOrders = [0] of { byte };

active proctype usersServer() {
    byte q;
end:
    do
    :: toUsers ? q -> fromUsers ! q + 1
    od
}

active proctype ordersServer() {
    byte q;
end:
    do
    :: toOrders ? q -> toUsers ! q; fromUsers ? q; fromOrders ! q
    od
}

active [2] proctype client() {
    toOrders ! 1;
    fromOrders ? 2
}
