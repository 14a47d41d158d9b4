package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Scope;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where these tests run: once more on the scheduler of another module, which nobody would miss. */
class LawsThreadsTest {
    @RegisterExtension final Crew crew = new Crew();

    @Test
    @DisplayName("the virtual threads of the laws' tests are those that processes are to have")
    void areThoseOfProcesses() throws Exception {
        String carrier = carrier();
        String ofWorker = crew.call(ThreadKind.VIRTUAL, LawsThreadsTest::carrier).join();
        String ofProcess = Scope.call(scope -> scope.fork(LawsThreadsTest::carrier).join());
        assertThat(carrier).isEmpty();
        String expected =
                System.getProperty("handoff.threads", "").isEmpty() ? "ForkJoinPool" : "handoff-";
        assertThat(ofWorker).startsWith(expected);
        assertThat(ofProcess).startsWith(expected);
    }

    /** The name of the thread that the current one is mounted on; empty for a platform thread. */
    private static String carrier() {
        String thread = Thread.currentThread().toString();
        return thread.substring(thread.indexOf('@') + 1).startsWith("Thread[")
                ? ""
                : thread.substring(thread.indexOf('@') + 1);
    }
}
