import static dev.handoff.Select.*;

import dev.handoff.*;

/**
 * R11. Processes are cheap: ten thousand of them send a number each, into two channels, which a
 * select fans in.
 */
void main() throws Exception {
    int processes = 10_000;
    Scope.run(
            scope -> {
                Channel<Integer> red = Channel.rendezvous();
                Channel<Integer> blue = Channel.rendezvous();
                for (int i = 1; i <= processes; i++) {
                    int number = i;
                    Channel<Integer> one = i % 2 == 0 ? red : blue;
                    scope.go("process " + i, one.newSender(), out -> out.send(number));
                }
                Select<Integer> next = Select.of(on(red, n -> n), on(blue, n -> n), ended(() -> 0));
                long sum = 0;
                for (int n = next.run(); n != 0; n = next.run()) {
                    sum += n;
                }
                IO.println(processes + " processes, sum " + sum);
            });
}
