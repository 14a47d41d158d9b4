package dev.handoff.verify;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** The options of a referee's command line: {@code --name value}, or {@code --name} alone. */
final class Options {
    private final Map<String, String> values = new HashMap<>();

    Options(String[] args) {
        for (int i = 0; i < args.length; i++) {
            if (!args[i].startsWith("--")) {
                throw new IllegalArgumentException("not an option: " + args[i]);
            }
            boolean hasValue = i + 1 < args.length && !args[i + 1].startsWith("--");
            values.put(args[i].substring(2), hasValue ? args[++i] : "");
        }
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** The value; only if it is there. */
    String text(String name) {
        return values.get(name);
    }

    long number(String name, long otherwise) {
        return has(name) ? Long.parseLong(values.get(name)) : otherwise;
    }

    /** The seed given, or one of its own. */
    long seed() {
        return number("seed", ThreadLocalRandom.current().nextInt(1, 1_000_000_000));
    }
}
