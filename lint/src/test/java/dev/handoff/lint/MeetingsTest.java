package dev.handoff.lint;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Lint: what processes use that may order them (R24)")
class MeetingsTest {
    @Test
    @DisplayName("R24 what a part is selected of may have been received, or joined")
    void whatAPartIsSelectedOf() throws Exception {
        Linted.check(
                """
                int total;
                int sum;
                int count;
                class Job { final int id = 1; volatile int state; Channel<Integer> answers; }
                void main() throws Exception {
                    Channel<byte[]> chunks = Channel.rendezvous();
                    Channel<Job> jobs = Channel.rendezvous();
                    Scope.run(scope -> {
                        scope.go("sends", () -> { total = 1; chunks.send(new byte[3]); });
                        scope.go("counts", () -> IO.println(chunks.receive().length + total));
                    });
                    Scope.run(scope -> {
                        Task<Job> job = scope.fork(() -> { sum++; return new Job(); });
                        IO.println(job.join().id + sum);
                    });
                    Scope.run(scope -> {
                        scope.go("sends", () -> { count = 1; jobs.send(new Job()); });
                        scope.go("answers", () -> jobs.receive().answers.send(count));
                    });
                    Scope.run(scope -> {
                        scope.go("sends", () -> { count = 2; jobs.send(new Job()); });
                        scope.go("looks", () -> IO.println(jobs.receive().state + count));
                    });
                }
                """);
    }

    @Test
    @DisplayName("R24 what a part is selected of is read")
    void whatAPartIsSelectedOfIsRead() throws Exception {
        Linted.check(
                """
                int[] numbers = {};
                void main() throws Exception {
                    Scope.run(scope -> {
                        scope.go("writes", () -> numbers = new int[3]); // warned
                        scope.go("reads", () -> IO.println(numbers.length));
                    });
                }
                """);
    }

    @Test
    @DisplayName("R24 a variable that is given another channel is not known to have the first")
    void aVariableThatIsGivenAnotherChannel() throws Exception {
        Linted.checkInScope(
                """
                int[] seen = {0};
                int[] late = {0};
                """,
                """
                Channel<Integer> first = Channel.rendezvous();
                Channel<Integer> last = Channel.rendezvous();
                Receiver<Integer> in = first;
                for (int i = 0; i < 3; i++) {
                    Receiver<Integer> from = in;
                    Channel<Integer> to = Channel.rendezvous();
                    scope.go("stage", () -> { int v = from.receive(); seen[0] += v; to.send(v); });
                    in = to;
                }
                first.send(1);
                in.receive();
                IO.println(seen[0]);
                Receiver<Integer> kept = first;
                scope.go("receives", () -> { kept.receive(); late[0]++; }); // warned
                scope.go("sends", () -> { late[0]++; last.send(1); });
                """);
    }
}
