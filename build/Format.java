import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;

/**
 * Checks (or applies) the format of all sources below the root folder: google-java-format, AOSP
 * style, comments as written. The sketches stay as they are: verbatim copies.
 */
static final Set<Path> SKIPPED = Set.of(Path.of("examples/sketches"));

/** The folders that are skipped, beside hidden ones such as those that ./handoff builds into. */
static final String BUILT = "target";

static final Formatter FORMATTER =
        new Formatter(
                JavaFormatterOptions.builder().style(Style.AOSP).formatJavadoc(false).build());

void main(String[] args) throws Exception {
    boolean apply = args[0].equals("apply");
    List<String> problems =
            sources().parallelStream().flatMap(file -> problems(file, apply).stream()).toList();
    if (!problems.isEmpty()) {
        problems.forEach(System.err::println);
        System.exit(1);
    }
}

/** What is wrong with a file, after it has been mended if that is asked for. */
List<String> problems(Path file, boolean apply) {
    try {
        String text = Files.readString(file);
        String formatted = format(text);
        if (formatted.equals(text)) {
            return List.of();
        }
        if (!apply) {
            return List.of(file + ": not in the house's format; build/format mends it");
        }
        Files.writeString(file, formatted);
        IO.println("formatted " + file);
        return List.of();
    } catch (FormatterException e) {
        return e.diagnostics().stream().map(d -> file + ":" + d).toList();
    } catch (IOException e) {
        throw new UncheckedIOException(e);
    }
}

/** Formats again until nothing changes: the breaks of a long string take two rounds. */
String format(String text) throws FormatterException {
    String formatted = FORMATTER.formatSourceAndFixImports(text);
    return formatted.equals(text) ? text : format(formatted);
}

List<Path> sources() throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(Path.of(""), collector(files));
    Collections.sort(files);
    return files;
}

FileVisitor<Path> collector(List<Path> files) {
    return new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            String name = dir.getFileName().toString();
            return SKIPPED.contains(dir) || name.equals(BUILT) || name.startsWith(".")
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
                files.add(file);
            }
            return FileVisitResult.CONTINUE;
        }
    };
}
