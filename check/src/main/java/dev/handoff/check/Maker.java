package dev.handoff.check;

/**
 * Names what a process makes: other processes, by {@link Keys}, and objects, by numbers. A name depends on nothing but
 * how much the process has made before. Guarded by the run's lock.
 */
final class Maker {
    /* Overview
     *
     *   the n-th object, n < 1,000,000     key * 1,000,000 + n
     *   further ones                       likewise, with another key for each million
     */
    private static final int OBJECTS_OF_ONE_KEY = 1_000_000;

    private final long key;
    private int processes;
    private int objects;

    Maker(long key) {
        this.key = key;
    }

    /** The key of a new process. */
    long newProcess() {
        return Keys.child(key, ++processes);
    }

    /** The number of a new object, above zero. */
    long newObject() {
        int million = ++objects / OBJECTS_OF_ONE_KEY;
        long name = million == 0 ? key : Keys.child(key, -million); // no process has that number
        return name * OBJECTS_OF_ONE_KEY + objects % OBJECTS_OF_ONE_KEY;
    }

    /** The key of the process that has made an object; another key if it had made a million before. */
    static long keyOfMaker(long object) {
        return object / OBJECTS_OF_ONE_KEY;
    }
}
