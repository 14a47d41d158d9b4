package dev.handoff.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Objects;

/** The {@code handoff} command: finds the subcommand that was asked for and does its job. */
@Command(
        name = "handoff",
        description = "CSP for Java: channels, select and scopes on virtual threads.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {RunCommand.class, CheckCommand.class},
        versionProvider = Main.Version.class,
        mixinStandardHelpOptions = true)
final class Main {
    /** The command line, or what it names, is at fault. */
    static final int USAGE = 2;

    private final PrintWriter out;
    private final PrintWriter err;
    private @Nullable Job chosen;

    Main(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /**
     * If this returns, the JVM waits for the program's own threads; if it throws, the JVM reports what. After a check
     * neither the threads of the program are waited for, nor its shutdown hooks, of which each schedule has its own: a
     * schedule that was given up has left behind what should have ended them. What it has hidden stays hidden, so that
     * such threads neither print below the report nor end the JVM in another way.
     */
    public static void main(String[] args) throws Throwable {
        Main main = of(System.out, System.err);
        int status = USAGE;
        try {
            status = main.perform(args);
        } finally {
            if (main.chosen instanceof CheckCommand) { // who else ends the JVM waits for this
                main.out.flush();
                main.err.flush();
                Runtime.getRuntime().halt(status);
            }
        }
        if (status != 0) {
            System.exit(status);
        }
    }

    static Main of(PrintStream out, PrintStream err) {
        return new Main(writer(out), writer(err));
    }

    /** For a JVM that goes on. Returns the exit status; throws what the program threw. */
    int run(String... args) throws Throwable {
        try {
            return perform(args);
        } finally {
            if (chosen instanceof CheckCommand check) {
                check.showAgain();
            }
        }
    }

    private int perform(String... args) throws Throwable {
        RunCommand plain = RunCommand.of(args);
        return plain == null ? parse(args) : plain.run(err);
    }

    private int parse(String[] args) throws Throwable {
        int status =
                commandLine()
                        .setOut(out)
                        .setErr(err)
                        .setExpandAtFiles(false)
                        .setParameterExceptionHandler(Main::refuse)
                        .setExecutionStrategy(this::choose)
                        .execute(args);
        // Outside of picocli, so that the program's exceptions are the JVM's to report.
        return chosen == null ? status : chosen.run(err);
    }

    private CommandLine commandLine() {
        CommandLine line =
                new CommandLine(this).setStopAtPositional(true); // the program's own follow
        Objects.requireNonNull(line.getSubcommands().get("check"))
                .setStopAtPositional(false); // they follow --
        return line;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, stream.charset());
    }

    private int choose(ParseResult parsed) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        if (!parsed.hasSubcommand()) {
            parsed.commandSpec().commandLine().usage(err);
            return USAGE;
        }
        chosen = (Job) parsed.subcommand().commandSpec().userObject();
        return 0;
    }

    private static int refuse(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr().println("handoff: " + e.getMessage());
        command.usage(command.getErr());
        return USAGE;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {
                "handoff " + (version == null ? "(unpackaged)" : version),
                "Java " + Runtime.version()
            };
        }
    }
}
