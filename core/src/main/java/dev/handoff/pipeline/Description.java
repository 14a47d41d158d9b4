package dev.handoff.pipeline;

import java.util.ArrayList;
import java.util.List;

/** Draws the graph of a pipeline. */
final class Description {
    private Description() {}

    /**
     * One line from the source to the last stage. If there is a stage with several inputs, the line begins with it, and
     * its inputs stand below:
     *
     * <pre>
     * zip → batch(100)
     * ├─ of(3 values) → map "square"
     * └─ merge → filter
     *    ├─ iterable
     *    └─ iterable
     * </pre>
     */
    static String text(Stage<?> last) {
        return String.join("\n", lines(last));
    }

    private static List<String> lines(Stage<?> last) {
        StringBuilder chain = new StringBuilder(last.label().toString());
        Stage<?> first = last;
        while (first.inputs().size() == 1) {
            first = first.inputs().getFirst();
            chain.insert(0, first.label() + " → ");
        }
        List<String> lines = new ArrayList<>();
        lines.add(chain.toString());
        for (int i = 0; i < first.inputs().size(); i++) {
            boolean isLast = i == first.inputs().size() - 1;
            List<String> below = lines(first.inputs().get(i));
            lines.add((isLast ? "└─ " : "├─ ") + below.getFirst());
            for (String line : below.subList(1, below.size())) {
                lines.add((isLast ? "   " : "│  ") + line);
            }
        }
        return lines;
    }

    static String mermaid(Stage<?> last) {
        StringBuilder chart = new StringBuilder("flowchart LR\n");
        node(last, 1, chart);
        return chart.toString();
    }

    /** Draws the stage and all above it, numbered from {@code free} on; returns the next free number. */
    private static int node(Stage<?> stage, int free, StringBuilder chart) {
        List<Integer> inputs = new ArrayList<>();
        int next = free;
        for (Stage<?> input : stage.inputs()) {
            next = node(input, next, chart);
            inputs.add(next - 1);
        }
        String text = stage.label().toString().replace("\"", "#quot;");
        chart.append("    s%d[\"%s\"]\n".formatted(next, text));
        for (int input : inputs) {
            chart.append("    s%d --> s%d\n".formatted(input, next));
        }
        return next + 1;
    }
}
