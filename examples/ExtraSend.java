import dev.handoff.*;

/**
 * R26. Sends once too often: four workers, three results. ./handoff run ends it with status 3, and says who waits to
 * send what nobody receives; ./handoff check ExtraSend.java says it without waiting, with the schedule.
 */
void main() throws Exception {
    Channel<Integer> results = Channel.<Integer>named("results").open();
    Scope.run(
            scope -> {
                for (int i = 0; i <= 3; i++) { // should be: i < 3
                    scope.go("worker " + i, () -> results.send(1));
                }
                int sum = 0;
                for (int i = 0; i < 3; i++) {
                    sum += results.receive();
                }
                IO.println("sum of all: " + sum);
            });
}
