import dev.handoff.*;

/**
 * R2, R11. Nine jobs, three workers, one channel each way. Whoever is free takes the next job, so
 * all is done in three rounds of 100 ms.
 */
void main() throws Exception {
    long start = System.nanoTime();
    Scope.run(
            scope -> {
                Channel<Integer> jobs = Channel.buffered(100);
                Channel<Integer> results = Channel.buffered(100);
                for (int id = 1; id <= 3; id++) {
                    String name = "worker " + id;
                    scope.go(name, results.newSender(), out -> work(name, jobs, out));
                }
                jobs.sendAll(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
                jobs.close();

                int sum = 0;
                for (int result : results) { // ends when the last worker has returned
                    sum += result;
                }
                IO.println("sum " + sum);
            });
    IO.println("took " + (System.nanoTime() - start) / 1_000_000 + " ms");
}

void work(String name, Receiver<Integer> jobs, Sender<Integer> results)
        throws InterruptedException {
    for (int job : jobs) {
        IO.println(name + " processing job " + job);
        Timers.sleep(Duration.ofMillis(100));
        results.send(job * 2);
    }
}
