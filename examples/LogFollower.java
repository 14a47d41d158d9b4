import static dev.handoff.Select.*;

import dev.handoff.*;

/* LogFollower [--silence SECONDS] FILE [pattern]: prints the lines of FILE that the pattern, a
 * regular expression, is found in, and goes on as the file grows; as
 *
 *     tail -n +1 -F FILE | grep -E pattern
 *
 * It waits for a file that is not there yet, or cannot be read, which it says once; goes on with the
 * new one when the file is replaced (after the last lines of the old one), and begins anew when it
 * is truncated. Ctrl-C ends it, and so does a silence: so many seconds in which the file brings no
 * line.
 *
 *     ticks ──▶ follower ── lines ──▶ main
 *
 * The follower looks at the file at each tick. Main selects: a line, the silence that began with
 * the line before, the end. What it waits for costs it nothing.
 *
 * A file that is truncated and, before the next tick, as long as it was or longer looks like one
 * that has grown: what it had before that length is missed. So is a file that does not keep the
 * name until the next tick. A last line whose end has not come is printed only when the file is
 * replaced or truncated. Bytes that are no UTF-8 are printed as U+FFFD.
 */
static final Duration PERIOD = Duration.ofMillis(100);
static final int BUFFER = 1 << 16; // bytes; a line that is longer with its end is cut

void main(String[] args) throws Exception {
    List<String> words = new ArrayList<>(List.of(args));
    Duration silence = null;
    if (words.size() >= 2 && words.getFirst().equals("--silence")) {
        silence = seconds(words.get(1));
        words = words.subList(2, words.size());
    }
    if (words.isEmpty() || words.size() > 2 || words.getFirst().startsWith("-")) {
        quit("usage: LogFollower [--silence SECONDS] FILE [pattern]");
    }
    Path file = Path.of(words.getFirst());
    if (Files.exists(file) && !Files.isRegularFile(file)) {
        quit(file + ": is no regular file");
    }
    Predicate<String> wanted = pattern(words.size() == 2 ? words.get(1) : "").asPredicate();
    Case<Boolean> tooQuiet =
            silence == null
                    ? on(Channel.<Boolean>never(), never -> false)
                    : after(silence, () -> false);
    Scope.run(
            scope -> {
                Receiver<String> lines =
                        scope.produce("follower of " + file, 256, new Follower(file)::run);
                Select<Boolean> next =
                        Select.of(
                                on(
                                        lines,
                                        line -> {
                                            if (!wanted.test(line)) {
                                                return true;
                                            }
                                            IO.println(line);
                                            // the next ones would be lost, too
                                            return !System.out.checkError();
                                        }),
                                tooQuiet);
                while (next.run()) {}
                scope.cancel();
            });
    if (System.out.checkError() && !Thread.currentThread().isInterrupted()) {
        System.err.println("LogFollower: stdout cannot be written");
        System.exit(1);
    }
}

/** Follows one name, over all the files that have it one after the other. */
static final class Follower {
    private final Path file;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private FileChannel open; // null while there is no file
    private Object key; // of the open file: its inode
    private String
            trouble; // the last one that was told; null if there was none since it was opened

    Follower(Path file) {
        this.file = file;
    }

    void run(Sender<String> out) throws IOException, InterruptedException {
        try {
            look(out);
            for (Tick tick : Timers.every(PERIOD)) {
                look(out);
            }
        } finally {
            close();
        }
    }

    private void look(Sender<String> out) throws IOException, InterruptedException {
        try {
            follow(out);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (
                IOException
                        e) { // of the disk, or of a server of files: the next tick may have more
            noteOnce(e);
            closeIfReplaced();
        }
    }

    /** The next tick opens the new one. */
    private void closeIfReplaced() throws IOException {
        Object now = keyOfFile();
        if (open != null && now != null && !now.equals(key)) {
            buffer.clear();
            close();
        }
    }

    private void follow(Sender<String> out) throws IOException, InterruptedException {
        Object now = keyOfFile();
        if (open == null && now != null) {
            open(now);
            now = key;
        }
        if (open == null) {
            return;
        }
        if (open.size() < open.position()) {
            note("was truncated");
            sendRest(out);
            open.position(0);
        }
        read(out);
        if (now != null && !now.equals(key)) {
            note("was replaced");
            sendRest(out);
            close();
            open(now);
            read(out);
        }
    }

    /** Null if there is no file, or none that can be read. */
    private Object keyOfFile() throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) { // to open a pipe may take for ever
                throw new FileSystemException(file.toString(), null, "is no regular file");
            }
            return Objects.requireNonNullElse(attributes.fileKey(), "the same");
        } catch (FileSystemException e) {
            noteOnce(e);
            return null;
        }
    }

    /** Opens it, and again if it was replaced meanwhile: then nobody knows which of the two is open. */
    private void open(Object found) throws IOException {
        key = null;
        try {
            for (Object now = found; now != null && !now.equals(key); now = keyOfFile()) {
                close();
                open = FileChannel.open(file);
                key = now;
                trouble = null;
            }
        } catch (FileSystemException e) {
            noteOnce(e);
        }
    }

    private void close() throws IOException {
        if (open != null) {
            open.close();
            open = null;
        }
    }

    /** Sends the whole lines that have come; keeps the beginning of one that is not whole yet. */
    private void read(Sender<String> out) throws IOException, InterruptedException {
        while (open != null && open.read(buffer) > 0) {
            buffer.flip();
            for (int i = buffer.position(); i < buffer.limit(); i++) {
                if (buffer.get(i) == '\n') {
                    sendLine(out, i - buffer.position());
                    buffer.get(); // the line feed
                }
            }
            buffer.compact();
            if (!buffer.hasRemaining()) {
                sendBeginning(out);
            }
        }
    }

    /** Of a line that is too long: whole characters; two bytes stay at least, so that no rest is empty. */
    private void sendBeginning(Sender<String> out) throws InterruptedException {
        int end = BUFFER - 2;
        while (end > BUFFER - 5 && (buffer.get(end) & 0xC0) == 0x80) { // within a character
            end--;
        }
        buffer.flip();
        out.send(take(end));
        buffer.compact();
    }

    private void sendRest(Sender<String> out) throws InterruptedException {
        buffer.flip();
        if (buffer.hasRemaining()) {
            sendLine(out, buffer.remaining());
        }
        buffer.clear();
    }

    private void sendLine(Sender<String> out, int length) throws InterruptedException {
        String text = take(length);
        out.send(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }

    private String take(int length) {
        byte[] text = new byte[length];
        buffer.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    /** A file that is not there is waited for, and is no trouble. The next tick will tell more. */
    private void noteOnce(IOException e) {
        String before = trouble;
        trouble =
                switch (e) {
                    case NoSuchFileException gone -> null;
                    case AccessDeniedException denied -> "permission denied";
                    case FileSystemException other when other.getReason() != null ->
                            other.getReason();
                    default -> String.valueOf(e.getMessage());
                };
        if (trouble != null && !trouble.equals(before)) {
            note("cannot be read: " + trouble);
        }
    }

    private void note(String what) {
        System.err.println("LogFollower: " + file + " " + what);
    }
}

Duration seconds(String text) {
    try {
        double seconds = Double.parseDouble(text);
        if (seconds > 0 && seconds < 1e9) {
            return Duration.ofNanos((long) (seconds * 1e9));
        }
    } catch (NumberFormatException e) {
        // told below
    }
    quit(text + ": not a number of seconds");
    throw new AssertionError();
}

Pattern pattern(String regex) {
    try {
        return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
        quit("not a regular expression: " + e.getDescription() + " in " + regex.lines().toList());
        throw e;
    }
}

void quit(String message) {
    System.err.println("LogFollower: " + message);
    System.exit(2);
}
