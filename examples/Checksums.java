import static dev.handoff.Select.*;

import dev.handoff.*;

/* Checksums DIR [workers]: the SHA-256 of every file below DIR; prints the same bytes as
 *
 *     find DIR -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
 *
 *              ┌─ toHash ──▶ worker, worker, … ──┐
 *     walker ──┤                                 batch.lines ──▶ main ──▶ stdout
 *              └─ toPrint ───────────────────────┘
 *     walker, workers ── notes ──▶ reporter ──▶ stderr
 *
 * The walker finds the files in the order of the output. It sends each batch of them two ways: to
 * the workers, of whom the next free one takes it, and to main, which waits for the lines of one
 * batch after the other. So there is nothing to sort in the end, no more than WINDOW batches wait
 * at any time, and memory is flat: beside them there are the names in one directory and above it.
 * A heap of 32 MB does for 200,000 files with names of 22 letters, even if one directory has them
 * all (ADR 15).
 *
 * If stderr is a terminal and stdout is not, as with "> sums", stderr shows a progress bar.
 *
 * Exit status: 0; 1 if something could not be read, which a line on stderr names (a link that leads
 * nowhere is also named, other links are not followed), or stdout not be written, but 141, without
 * a word, if that is a pipe that nobody reads any more; 2 if there is nothing to begin with.
 * Without any file nothing is printed, where the pipeline above would have the sum of its stdin.
 */
static final int WINDOW = 128; // batches
static final int BATCH_FILES = 256;
static final long BATCH_BYTES = 1 << 20;
static final int READ_BYTES = 1 << 16;
static final long NOTE_BYTES = 1 << 24;
static final int MAX_WORKERS = 256;

static final Path STDOUT = Path.of("/proc/self/fd/1");
static final Path STDERR = Path.of("/proc/self/fd/2");
static final String TERMINAL = "/dev/(pts|tty|console).*";
static final String PIPE = "(pipe|socket):.*";

/** How Java reads and writes file names. */
static final Charset FILE_NAMES = Charset.forName(System.getProperty("sun.jnu.encoding"));

/** Makes a char of each byte, and back. */
static final Charset BYTES = StandardCharsets.ISO_8859_1;

/** Files next to each other in the output, and the channel of the one answer to them. */
record Batch(List<Entry> files, Channel<byte[]> lines) {}

/** A directory. Its name is what is printed before those in it: bytes, which need not be text; each char is one. */
record Folder(Path path, String name) {}

/**
 * A file, or a directory, whose name ends in a slash: the order is that of whole paths, a-b before a/b before ab. Many
 * of them wait, so the name is that in the folder, and there is no path until it is needed.
 */
record Entry(Folder folder, String name, long size) {
    boolean isDirectory() {
        return name.endsWith("/");
    }

    Path path() {
        return folder.path.resolve(pathOf(name));
    }

    String printed() {
        return folder.name.concat(name);
    }
}

/** What the reporter is told. */
sealed interface Note {
    record Found(int files) implements Note {}

    record Hashed(int files, long bytes) implements Note {}

    record Trouble(String name, String what) implements Note {}
}

void main(String[] args) throws Exception {
    int workers = args.length < 2 ? processors() : number(args[1]);
    if (args.length < 1 || args.length > 2 || workers < 1 || workers > MAX_WORKERS) {
        quit(2, "usage: Checksums DIR [workers], with 1 to " + MAX_WORKERS + " workers");
    }
    Path dir = directory(args[0]);
    String prefix = args[0].endsWith("/") ? args[0] : args[0] + "/";
    try {
        Folder top = new Folder(dir, new String(prefix.getBytes(FILE_NAMES), BYTES));
        int troubles = Scope.call(scope -> checksums(scope, top, workers));
        System.exit(troubles == 0 ? 0 : 1);
    } catch (IOException e) {
        if (leadsTo(STDOUT, PIPE)) { // that nobody reads any more, as before "| head"
            System.exit(141);
        }
        quit(1, "stdout: " + why(e));
    }
}

/** Returns how many files and directories could not be read. */
int checksums(Scope scope, Folder top, int workers) throws Exception {
    Channel<Batch> toHash = Channel.<Batch>named("to hash").buffered(WINDOW).open();
    Channel<Batch> toPrint = Channel.<Batch>named("to print").buffered(WINDOW).open();
    Channel<Note> notes = Channel.<Note>named("notes").buffered(WINDOW).open();

    scope.go("walker", notes.newSender(), out -> new Walker(toHash, toPrint, out).run(top));
    for (int i = 1; i <= workers; i++) {
        scope.go("worker " + i, notes.newSender(), out -> new Worker(out).run(toHash));
    }
    Reporter reporter = new Reporter(leadsTo(STDERR, TERMINAL) && !leadsTo(STDOUT, TERMINAL));
    Task<Integer> troubles = scope.fork("reporter", () -> reporter.run(notes));

    OutputStream stdout = new FileOutputStream(FileDescriptor.out);
    for (Batch batch : toPrint) {
        stdout.write(batch.lines.receive());
    }
    return troubles.join();
}

/** Finds the files in the order of the output, and sends them in batches. */
static final class Walker {
    private final Sender<Batch> toHash;
    private final Sender<Batch> toPrint;
    private final Sender<Note> notes;
    private List<Entry> files = new ArrayList<>();
    private long bytes;

    Walker(Sender<Batch> toHash, Sender<Batch> toPrint, Sender<Note> notes) {
        this.toHash = toHash;
        this.toPrint = toPrint;
        this.notes = notes;
    }

    void run(Folder top) throws InterruptedException {
        walk(top);
        sendBatch();
        toHash.close();
        toPrint.close();
    }

    private void walk(Folder folder) throws InterruptedException {
        SortedMap<String, Entry> rest = entries(folder);
        while (!rest.isEmpty()) {
            Entry entry = rest.pollFirstEntry().getValue();
            if (entry.isDirectory()) {
                walk(new Folder(entry.path(), entry.printed()));
            } else {
                add(entry);
            }
        }
    }

    /** What is in a directory, by its name. */
    private SortedMap<String, Entry> entries(Folder folder) throws InterruptedException {
        SortedMap<String, Entry> entries = new TreeMap<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder.path)) {
            for (Path path : paths) {
                Scope.checkpoint(); // a directory may hold millions, and not one file
                Entry entry = look(folder, path);
                if (entry != null) {
                    entries.put(entry.name, entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            notes.send(new Note.Trouble(folder.name, why(e.getCause())));
        } catch (IOException e) {
            notes.send(new Note.Trouble(folder.name, why(e)));
        }
        return entries;
    }

    /** Returns null for what has nothing to hash. */
    private Entry look(Folder folder, Path path) throws InterruptedException {
        String name = nameOf(path);
        try {
            BasicFileAttributes file =
                    Files.readAttributes(
                            path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (file.isDirectory()) {
                return new Entry(folder, name.concat("/"), 0);
            }
            if (file.isRegularFile()) {
                return new Entry(folder, name, file.size());
            }
            if (file.isSymbolicLink() && leadsNowhere(path)) {
                notes.send(new Note.Trouble(folder.name.concat(name), "broken link"));
            }
        } catch (IOException e) {
            notes.send(new Note.Trouble(folder.name.concat(name), why(e)));
        }
        return null;
    }

    private void add(Entry file) throws InterruptedException {
        files.add(file);
        bytes += file.size;
        if (files.size() == BATCH_FILES || bytes >= BATCH_BYTES) {
            sendBatch();
        }
    }

    private void sendBatch() throws InterruptedException {
        Batch batch = new Batch(files, Channel.buffered(1));
        notes.send(new Note.Found(files.size()));
        toPrint.send(batch);
        toHash.send(batch);
        files = new ArrayList<>();
        bytes = 0;
    }
}

/** Hashes files, with one buffer for all. */
static final class Worker {
    private final MessageDigest sha256 = sha256();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final Sender<Note> notes;
    private long unreported; // bytes

    Worker(Sender<Note> notes) {
        this.notes = notes;
    }

    void run(Receiver<Batch> toHash) throws InterruptedException {
        for (Batch batch : toHash) {
            batch.lines.send(lines(batch.files));
        }
    }

    private byte[] lines(List<Entry> files) throws InterruptedException {
        StringBuilder lines = new StringBuilder(128 * files.size());
        for (Entry file : files) {
            try {
                hash(file);
                writeLine(lines, sha256.digest(), file.printed());
            } catch (ClosedByInterruptException e) {
                throw new InterruptedException();
            } catch (IOException e) {
                sha256.reset();
                notes.send(new Note.Trouble(file.printed(), why(e)));
            }
        }
        note(files.size());
        return lines.toString().getBytes(BYTES);
    }

    /** Reads to the end: it is there without another look when the walker's size is, and nothing beyond. */
    private void hash(Entry file) throws IOException, InterruptedException {
        try (FileChannel in = FileChannel.open(file.path())) {
            long read = 0;
            while (in.read(buffer.clear()) > 0) {
                sha256.update(buffer.flip());
                read += buffer.limit();
                unreported += buffer.limit();
                if (unreported >= NOTE_BYTES) {
                    note(0);
                }
                if (read == file.size && buffer.limit() < buffer.capacity()) {
                    break;
                }
            }
        }
    }

    private void note(int files) throws InterruptedException {
        notes.send(new Note.Hashed(files, unreported));
        unreported = 0;
    }

    private static void writeLine(StringBuilder out, byte[] hash, String name) {
        String escaped = escape(name);
        String mark = escaped.length() == name.length() ? "" : "\\"; // as sha256sum has it
        out.append(mark)
                .append(HexFormat.of().formatHex(hash))
                .append("  ")
                .append(escaped)
                .append('\n');
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has it", e);
        }
    }
}

/** Has stderr to itself, so that its lines and its progress bar do not mix. */
static final class Reporter {
    private final boolean terminal;
    private final long start = System.nanoTime();
    private long found;
    private long hashed;
    private long bytes;
    private int troubles;

    Reporter(boolean terminal) {
        this.terminal = terminal;
    }

    /** Returns how many troubles there were. */
    int run(Receiver<Note> notes) throws InterruptedException {
        Receiver<Tick> ticks = terminal ? Timers.every(Duration.ofMillis(100)) : Channel.never();
        Select<Boolean> next =
                Select.of(on(notes, this::take).onClosed(() -> false), on(ticks, tick -> draw()));
        try {
            while (next.run()) {}
        } finally {
            erase();
        }
        return troubles;
    }

    private boolean take(Note note) {
        switch (note) {
            case Note.Found(int files) -> found += files;
            case Note.Hashed(int files, long read) -> {
                hashed += files;
                bytes += read;
            }
            case Note.Trouble(String name, String what) -> {
                troubles++;
                erase();
                String line = "Checksums: " + escape(name) + ": " + what + "\n";
                System.err.writeBytes(line.getBytes(BYTES));
            }
        }
        return true;
    }

    private boolean draw() {
        int filled = (int) (30 * hashed / Math.max(1, found));
        double seconds = (System.nanoTime() - start) / 1e9;
        System.err.printf(
                "\r[%s%s] %,d / %,d files, %,.0f MB/s\033[K",
                "#".repeat(filled), " ".repeat(30 - filled), hashed, found, bytes / 1e6 / seconds);
        return true;
    }

    private void erase() {
        if (terminal) {
            System.err.print("\r\033[K");
        }
    }
}

int processors() {
    return Math.min(MAX_WORKERS, Runtime.getRuntime().availableProcessors());
}

int number(String text) {
    try {
        return Integer.parseInt(text);
    } catch (NumberFormatException e) {
        return 0;
    }
}

Path directory(String name) {
    try {
        Path dir = Path.of(name);
        if (name.isEmpty() || Files.notExists(dir, LinkOption.NOFOLLOW_LINKS)) {
            String text = name + System.getProperty("user.dir");
            String lost = text.contains("\uFFFD") ? ", or its name is no text in this locale" : "";
            quit(2, escape(name) + ": no such directory" + lost);
        }
        if (Files.isSymbolicLink(dir) && leadsNowhere(dir)) {
            quit(1, escape(name) + ": broken link");
        }
        if (!Files.readAttributes(dir, BasicFileAttributes.class).isDirectory()) {
            quit(2, escape(name) + ": not a directory");
        }
        if (!name.endsWith("/") && Files.isSymbolicLink(dir)) {
            quit(0, "%s: a link, not followed; %<s/ is what it leads to".formatted(escape(name)));
        }
        return dir;
    } catch (IOException e) {
        quit(2, escape(name) + ": " + why(e));
        throw new AssertionError(e);
    } catch (InvalidPathException e) {
        quit(2, escape(name) + ": not a file name in this locale; try LC_ALL=C.UTF-8");
        throw e;
    }
}

void quit(int status, String message) {
    System.err.println("Checksums: " + message);
    System.exit(status);
}

/** System.console() knows of stdin and stdout only. Without Linux's /proc nobody knows: there is no progress bar. */
boolean leadsTo(Path stream, String regex) {
    try {
        return Files.readSymbolicLink(stream).toString().matches(regex);
    } catch (IOException e) {
        return false;
    }
}

/** False if nobody may look. */
static boolean leadsNowhere(Path link) {
    try {
        Files.readAttributes(link, BasicFileAttributes.class);
        return false;
    } catch (AccessDeniedException e) {
        return false;
    } catch (IOException e) {
        return true; // nothing is there, or a circle of links
    }
}

/** The last name of a path, in the bytes that the file system has. */
static String nameOf(Path path) {
    String text = path.toString();
    String name = text.substring(text.lastIndexOf('/') + 1);
    if (isAscii(name)) {
        return name;
    }
    // What Java cannot decode is lost in the text, but not in the URI.
    String uri = path.toUri().getRawPath();
    int end = uri.endsWith("/") ? uri.length() - 1 : uri.length();
    StringBuilder bytes = new StringBuilder();
    for (int i = uri.lastIndexOf('/', end - 1) + 1; i < end; i++) {
        if (uri.charAt(i) == '%') {
            bytes.append((char) HexFormat.fromHexDigits(uri, i + 1, i + 3));
            i += 2;
        } else {
            bytes.append(uri.charAt(i));
        }
    }
    return bytes.toString();
}

/** A name alone, as {@link #nameOf} has it; it may end in a slash. */
static Path pathOf(String name) {
    if (isAscii(name)) {
        return Path.of(name);
    }
    StringBuilder uri = new StringBuilder("file:///");
    for (byte b : name.getBytes(BYTES)) {
        uri.append(b == '/' ? "/" : "%" + HexFormat.of().toHexDigits(b));
    }
    return Path.of(URI.create(uri.toString())).getFileName();
}

static boolean isAscii(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length == name.length();
}

/** A name with its line breaks and backslashes written as sha256sum does: on one line. */
static String escape(String name) {
    return name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
}

/** Why something could not be read, without its name. */
static String why(IOException e) {
    return switch (e) {
        case NoSuchFileException gone -> "no such file or directory";
        case AccessDeniedException denied -> "permission denied";
        case FileSystemException other when other.getReason() != null -> other.getReason();
        default -> String.valueOf(e.getMessage());
    };
}
