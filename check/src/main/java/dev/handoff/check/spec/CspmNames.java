package dev.handoff.check.spec;

import dev.handoff.check.spec.Event.Port;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Identifiers of CSPM: different things have different ones. */
final class CspmNames {
    /* Overview
     *
     *   channels    send_, receive_, close_, mark_ and the name      send_jobs
     *   values      v_ and the value as text                        v_1
     *   processes   as they are if that is an identifier in capitals, which nothing else uses; else P_ and the name
     *
     * Behind a prefix, letters and digits stand for themselves, _ is doubled, and any other character becomes _u and
     * four hexadecimal digits: so two names never become one. Different values may have the same text: they then get a
     * number, which cannot be confused with an escape.
     */
    static final String MAIN = "SPECIFICATION";
    static final String VALUE = "Value";
    static final String OTHER = "Other";

    private static final Set<String> RESERVED =
            Set.of(
                    MAIN, VALUE, OTHER, "PROGRAM", "STOP", "SKIP", "CHAOS", "DIV", "RUN", "WAIT",
                    "TSTOP", "TSKIP", "USTOP", "Events", "Int", "Bool", "Char", "Proc", "Seq",
                    "Set", "Map", "Union", "Inter");

    private final Map<Object, String> values = new LinkedHashMap<>();
    private final Map<String, Integer> texts = new HashMap<>();

    String process(String name) {
        boolean asItIs =
                name.matches("[A-Z][A-Za-z0-9_]*")
                        && !name.startsWith("P_")
                        && !RESERVED.contains(name);
        return asItIs ? name : "P_" + escape(name);
    }

    String channel(Port port) {
        return port.action().name().toLowerCase(Locale.ROOT) + "_" + escape(port.name());
    }

    String value(Object value) {
        return values.computeIfAbsent(
                value,
                v -> {
                    String text = "v_" + escape(String.valueOf(v));
                    int times = texts.merge(text, 1, Integer::sum);
                    return times == 1 ? text : text + "_" + times;
                });
    }

    /** The values met so far, and the name of all the rest. */
    List<String> valuesAndOther() {
        List<String> all = new ArrayList<>(values.values());
        all.add(OTHER);
        return all;
    }

    private static String escape(String name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_') {
                text.append("__");
            } else if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
                text.append(c);
            } else {
                text.append("_u%04x".formatted((int) c));
            }
        }
        return text.toString();
    }
}
