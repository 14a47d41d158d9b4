import static dev.handoff.Select.*;

import dev.handoff.*;

/* LogFollower [--silence SECONDS] FILE [pattern]: prints the lines of FILE that the pattern, a
 * regular expression, is found in, and goes on as the file grows; as
 *
 *     tail -n +1 -F FILE | grep -E pattern
 *
 * It waits for a file that is not there, or cannot be read, which it says once; goes on with the
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
 * replaced or truncated. Bytes that are no UTF-8 are printed as U+FFFD. A line of thousands of
 * characters may take more stack than there is, with a pattern such as (a|b)*c: it is left out,
 * which is said once.
 *
 * Exit status: 0; 1 if stdout cannot be written, but 141, without a word, if it is a pipe that
 * nobody reads any more, as before "| head"; 2 if there is nothing to begin with.
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
    Pattern pattern = pattern(words.size() == 2 ? words.get(1) : "");
    Case<Optional<String>> tooQuiet =
            silence == null
                    ? on(Channel.<Optional<String>>never(), never -> never)
                    : after(silence, Optional::empty);
    Scope.run(
            scope -> {
                Receiver<String> lines =
                        scope.produce("follower of " + file, 256, new Follower(file)::run);
                Select<Optional<String>> next = Select.of(on(lines, Optional::of), tooQuiet);
                Optional<String> line;
                while (!System.out.checkError() && (line = next.run()).isPresent()) {
                    if (isFound(pattern, line.get())) {
                        IO.println(line.get());
                    }
                }
                scope.cancel();
            });
    if (System.out.checkError()) {
        if (isPipe()) {
            System.exit(141);
        }
        say("stdout cannot be written");
        System.exit(1);
    }
}

boolean tooLongIsTold;

/** An alternative that is repeated takes a piece of the stack for each character. */
boolean isFound(Pattern pattern, String line) {
    try {
        return pattern.matcher(line).find();
    } catch (StackOverflowError e) {
        if (!tooLongIsTold) {
            say(
                    "a line of "
                            + line.length()
                            + " characters, too long for the pattern, is left out");
            tooLongIsTold = true;
        }
        return false;
    }
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

/** Follows one name, over all the files that have it one after the other. */
static final class Follower {
    private final Path file;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private FileChannel open; // null while there is none
    private Object key; // of the open file: its inode
    private String nameTrouble; // that was told: why the name leads to no file; null if it does
    private String readTrouble; // that was told: why the open file cannot be read; null if it can

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
        Object now = keyOfFile();
        readOn(out);
        if (now == null || now.equals(key)) {
            return;
        }
        if (open != null) {
            note("was replaced");
            sendRest(out);
        }
        open(now);
        readOn(out);
    }

    /** Null if there is no file, or none that can be read. */
    private Object keyOfFile() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) { // to open a pipe may take for ever
                throw new FileSystemException(file.toString(), null, "is no regular file");
            }
            Object found = Objects.requireNonNullElse(attributes.fileKey(), "the same");
            if (found.equals(key)) {
                nameTrouble = null;
            }
            return found;
        } catch (IOException e) {
            nameTrouble = tell(nameTrouble, e);
            return null;
        }
    }

    /** Opens it, and again if it was replaced meanwhile: then nobody knows which of the two is open. */
    private void open(Object found) {
        try {
            for (Object now = found; now != null && !now.equals(key); now = keyOfFile()) {
                close();
                open = FileChannel.open(file);
                key = now;
            }
        } catch (IOException e) {
            nameTrouble = tell(nameTrouble, e);
        }
    }

    private void close() {
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            // of a file that was only read nothing is lost
        }
        open = null;
        key = null;
        readTrouble = null;
    }

    /** Sends what the open file has brought, from its beginning if it was truncated. */
    private void readOn(Sender<String> out) throws IOException, InterruptedException {
        if (open == null) {
            return;
        }
        try {
            if (open.size() < open.position()) {
                note("was truncated");
                sendRest(out);
                open.position(0);
            }
            read(out);
            readTrouble = null;
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (
                IOException
                        e) { // of the disk, or of a server of files: the next tick may have more
            readTrouble = tell(readTrouble, e);
        }
    }

    /** Sends the whole lines that have come; keeps the beginning of one that is not whole yet. */
    private void read(Sender<String> out) throws IOException, InterruptedException {
        while (open.read(buffer) > 0) {
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

    /** Says what is wrong, if that is not what was told before. */
    private String tell(String before, IOException e) {
        String now =
                switch (e) {
                    case NoSuchFileException gone -> "is not there; waiting";
                    case AccessDeniedException denied -> "cannot be read: permission denied";
                    case FileSystemException other when other.getReason() != null ->
                            "cannot be read: " + other.getReason();
                    default -> "cannot be read: " + e.getMessage();
                };
        if (!now.equals(before)) {
            note(now);
        }
        return now;
    }

    private void note(String what) {
        say(file + " " + what);
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
        quit("not a regular expression: " + e.getDescription() + " in " + regex);
        throw e;
    }
}

void quit(String message) {
    say(message);
    System.exit(2);
}

/** On one line, whatever the name of a file may be. */
static void say(String what) {
    System.err.println("LogFollower: " + what.replace("\n", "\\n").replace("\r", "\\r"));
}
