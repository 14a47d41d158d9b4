package dev.handoff.verify;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The options of a referee's command line: {@code --name value}, or {@code --name} alone. If one cannot be used, one
 * line says why, and the JVM ends with status 2.
 */
public final class Options {
    private final Map<String, String> values = new HashMap<>();

    /** There are no other options than those of these names. */
    Options(String[] args, String... names) {
        for (int i = 0; i < args.length; i++) {
            String name = args[i].startsWith("--") ? args[i].substring(2) : "";
            if (!List.of(names).contains(name)) {
                throw refuse(args[i] + " is not an option; there is " + listed(names));
            }
            boolean hasValue = i + 1 < args.length && !args[i + 1].startsWith("--");
            values.put(name, hasValue ? args[++i] : "");
        }
    }

    private static String listed(String[] names) {
        return names.length == 0 ? "none" : "--" + String.join(", --", names);
    }

    /**
     * Refuses whatever is there.
     *
     * @param args the command line of a referee that has no options
     */
    public static void none(String[] args) {
        new Options(args);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** The value of an option; only if it is there. */
    String text(String name) {
        return values.get(name);
    }

    /** The number that an option gives: one or more. */
    int count(String name, int otherwise) {
        return has(name) ? count("--" + name + " needs", text(name)) : otherwise;
    }

    /**
     * How many, of an argument without a name: one or more.
     *
     * @param whatNeeds how the complaint of a wrong one begins
     * @param text the argument
     * @return the number
     */
    public static int count(String whatNeeds, String text) {
        try {
            int count = Integer.parseInt(text);
            if (count > 0) {
                return count;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw refuse(whatNeeds + " a whole number, one or more: not " + text);
    }

    /** The seed given, or one of its own. */
    long seed() {
        if (!has("seed")) {
            return ThreadLocalRandom.current().nextInt(1, 1_000_000_000);
        }
        try {
            return Long.parseLong(text("seed"));
        } catch (NumberFormatException e) {
            throw refuse("--seed needs a whole number: not " + text("seed"));
        }
    }

    /**
     * Ends the JVM with status 2.
     *
     * @param why one line
     * @return never; to be thrown, so that the compiler knows
     */
    public static AssertionError refuse(String why) {
        System.err.println(why);
        System.exit(2);
        return new AssertionError("has ended");
    }
}
