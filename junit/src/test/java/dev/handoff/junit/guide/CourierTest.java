package dev.handoff.junit.guide;

import static dev.handoff.Select.after;
import static dev.handoff.Select.on;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handoff.Channel;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Timers;
import dev.handoff.check.VirtualTime;
import dev.handoff.junit.Explore;
import dev.handoff.junit.MustEnd;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Set;

class CourierTest {
    private final Channel<String> parcels = Channel.<String>named("parcels").buffered(1).open();

    /** Carries a parcel for so long. */
    private void carry(String parcel, Duration way) throws InterruptedException {
        Timers.sleep(way);
        parcels.send(parcel);
    }

    private static String await(Receiver<String> parcels, Duration patience)
            throws InterruptedException {
        return Select.one(on(parcels, parcel -> parcel), after(patience, () -> "nothing"));
    }

    @Explore
    void whoeverIsFirst() throws Exception {
        Scope.run(
                scope -> {
                    scope.go("ann", () -> carry("a", Duration.ofSeconds(1)));
                    scope.go("ben", () -> carry("b", Duration.ofSeconds(1)));
                    assertTrue(Set.of("a", "b").contains(await(parcels, Duration.ofSeconds(9))));
                    parcels.receive();
                });
    }

    @Test
    void patienceEnds() throws Exception {
        VirtualTime.run(
                () -> {
                    Channel<String> none =
                            Channel.rendezvous(); // made inside, as all that is tried
                    assertEquals("nothing", await(none, Duration.ofDays(1)));
                    assertEquals(Duration.ofDays(1), VirtualTime.now());
                });
    }

    @MustEnd(withinSeconds = 5)
    @Test
    void onTheMachineAsItIs() throws Exception {
        Scope.run(
                scope -> {
                    scope.go("ann", () -> carry("a", Duration.ofMillis(1)));
                    assertEquals("a", parcels.receive());
                });
    }
}
