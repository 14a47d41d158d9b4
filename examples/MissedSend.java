import dev.handoff.*;

/**
 * R26. Counts its receives, and one time too many: three workers, four results. ./handoff run ends it with status 3,
 * and says who waits for what; ./handoff check MissedSend.java says it without waiting, with the schedule.
 */
void main() throws Exception {
    Channel<Integer> results = Channel.<Integer>named("results").open();
    Scope.run(
            scope -> {
                for (int i = 1; i <= 3; i++) {
                    int number = i;
                    scope.go("worker " + number, () -> results.send(number * number));
                }
                int sum = 0;
                for (int i = 0; i <= 3; i++) { // should be: i < 3
                    sum += results.receive();
                    IO.println("sum " + (i < 2 ? "so far" : "of all: " + sum));
                }
            });
}
