import dev.handoff.*;

/* WordFrequencies [--stream] DIR [n]: the n most frequent words in the files below DIR, 10 if
 * nothing else is said.
 *
 *     walker ── files ──▶ worker, worker, … ── tables ──▶ main
 *
 * The walker sends file names; the next free worker takes one. Each worker counts into a table of
 * its own, which it sends when there are no more files: no count is shared, none locked. Main adds
 * the tables up; there are no more of them when the last worker has closed its sender.
 *
 * With --stream the same counting is done by a parallelStream over the list of the files, for
 * comparison; examples/measure-words measures both.
 *
 * A word is a run of letters, and the marks that combine with them; case does not matter. Bytes that
 * are no UTF-8 separate words.
 *
 * Exit status: 0; 1 if something could not be read, which a line on stderr names, or stdout not be
 * written, but 141, without a word, if that is a pipe that nobody reads any more, as before "| head";
 * 2 if there is nothing to begin with.
 */
static final int CHARS = 1 << 15;

/** How often each word was seen. */
static final class Table {
    private final Map<String, long[]> counts = new HashMap<>();

    void count(String word) {
        counts.computeIfAbsent(word, w -> new long[1])[0]++;
    }

    Table addAll(Table other) {
        other.counts.forEach(
                (word, count) -> {
                    long[] mine = counts.putIfAbsent(word, count);
                    if (mine != null) {
                        mine[0] += count[0];
                    }
                });
        return this;
    }

    /** The most frequent first; of equal ones in the order of the alphabet. */
    List<Map.Entry<String, long[]>> top(int n) {
        return counts.entrySet().stream()
                .sorted(
                        Comparator.<Map.Entry<String, long[]>>comparingLong(e -> -e.getValue()[0])
                                .thenComparing(Map.Entry::getKey))
                .limit(n)
                .toList();
    }
}

/** Whether every file could be read. */
final AtomicBoolean allRead = new AtomicBoolean(true);

void main(String[] args) throws Exception {
    boolean streams = args.length > 0 && args[0].equals("--stream");
    List<String> rest = List.of(args).subList(streams ? 1 : 0, args.length);
    int n = rest.size() < 2 ? 10 : number(rest.get(1));
    if (rest.isEmpty() || rest.size() > 2 || n < 1 || rest.get(0).startsWith("-")) {
        quit("usage: WordFrequencies [--stream] DIR [n], with n of one or more");
    }
    Path dir = Path.of(rest.get(0));
    String refusal = rest.get(0).isEmpty() ? "no such directory" : whyNoDirectory(dir);
    if (refusal != null) {
        quit(told(dir) + ": " + refusal);
    }
    Table words = streams ? byStream(dir) : Scope.call(scope -> byChannels(scope, dir));
    StringBuilder lines = new StringBuilder();
    for (Map.Entry<String, long[]> entry : words.top(n)) {
        lines.append("%8d %s\n".formatted(entry.getValue()[0], entry.getKey()));
    }
    IO.print(lines); // at once, so that it is over where they cannot be written
    if (System.out.checkError()) {
        if (isPipe()) {
            System.exit(141);
        }
        System.err.println("WordFrequencies: stdout cannot be written");
        System.exit(1);
    }
    if (!allRead.get()) {
        System.exit(1);
    }
}

// ---- with channels

Table byChannels(Scope scope, Path dir) throws InterruptedException {
    Receiver<Path> files = scope.produce("walker", 64, out -> walk(dir, out));
    Channel<Table> tables = Channel.<Table>named("tables").open();
    for (int i = 1; i <= Runtime.getRuntime().availableProcessors(); i++) {
        scope.go("worker " + i, tables.newSender(), out -> work(files, out));
    }
    Table all = new Table();
    for (Table table : tables) {
        all.addAll(table);
    }
    return all;
}

void walk(Path dir, Sender<Path> out) throws InterruptedException {
    List<Path> folders = new ArrayList<>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(dir)) {
        for (Path path : paths) {
            Scope.checkpoint(); // a folder may hold millions, and not one file
            look(path, folders, out);
        }
    } catch (IOException | DirectoryIteratorException e) {
        trouble(dir, e);
    }
    for (Path folder : folders) {
        walk(folder, out);
    }
}

void look(Path path, List<Path> folders, Sender<Path> out) throws InterruptedException {
    try {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isDirectory()) {
            folders.add(path);
        } else if (attributes.isRegularFile()) {
            out.send(path);
        }
    } catch (IOException e) {
        trouble(path, e);
    }
}

void work(Receiver<Path> files, Sender<Table> out) throws InterruptedException {
    Table table = new Table();
    for (Path file : files) {
        count(file, table);
    }
    out.send(table);
}

// ---- with a stream

Table byStream(Path dir) throws IOException, InterruptedException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
            dir.toRealPath(), // a link that is given is followed, as by the walker
            new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile()) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    trouble(file, e);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException e) {
                    if (e != null) { // the rest of it cannot be listed
                        trouble(folder, e);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
    Table all =
            files.parallelStream()
                    .collect(Table::new, (table, file) -> count(file, table), Table::addAll);
    Scope.checkpoint(); // a file that this thread counted may not be all there
    return all;
}

// ---- with both

void count(Path file, Table table) {
    char[] chars = new char[CHARS];
    StringBuilder word = new StringBuilder();
    try (Reader in = new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8)) {
        // who is interrupted does not wait for a long file, and says so elsewhere
        for (int read; !Thread.currentThread().isInterrupted() && (read = in.read(chars)) >= 0; ) {
            for (int i = 0; i < read; ) {
                int c = Character.codePointAt(chars, i, read); // a decoder splits no pair
                i += Character.charCount(c);
                if (Character.isLetter(c) || (!word.isEmpty() && isMark(c))) {
                    word.appendCodePoint(Character.toLowerCase(c));
                } else if (!word.isEmpty()) {
                    table.count(word.toString());
                    word.setLength(0);
                }
            }
        }
        if (!word.isEmpty()) {
            table.count(word.toString());
        }
    } catch (IOException e) {
        trouble(file, e);
    }
}

/** Such as an accent, or a vowel in Hindi, that stands behind its letter. */
boolean isMark(int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
}

void trouble(Path path, Exception e) {
    allRead.set(false);
    System.err.println("WordFrequencies: " + told(path) + ": " + why(e));
}

/** On one line. */
String told(Path path) {
    return path.toString().replace("\n", "\\n").replace("\r", "\\r");
}

/** Null if it is one. */
String whyNoDirectory(Path dir) {
    try {
        BasicFileAttributes attributes = Files.readAttributes(dir, BasicFileAttributes.class);
        return attributes.isDirectory() ? null : "not a directory";
    } catch (IOException e) {
        return why(e);
    }
}

String why(Exception e) {
    return switch (e) {
        case DirectoryIteratorException of -> why(of.getCause());
        case NoSuchFileException gone -> "no such file or directory";
        case AccessDeniedException denied -> "permission denied";
        case FileSystemException other when other.getReason() != null -> other.getReason();
        default -> String.valueOf(e.getMessage());
    };
}

/** Whether stdout is one: if it cannot be written, nobody reads it. Without Linux's /proc nobody knows. */
boolean isPipe() {
    try {
        String stdout = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
        return stdout.matches("(pipe|socket):.*");
    } catch (IOException e) {
        return false;
    }
}

int number(String text) {
    try {
        return Integer.parseInt(text);
    } catch (NumberFormatException e) {
        return 0;
    }
}

void quit(String message) {
    System.err.println("WordFrequencies: " + message);
    System.exit(2);
}
