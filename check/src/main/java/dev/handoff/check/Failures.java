package dev.handoff.check;

import dev.handoff.ProcessFailedException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** What was thrown, in a few lines: where, by whom, and with what else. */
final class Failures {
    private static final int MOST_LINES = 3;

    private final List<String> lines = new ArrayList<>();
    private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private Failures() {}

    /** The failure that somebody must look at: what the process has thrown, not what its scope says of it. */
    static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root instanceof ProcessFailedException && root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** Which mistake it is, whatever the values in the message. */
    static String kind(Throwable failure) {
        Throwable root = root(failure);
        return root.getClass().getName() + " at " + Stacks.line(root.getStackTrace());
    }

    /** The class and the first words of the message: of several lines the first that are not blank, made one. */
    static String summary(Throwable failure) {
        List<String> all =
                Words.text(root(failure))
                        .lines()
                        .map(Words::flat)
                        .filter(line -> !line.isEmpty())
                        .toList();
        String first = String.join(" ", all.subList(0, Math.min(MOST_LINES, all.size())));
        return all.size() > MOST_LINES ? first + " …" : first;
    }

    /** One short line, for a diagram: where a scope reports a failure, it says which process has failed. */
    static String brief(Throwable failure) {
        if (failure instanceof ProcessFailedException report && !report.process().isEmpty()) {
            return Words.flat(report.process()) + " has failed";
        }
        Throwable root = root(failure);
        String message = message(root);
        String type = root.getClass().getSimpleName();
        return message == null || message.isBlank() ? type : type + ": " + Words.oneLine(message);
    }

    private static @Nullable String message(Throwable root) {
        try {
            return root.getMessage();
        } catch (RuntimeException | Error e) {
            return null;
        }
    }

    static List<String> details(List<Throwable> failures) {
        Failures details = new Failures();
        Throwable first = failures.getFirst();
        details.seen.add(root(first));
        String where = where(first);
        if (!where.isEmpty()) {
            details.lines.add(where);
        }
        Words.text(root(first)).lines().skip(1).forEach(line -> details.lines.add("    " + line));
        details.tellOfOthers(first, "    ");
        failures.stream().skip(1).forEach(later -> details.tell("then", later, ""));
        return details.lines;
    }

    private void tell(String how, Throwable failure, String indent) {
        if (seen.add(root(failure))) {
            String where = where(failure);
            String what = indent + how + " " + summary(failure);
            lines.add(where.isEmpty() ? what : what + ", " + where);
            tellOfOthers(failure, indent + "    ");
        }
    }

    private void tellOfOthers(Throwable failure, String indent) {
        Throwable root = root(failure);
        if (root.getCause() != null) {
            tell("caused by", root.getCause(), indent);
        }
        Throwable each = failure;
        while (each != root
                && each.getCause() != null) { // a scope's report of it, and another's of that
            tellOfSuppressed(each, indent);
            each = each.getCause();
        }
        tellOfSuppressed(root, indent);
    }

    private void tellOfSuppressed(Throwable failure, String indent) {
        for (Throwable suppressed : failure.getSuppressed()) {
            tell("suppressed", suppressed, indent);
        }
    }

    /** Such as {@code thrown by worker at Main.java:31}; empty if neither is known. */
    private static String where(Throwable failure) {
        String by = "";
        Throwable each = failure;
        while (each instanceof ProcessFailedException report && report.getCause() != null) {
            by = report.process().isEmpty() ? "" : " by " + Words.flat(report.process());
            each = report.getCause();
        }
        String where = by + Stacks.unlessUnknown(" at ", Stacks.line(each.getStackTrace()));
        return where.isEmpty() ? "" : "thrown" + where;
    }
}
