package dev.handoff.check;

import dev.handoff.Channel;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Values that were sent and are still in their channels when a run is over. */
final class Leftovers implements TurnListener {
    private static final Set<String> PARTS = Set.of("dev.handoff.coordinate", "dev.handoff.share");

    private final boolean forbidden;

    /**
     * In the order in which they were first used: asking them for their sizes is part of the run, and the same in each
     * replay.
     */
    private final Set<Object> channels = Collections.synchronizedSet(new LinkedHashSet<>());

    private final Map<String, Integer> byChannel = new TreeMap<>();

    /**
     * @param forbidden whether they are a finding
     */
    Leftovers(boolean forbidden) {
        this.forbidden = forbidden;
    }

    @Override
    public void sent(ControlledProcess process, Object channel, long channelId, Object value) {
        if (!isToken(value)) {
            channels.add(channel);
        }
    }

    /**
     * Whether it is such as a free permit: a part of the library is at rest with it in its channel, and nobody has to
     * receive it.
     */
    private static boolean isToken(Object value) {
        Class<?> type = value.getClass();
        return PARTS.contains(type.getPackageName()) && !Modifier.isPublic(type.getModifiers());
    }

    @Override
    public void over() {
        // a copy: a process that runs away may send to one more meanwhile
        for (Object each : channels.toArray()) {
            if (each instanceof Channel<?> channel && channel.size() > 0) {
                byChannel.merge(Words.title(channel), channel.size(), Integer::sum);
            }
        }
    }

    /** How many values are left in which channel, in a run that is over. */
    Map<String, Integer> byChannel() {
        return byChannel;
    }

    @Override
    public @Nullable Finding finding() {
        List<String> places = new ArrayList<>();
        if (forbidden) {
            byChannel.forEach(
                    (title, size) -> places.add(Words.count(size, "value") + " in " + title));
        }
        return places.isEmpty()
                ? null
                : new Finding(
                        Verdict.LEAK,
                        "sent and never received: " + Words.list(places),
                        List.of(),
                        null);
    }
}
