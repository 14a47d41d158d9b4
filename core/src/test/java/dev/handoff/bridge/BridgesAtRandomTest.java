package dev.handoff.bridge;

import dev.handoff.laws.Seed;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;

import java.util.Random;

@DisplayName("Bridges: failures and cancels at random")
class BridgesAtRandomTest {
    @RepeatedTest(3)
    @DisplayName(
            "out of any bridge into any other: a failure or a cancel at a random point loses"
                    + " nothing that was not disturbed, and leaves nothing open or running")
    void outOfAnyBridgeIntoAnyOther() throws Exception {
        long seed = Seed.of("bridges");
        for (BridgeSources.Kind from : BridgeSources.Kind.values()) {
            for (BridgeSinks.Kind to : BridgeSinks.Kind.values()) {
                for (BridgeTrial.Disturbance disturbance : BridgeTrial.Disturbance.values()) {
                    run(new BridgeTrial(from, to, disturbance, new Random(seed++)));
                }
            }
        }
    }

    private static void run(BridgeTrial trial) {
        try {
            trial.run();
        } catch (Exception | AssertionError e) {
            throw new AssertionError(trial.toString(), e);
        }
    }
}
