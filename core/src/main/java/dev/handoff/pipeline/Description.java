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
     * its inputs stand below. Then follow the branches of the stages that have some:
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
        StringBuilder text = new StringBuilder();
        draw(last, "", text);
        return text.toString();
    }

    private static void draw(Stage<?> last, String indent, StringBuilder text) {
        List<Stage<?>> chain = chain(last);
        List<Stage<?>> inputs = Concat.inputs(chain.getFirst());
        List<Stage<?>> below = new ArrayList<>(inputs);
        for (Stage<?> stage : chain) {
            text.append(stage == chain.getFirst() ? "" : " → ").append(label(stage));
            below.addAll(stage.branches());
        }
        for (int i = 0; i < below.size(); i++) {
            boolean isLast = i == below.size() - 1;
            text.append('\n').append(indent).append(isLast ? "└" : "├");
            text.append(i < inputs.size() ? "─ " : "▶ ");
            draw(below.get(i), indent + (isLast ? "   " : "│  "), text);
        }
    }

    /** The stages one after the other, up to the nearest one that has several inputs, or none. */
    private static List<Stage<?>> chain(Stage<?> last) {
        List<Stage<?>> chain = new ArrayList<>();
        Stage<?> stage = last;
        chain.add(stage);
        while (stage.inputs().size() == 1) {
            stage = stage.inputs().getFirst();
            chain.add(stage);
        }
        return chain.reversed();
    }

    /** The label on one line, whatever the name in it. */
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
        private List<Integer> draw(Stage<?> last, Map<String, Integer> sources) {
            List<Stage<?>> chain = chain(last);
            List<Integer> above = new ArrayList<>();
            for (Stage<?> input : Concat.inputs(chain.getFirst())) {
                above.addAll(draw(input, sources));
            }
            for (Stage<?> stage : chain) {
                above = drawBelow(above, stage, sources);
            }
            return above;
        }

        private List<Integer> drawBelow(
                List<Integer> inputs, Stage<?> stage, Map<String, Integer> sources) {
            List<Integer> above = new ArrayList<>(inputs);
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
            text.append("    s" + nodes + "[\"" + escaped(label(stage)) + "\"]\n");
            for (int from : above) {
                text.append("    s" + from + " --> s" + nodes + "\n");
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
