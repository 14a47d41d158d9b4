package dev.handoff.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.check.Explore;
import dev.handoff.check.VirtualTime;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a program has printed in one schedule, and how long it has taken by a clock that is exact. */
record VirtualRun(List<String> lines, Duration time) {
    private static final int SCHEDULES = 60;

    /** Runs a compact source file without arguments, in many schedules. */
    static List<VirtualRun> all(String name, String source)
            throws IOException, InterruptedException {
        Sources sources = new Sources();
        sources.add(name, source);
        assertThat(sources.compile()).isEmpty();
        List<VirtualRun> runs = new ArrayList<>();
        CommandLine.OUTPUT.readLock().lock();
        try {
            Explore.random().schedules(SCHEDULES).require(() -> runs.add(once(sources, name)));
        } finally {
            CommandLine.OUTPUT.readLock().unlock();
        }
        assertThat(runs).hasSize(SCHEDULES);
        return runs;
    }

    private static VirtualRun once(Sources sources, String name) throws Exception {
        Class<?> type = Class.forName(name, true, sources.loader());
        Printed printed = Printed.begin();
        try {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals("main")) {
                    callMain(type, method);
                }
            }
        } finally {
            printed.end();
        }
        return new VirtualRun(printed.text().lines().toList(), VirtualTime.now());
    }

    private static void callMain(Class<?> type, Method main) throws Exception {
        Constructor<?> maker = type.getDeclaredConstructor();
        maker.setAccessible(true);
        main.setAccessible(true);
        Object[] none = main.getParameterCount() == 0 ? null : new Object[] {new String[0]};
        try {
            main.invoke(maker.newInstance(), none);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            throw new AssertionError(e);
        }
    }
}
