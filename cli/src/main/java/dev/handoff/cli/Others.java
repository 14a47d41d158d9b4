package dev.handoff.cli;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.management.JMException;
import javax.management.ObjectName;

/** The threads of a program that Handoff has not started. */
final class Others {
    /* Overview
     *
     *   platform threads   the JVM lists them; those of the JDK itself are told by their groups. That of the carriers
     *                      also has the thread that wakes virtual threads in time (DelayScheduler), which is there
     *                      once any has slept
     *   virtual threads    nobody lists them: a histogram of the heap counts the living, Handoff's own as well
     *
     * The histogram collects the garbage first, and takes about as long. It is asked for when all seem blocked for
     * good, which mostly happens once in the life of a program.
     */
    private static final Set<String> GROUPS_OF_THE_JDK =
            Set.of("system", "InnocuousThreadGroup", "CarrierThreads");
    private static final Pattern VIRTUAL =
            Pattern.compile(
                    "^ *\\d+: +(\\d+) +\\d+ +java\\.lang\\."
                            + "(VirtualThread|ThreadBuilders\\$BoundVirtualThread)( .*)?$",
                    Pattern.MULTILINE);

    private Others() {}

    /** The others in words; empty only if there are none but the given ones. */
    static List<String> than(Thread... known) {
        List<String> others = new ArrayList<>();
        for (Thread thread : platformThreads()) {
            if (!Arrays.asList(known).contains(thread) && !isOfTheJdk(thread)) {
                others.add("thread \"" + thread.getName() + "\"");
            }
        }
        int virtual = others.isEmpty() ? virtualThreads() : 0;
        if (virtual != 0) {
            others.add(virtual == 1 ? "a virtual thread" : "virtual threads");
        }
        return others;
    }

    private static List<Thread> platformThreads() {
        ThreadGroup top = Thread.currentThread().getThreadGroup();
        for (ThreadGroup up; (up = top.getParent()) != null; ) {
            top = up;
        }
        Thread[] threads = new Thread[64];
        int count;
        while ((count = top.enumerate(threads)) == threads.length) {
            threads = new Thread[2 * threads.length];
        }
        return Arrays.asList(threads).subList(0, count);
    }

    private static boolean isOfTheJdk(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group == null // it has ended
                || GROUPS_OF_THE_JDK.contains(group.getName());
    }

    /** How many virtual threads are alive; 1 if that cannot be known. */
    private static int virtualThreads() {
        try {
            Object histogram =
                    ManagementFactory.getPlatformMBeanServer()
                            .invoke(
                                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                    "gcClassHistogram",
                                    new Object[] {new String[0]},
                                    new String[] {String[].class.getName()});
            int count = 0;
            for (Matcher line = VIRTUAL.matcher(histogram.toString()); line.find(); ) {
                count += Integer.parseInt(line.group(1));
            }
            return count;
        } catch (JMException e) {
            return 1;
        }
    }
}
