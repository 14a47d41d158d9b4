package dev.handoff.junit;

import dev.handoff.check.Explore;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

import java.time.Duration;
import java.util.SplittableRandom;

/** Reads an annotation, and the parameters of the run that go before it. */
final class ExploreSettings {
    private static final String REPLAY = "handoff.replay";
    private static final String SEED = "handoff.seed";

    private ExploreSettings() {}

    /**
     * What the test of {@code context} asks for.
     *
     * @throws IllegalArgumentException if settings contradict each other, or are out of bounds
     */
    static Explore of(ExtensionContext context) {
        dev.handoff.junit.Explore asked =
                AnnotationSupport.findAnnotation(
                                context.getElement(), dev.handoff.junit.Explore.class)
                        .orElseThrow();
        String replay = context.getConfigurationParameter(REPLAY).orElse(asked.replay());
        Explore explore;
        if (!replay.isEmpty()) {
            explore = Explore.replay(replay);
        } else {
            explore = strategy(asked).seed(seed(context, asked.seed()));
            if (asked.schedules() != 0) {
                explore = explore.schedules(asked.schedules());
            }
            if (asked.withinSeconds() != 0) {
                explore = explore.within(Duration.ofSeconds(asked.withinSeconds()));
            }
        }
        return asked.maxTurns() == 0 ? explore : explore.maxTurns(asked.maxTurns());
    }

    private static Explore strategy(dev.handoff.junit.Explore asked) {
        if (asked.exhaustive() && asked.pctDepth() != 0) {
            throw new IllegalArgumentException(
                    "@Explore(exhaustive = true, pctDepth = "
                            + asked.pctDepth()
                            + "): it is either all schedules or random ones");
        }
        if (asked.exhaustive()) {
            return Explore.exhaustive();
        }
        return asked.pctDepth() == 0 ? Explore.random() : Explore.pct(asked.pctDepth());
    }

    private static long seed(ExtensionContext context, long asked) {
        String seed = context.getConfigurationParameter(SEED).orElse("");
        if (seed.isEmpty()) {
            return asked;
        }
        if (seed.equals("random")) {
            return new SplittableRandom().nextLong();
        }
        try {
            return Long.parseLong(seed);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    SEED + " is \"" + seed + "\"; it is a whole number, or random", e);
        }
    }
}
