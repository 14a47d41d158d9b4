package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Diagnosis;
import dev.handoff.Handoff;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Where something was done, which core's own tests have recorded, is a look at the stack each time. */
class OriginsTest {
    @Test
    @DisplayName("L50 where a process was started is not recorded unless that is asked for")
    void startsAreNotRecorded() throws Exception {
        Channel<Integer> silent = Channel.rendezvous();
        Thread process = Handoff.go("process of unknown origin", silent::receive);
        assertThat(Diagnosis.take().lines())
                .filteredOn(line -> line.contains("process of unknown origin"))
                .hasSize(1)
                .noneMatch(line -> line.contains("started at"));
        process.interrupt();
        process.join();
    }
}
