import dev.handoff.*;

/**
 * Three replicas are asked and only the first answer is received: two senders are left.
 *
 * Source: Saioc et al., CGO 2024 (n-cast leak); Tu et al., ASPLOS 2019, figure 1 for the same with a time-out
 *
 * Check: LEAK by exhaustive
 */
void main() throws Exception {
    Channel<Integer> answers = Channel.<Integer>named("answers").open();
    for (int replica = 1; replica <= 3; replica++) {
        int number = replica;
        Handoff.go("replica " + replica, () -> answers.send(number));
    }
    answers.receive();
}
