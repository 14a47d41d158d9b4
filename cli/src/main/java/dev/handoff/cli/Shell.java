package dev.handoff.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Words as a shell reads them. */
final class Shell {
    private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

    private Shell() {}

    /** The word, in quotes if it needs them. */
    static String quote(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /**
     * The line that checks a program.
     *
     * @param options as on a command line, each after a space
     */
    static String check(Path file, String options, List<String> args) {
        StringBuilder line =
                new StringBuilder(quote(launcher()) + " check " + quote(notAnOption(file)));
        line.append(options);
        if (args.stream().anyMatch(arg -> arg.startsWith("-"))) {
            line.append(" --");
        }
        args.forEach(arg -> line.append(' ').append(quote(arg)));
        return line.toString();
    }

    /** The launcher's name: the one by which it was called, which it has passed on. */
    private static String launcher() {
        return System.getProperty("handoff.launcher", "./handoff");
    }

    private static String notAnOption(Path file) {
        String name = file.toString();
        return name.startsWith("-") ? "./" + name : name;
    }
}
