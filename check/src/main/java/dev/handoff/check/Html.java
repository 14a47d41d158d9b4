package dev.handoff.check;

import java.util.List;

/** A report as one page of HTML, which needs nothing else. */
final class Html {
    private static final String STYLE =
            """
            :root { color-scheme: light dark; --bg: #fff; --ink: #1c2330; --soft: #667085; --line: #98a2b3;
              --panel: #f4f6f9; --value: #1769c2; --stuck: #b42318; --good: #067647; --start: #7a5af8; }
            @media (prefers-color-scheme: dark) { :root { --bg: #12161d; --ink: #e6e9ef; --soft: #98a2b3;
              --line: #5d6b82; --panel: #1c232e; --value: #6cb2ff; --stuck: #ff8a80; --good: #5fd39b; --start: #b3a1ff; } }
            body { background: var(--bg); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; margin: 2rem; }
            h1 { font-size: 1.3rem; margin: 0 0 1rem; }
            h1 b { background: var(--stuck); color: var(--bg); border-radius: 6px; padding: .15rem .5rem; margin-right: .5rem; }
            h1 b.clean { background: var(--good); }
            h2 { font-size: 1rem; color: var(--soft); margin: 1.5rem 0 .5rem; }
            pre, code { font: 13px/1.5 ui-monospace, monospace; }
            pre { background: var(--panel); border-radius: 8px; padding: .8rem 1rem; overflow-x: auto; margin: 0; }
            .run { overflow-x: auto; background: var(--panel); border-radius: 8px; }
            text { font: 12.5px system-ui, sans-serif; fill: var(--ink); paint-order: stroke; stroke: var(--panel);
              stroke-width: 4px; stroke-linejoin: round; }
            .name { text-anchor: middle; font-weight: 600; stroke: none; }
            .middle { text-anchor: middle; }
            .turn { text-anchor: end; fill: var(--soft); font-size: 11px; }
            .time { fill: var(--soft); font-style: italic; }
            text.stuck { fill: var(--stuck); font-weight: 600; }
            .head { fill: var(--bg); stroke: var(--line); }
            .runs { stroke: var(--line); stroke-width: 3; }
            .waits { stroke: var(--line); stroke-width: 1.5; stroke-dasharray: 2 5; }
            .later { stroke: var(--soft); stroke-dasharray: 8 6; }
            .arrow { stroke: var(--ink); stroke-width: 1.6; }
            .arrow.value { stroke: var(--value); }
            .arrow.start { stroke: var(--start); stroke-dasharray: 5 4; }
            .tip { fill: var(--soft); }
            .end { stroke: var(--ink); stroke-width: 3; }
            .mark { fill: var(--soft); }
            .mark.value { fill: var(--value); }
            .mark.begin, .mark.start { fill: var(--start); }
            .mark.close { fill: var(--good); }
            .mark.stuck, .mark.failed { fill: var(--stuck); }
            """;

    private final StringBuilder page = new StringBuilder();

    Html(String verdict, boolean isClean, String summary) {
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>")
                .append(escape(verdict + ": " + summary))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<h1><b")
                .append(isClean ? " class=\"clean\">" : ">")
                .append(escape(verdict))
                .append("</b> ")
                .append(escape(summary))
                .append("</h1>\n");
    }

    void section(String title, List<String> lines) {
        if (!lines.isEmpty()) {
            heading(title);
            page.append("<pre>").append(escape(String.join("\n", lines))).append("</pre>\n");
        }
    }

    void diagram(String title, Diagram diagram) {
        heading(title);
        page.append("<div class=\"run\">\n").append(SvgDiagram.draw(diagram)).append("</div>\n");
    }

    private void heading(String title) {
        page.append("<h2>").append(escape(title)).append("</h2>\n");
    }

    /** The page. */
    String end() {
        return page + "</body>\n</html>\n";
    }

    /** As text between tags or in an attribute; letters that XML has not are replaced. */
    static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        c -> {
                            switch (c) {
                                case '&' -> safe.append("&amp;");
                                case '<' -> safe.append("&lt;");
                                case '>' -> safe.append("&gt;");
                                case '"' -> safe.append("&quot;");
                                case '\'' -> safe.append("&#39;");
                                case '\n', '\t' -> safe.append((char) c);
                                default ->
                                        safe.appendCodePoint(
                                                Character.isISOControl(c)
                                                                || (c >= 0xD800 && c <= 0xDFFF)
                                                        ? 0xFFFD
                                                        : c);
                            }
                        });
        return safe.toString();
    }
}
