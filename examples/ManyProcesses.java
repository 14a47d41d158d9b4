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
                List<Integer> all = new ArrayList<>();
                Select<Boolean> next =
                        Select.of(
                                on(red, n -> all.add(n)),
                                on(blue, n -> all.add(n)),
                                ended(() -> false));
                while (next.run()) {}
                int sum = all.stream().mapToInt(n -> n).sum();
                IO.println(all.size() + " processes, sum " + sum);
            });
}
