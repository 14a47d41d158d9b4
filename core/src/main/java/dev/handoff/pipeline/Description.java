package dev.handoff.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Draws the graph of a pipeline. */
final class Description {
    private Description() {}

    /**
     * One line from the source to the last stage. If there is a stage with several inputs, the line begins with it, and
     * its inputs stand below; then follow the branches of stages that have some:
     *
     * <pre>
     * zip → partition → batch(100)
     * ├─ of(3 values) → map "square"
     * ├─ merge → filter
     * │  ├─ iterable
     * │  └─ iterable
     * ├▶ partition: yes → map
     * └▶ partition: no → drop(1)
     * </pre>
     */
    static String text(Stage<?> last) {
        return String.join("\n", lines(last));
    }

    private static List<String> lines(Stage<?> last) {
        List<Stage<?>> chain = new ArrayList<>();
        chain.add(last);
        while (chain.getFirst().inputs().size() == 1) {
            chain.addFirst(chain.getFirst().inputs().getFirst());
        }
        List<Stage<?>> inputs = chain.getFirst().inputs();
        List<Stage<?>> below = new ArrayList<>(inputs);
        List<String> labels = new ArrayList<>();
        for (Stage<?> stage : chain) {
            labels.add(label(stage));
            below.addAll(stage.branches());
        }
        List<String> lines = new ArrayList<>();
        lines.add(String.join(" → ", labels));
        for (int i = 0; i < below.size(); i++) {
            boolean isLast = i == below.size() - 1;
            List<String> deeper = lines(below.get(i));
            lines.add((isLast ? "└" : "├") + (i < inputs.size() ? "─ " : "▶ ") + deeper.getFirst());
            for (String line : deeper.subList(1, deeper.size())) {
                lines.add((isLast ? "   " : "│  ") + line);
            }
        }
        return lines;
    }

    /** On one line, whatever its name. */
    private static String label(Stage<?> stage) {
        return stage.label().toString().replaceAll("\\R", " ");
    }

    static String mermaid(Stage<?> last) {
        Chart chart = new Chart();
        chart.draw(last, Map.of());
        return chart.text.toString();
    }

    private static final class Chart {
        private final StringBuilder text = new StringBuilder("flowchart LR\n");
        private int nodes;

        /**
         * Draws the stage, all above it, and its branches.
         *
         * @param sources the stages around, by operator: their nodes are above the sources of their branches
         * @return the nodes from which its values come
         */
        private List<Integer> draw(Stage<?> stage, Map<String, Integer> sources) {
            List<Integer> above = new ArrayList<>();
            for (Stage<?> input : stage.inputs()) {
                above.addAll(draw(input, sources));
            }
            Integer branching = sources.get(Branch.stageOf(stage.label().operator()));
            if (branching != null) {
                above.add(branching);
            }
            int node = node(stage, above);
            if (stage.branches().isEmpty()) {
                return List.of(node);
            }
            Map<String, Integer> inside = new HashMap<>(sources);
            inside.put(stage.label().operator(), node);
            List<Integer> ends = new ArrayList<>();
            for (Stage<?> branch : stage.branches()) {
                ends.addAll(draw(branch, inside));
            }
            return stage.branchesPutOut() ? ends : List.of(node);
        }

        private int node(Stage<?> stage, List<Integer> above) {
            nodes++;
            text.append("    s%d[\"%s\"]\n".formatted(nodes, escaped(label(stage))));
            for (int from : above) {
                text.append("    s%d --> s%d\n".formatted(from, nodes));
            }
            return nodes;
        }

        /** Mermaid takes a label for HTML, with entities that begin with a number sign. */
        private static String escaped(String label) {
            return label.replace("#", "#35;")
                    .replace("&", "#amp;")
                    .replace("\"", "#quot;")
                    .replace("<", "#lt;")
                    .replace(">", "#gt;");
        }
    }
}
