package dev.handoff.lint;

import java.util.Set;
import java.util.stream.Collectors;

import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;

/** What the methods and types of Handoff and of the JDK mean for processes. By name: the lint runs without them. */
final class Meaning {
    private static final String CORE = "dev.handoff.";

    private static final Set<String> STARTS =
            Set.of(
                    CORE + "Scope.go",
                    CORE + "Scope.fork",
                    CORE + "Scope.produce",
                    CORE + "Handoff.go",
                    CORE + "coordinate.WaitGroup.go",
                    CORE + "coordinate.WorkerPool.submit",
                    CORE + "coordinate.WorkerPool.trySubmitOrNull",
                    CORE + "bridge.Futures.start");

    /** Methods of a pipeline that have workers, if they are told how many. */
    private static final Set<String> HAVE_WORKERS =
            Set.of(
                    "forEach",
                    "parallel",
                    "parallelUnordered",
                    "parallelUnorderedWith",
                    "parallelWith");

    private static final Set<String> ENDS =
            Set.of(CORE + "Channel", CORE + "Sender", CORE + "Receiver");

    private static final Set<String> SENDS =
            Set.of(
                    "send",
                    "trySend",
                    "sendWithin",
                    "sendAll",
                    "close",
                    "tryClose",
                    "fail",
                    "newSender");

    private static final Set<String> CASES_OF_SEND = Set.of("to", "toNext", "toNew");

    private static final Set<String> LOOKS =
            Set.of("size", "capacity", "isClosed", "dropped", "name", "toString");

    private static final Set<String> ITERATES = Set.of("iterator", "spliterator", "stream");

    private static final Set<String> ORDERING_PACKAGES =
            Set.of(
                    CORE + "coordinate.",
                    CORE + "share.",
                    CORE + "bridge.",
                    CORE + "generate.",
                    CORE + "pipeline.",
                    "java.util.concurrent.");

    private static final Set<String> ORDERING =
            Set.of(
                    CORE + "Task",
                    CORE + "Select",
                    CORE + "Case",
                    "java.lang.Thread",
                    "java.lang.invoke.VarHandle");

    /** Types of those packages that order nothing. */
    private static final Set<String> UNSHARED =
            Set.of(
                    "java.util.concurrent.Callable",
                    "java.util.concurrent.ThreadLocalRandom",
                    "java.util.concurrent.TimeUnit");

    /** When these return, they have waited for the processes of a scope. */
    private static final Set<String> SCOPES =
            Set.of(
                    CORE + "Scope.run",
                    CORE + "Scope.call",
                    CORE + "Scope.race",
                    CORE + "ScopeBuilder.run",
                    CORE + "ScopeBuilder.call",
                    CORE + "ScopeBuilder.race");

    /** These return when all other processes wait, or have ended. */
    private static final Set<String> SETTLES =
            Set.of(
                    CORE + "check.VirtualTime.advance",
                    CORE + "check.VirtualTime.settle",
                    CORE + "check.VirtualTime.settleForGood");

    /** Values that hold nothing but themselves. */
    private static final Set<String> PLAIN =
            Set.of(
                    "java.lang.Boolean",
                    "java.lang.Byte",
                    "java.lang.Character",
                    "java.lang.Double",
                    "java.lang.Float",
                    "java.lang.Integer",
                    "java.lang.Long",
                    "java.lang.Short",
                    "java.lang.String");

    /** What methods from here are given is run at once, or by the process that has their result. */
    private static final Set<String> SAME_THREAD = Set.of("java.lang.", "java.util.");

    /** What a method that may wait throws. */
    private static final Set<String> INTERRUPTED =
            Set.of("java.lang.InterruptedException", "java.lang.Exception", "java.lang.Throwable");

    /** Methods that write to the array that is their first argument. */
    private static final Set<String> FILLS =
            Set.of(
                    "java.util.Arrays.fill",
                    "java.util.Arrays.parallelPrefix",
                    "java.util.Arrays.parallelSetAll",
                    "java.util.Arrays.parallelSort",
                    "java.util.Arrays.setAll",
                    "java.util.Arrays.sort");

    private static final Set<String> CHANGES =
            Set.of(
                    "add",
                    "addAll",
                    "addFirst",
                    "addLast",
                    "and",
                    "andNot",
                    "append",
                    "appendCodePoint",
                    "clear",
                    "compute",
                    "computeIfAbsent",
                    "computeIfPresent",
                    "delete",
                    "deleteCharAt",
                    "flip",
                    "insert",
                    "merge",
                    "offer",
                    "offerFirst",
                    "offerLast",
                    "or",
                    "poll",
                    "pollFirst",
                    "pollFirstEntry",
                    "pollLast",
                    "pollLastEntry",
                    "pop",
                    "push",
                    "put",
                    "putAll",
                    "putFirst",
                    "putIfAbsent",
                    "putLast",
                    "remove",
                    "removeAll",
                    "removeFirst",
                    "removeFirstOccurrence",
                    "removeIf",
                    "removeLast",
                    "removeLastOccurrence",
                    "repeat",
                    "replace",
                    "replaceAll",
                    "retainAll",
                    "reverse",
                    "set",
                    "setCharAt",
                    "setLength",
                    "sort",
                    "xor");

    /** How the names of methods begin that may keep what they are given, or what that returns. */
    private static final Set<String> KEEPS =
            Set.of("add", "compute", "merge", "offer", "push", "put", "replace", "set");

    private static final Set<String> CONTAINERS =
            Set.of(
                    "java.lang.StringBuilder",
                    "java.util.ArrayDeque",
                    "java.util.ArrayList",
                    "java.util.BitSet",
                    "java.util.EnumMap",
                    "java.util.HashMap",
                    "java.util.HashSet",
                    "java.util.IdentityHashMap",
                    "java.util.LinkedHashMap",
                    "java.util.LinkedHashSet",
                    "java.util.LinkedList",
                    "java.util.PriorityQueue",
                    "java.util.TreeMap",
                    "java.util.TreeSet");

    private static final Set<String> COLLECTIONS =
            Set.of(
                    "java.util.Collection",
                    "java.util.Deque",
                    "java.util.List",
                    "java.util.Map",
                    "java.util.NavigableMap",
                    "java.util.NavigableSet",
                    "java.util.Queue",
                    "java.util.SequencedCollection",
                    "java.util.SequencedMap",
                    "java.util.SequencedSet",
                    "java.util.Set",
                    "java.util.SortedMap",
                    "java.util.SortedSet");

    private Meaning() {}

    /** Whether a lambda that is given to the method is the body of a process. */
    static boolean startsProcess(ExecutableElement method) {
        return STARTS.contains(nameOf(method));
    }

    /** Whether what is given to the method is done by as many workers as its first argument says. */
    static boolean hasWorkers(ExecutableElement method) {
        return isOfPipeline(method)
                && HAVE_WORKERS.contains(method.getSimpleName().toString())
                && method.getParameters().getFirst().asType().getKind() == TypeKind.INT;
    }

    /** Whether the argument of the method says how many workers a pool has. */
    static boolean saysWorkersOfPool(ExecutableElement method) {
        return nameOf(method).equals(CORE + "coordinate.WorkerPoolBuilder.workers");
    }

    /** Whether the method runs what it is given as the body of a scope, at once. */
    static boolean runsScope(ExecutableElement method) {
        return SCOPES.contains(nameOf(method));
    }

    /** Whether a value of the type holds no other value, and no code. */
    static boolean isPlain(String type) {
        return PLAIN.contains(type);
    }

    static boolean isOfHandoff(ExecutableElement method) {
        return nameOf(method).startsWith(CORE);
    }

    static boolean isOfPipeline(ExecutableElement method) {
        return nameOf(method).startsWith(CORE + "pipeline.");
    }

    /** What a use of something of the type may do that orders. */
    static Contact.Use useOf(String type) {
        return type.startsWith(CORE + "pipeline.") ? Contact.Use.PIPES : Contact.Use.ANYTHING;
    }

    static boolean isOfHandoffOrJdk(TypeElement type) {
        String name = type.getQualifiedName().toString();
        return name.startsWith(CORE) || name.startsWith("java.");
    }

    /** Whether the annotation is Handoff's own: whoever has put it somewhere wants this. */
    static boolean isCheckReturnValue(AnnotationMirror annotation) {
        return Source.nameOf(annotation.getAnnotationType()).equals(CORE + "CheckReturnValue");
    }

    /** What the annotation says of ignored answers; empty if nothing. */
    static String lossBy(AnnotationMirror checkReturnValue) {
        return checkReturnValue.getElementValues().values().stream()
                .map(text -> text.getValue().toString())
                .collect(Collectors.joining());
    }

    /** Whether the method gives something new, and not what it was given, or a part of what it is called on. */
    static boolean makes(ExecutableElement method) {
        return isOfHandoff(method)
                && (startsProcess(method)
                        || method.getSimpleName().contentEquals("open")
                        || (method.getModifiers().contains(Modifier.STATIC)
                                && method.getParameters().stream()
                                        .noneMatch(p -> orders(Source.nameOf(p.asType())))));
    }

    private static String nameOf(ExecutableElement method) {
        Element owner = method.getEnclosingElement();
        return owner instanceof TypeElement type
                ? type.getQualifiedName() + "." + method.getSimpleName()
                : "";
    }

    /** Whether the method sends its first argument, or throws. */
    static boolean sends(ExecutableElement method) {
        return method.getSimpleName().contentEquals("send") && isOfAnEnd(method);
    }

    /** Whether others get what the method is given: a send, or a case with the value to be sent. */
    static boolean givesAway(ExecutableElement method) {
        return nameOf(method).equals(CORE + "Select.to")
                || (isOfAnEnd(method)
                        && use(method.getSimpleName().toString()) == Contact.Use.SENDS);
    }

    /** Whether the method gives a channel in another form, such as a writer. */
    static boolean bridges(ExecutableElement method) {
        return nameOf(method).startsWith(CORE + "bridge.")
                && method.getParameters().stream().anyMatch(p -> isEnd(Source.nameOf(p.asType())));
    }

    /** Whether the method gives the values of what it is called on in a form of the JDK. */
    static boolean iterates(String method) {
        return ITERATES.contains(method);
    }

    /** Whether a process that has what the method is called on may later run what the method is given. */
    static boolean mayKeep(ExecutableElement method) {
        String name = method.getSimpleName().toString();
        return isOfTheProgram(method)
                || isOfABuilder(method)
                || (KEEPS.stream().anyMatch(name::startsWith) && !name.equals("replaceAll"));
    }

    private static boolean isOfABuilder(ExecutableElement method) {
        return method.getEnclosingElement() instanceof TypeElement type
                && isBuilder(type.getQualifiedName().toString());
    }

    private static boolean isOfAnEnd(ExecutableElement method) {
        return method.getEnclosingElement() instanceof TypeElement type
                && isEnd(type.getQualifiedName().toString());
    }

    static boolean isNewSender(ExecutableElement method) {
        return method.getSimpleName().contentEquals("newSender") && isOfAnEnd(method);
    }

    /** Whether the type is a channel, or one of its ends. */
    static boolean isEnd(String type) {
        return ENDS.contains(type);
    }

    /**
     * What a call of an end's method does with the channel; the case of a select is given as {@code on} or {@code to}.
     */
    static Contact.Use use(String method) {
        if (LOOKS.contains(method)) {
            return Contact.Use.NOTHING;
        }
        if (method.equals("cancel")) {
            return Contact.Use.ANYTHING; // a sender sees it, and one who receives from done()
        }
        return SENDS.contains(method) || CASES_OF_SEND.contains(method)
                ? Contact.Use.SENDS
                : Contact.Use.RECEIVES;
    }

    /**
     * What a call does with the cancelling of a scope; a process that receives from its {@code done()} is known as a
     * receiver.
     */
    static Contact.Use useOfCancelling(ExecutableElement method) {
        return switch (nameOf(method)) {
            case CORE + "Scope.cancel",
                    CORE + "Handoff.cancelAll",
                    CORE + "coordinate.WorkerPool.cancel" ->
                    Contact.Use.SENDS;
            case CORE + "Scope.isCancelled" -> Contact.Use.RECEIVES;
            case CORE + "Select.done" ->
                    isGivenAScope(method) ? Contact.Use.RECEIVES : Contact.Use.NOTHING;
            default -> Contact.Use.NOTHING;
        };
    }

    /** Whether the method lets all other processes go on until they wait. */
    static boolean settles(ExecutableElement method) {
        return SETTLES.contains(nameOf(method));
    }

    private static boolean isGivenAScope(ExecutableElement method) {
        return Source.nameOf(method.getParameters().getFirst().asType()).equals(CORE + "Scope");
    }

    static boolean isCaseOfSelect(ExecutableElement method) {
        String name = nameOf(method);
        return name.equals(CORE + "Select.on")
                || CASES_OF_SEND.stream().anyMatch(c -> name.equals(CORE + "Select." + c));
    }

    /** Whether two processes that use the same object of the type may be ordered by it. */
    static boolean orders(String type) {
        return isEnd(type)
                || ORDERING.contains(type)
                || (ORDERING_PACKAGES.stream().anyMatch(type::startsWith)
                        && !UNSHARED.contains(type));
    }

    /** Whether a type is known by its own name, and not by what it inherits from. */
    static boolean isKnown(String type) {
        return type.startsWith(CORE) || type.startsWith("java.");
    }

    /** Whether a process that calls the method of something of the type, whichever it is, may be ordered by that. */
    static boolean mayOrderBy(ExecutableElement method, String type) {
        return orders(type)
                && method.getKind() == ElementKind.METHOD
                && !method.getModifiers().contains(Modifier.STATIC)
                && !isBuilder(type);
    }

    private static boolean isBuilder(String type) {
        return type.startsWith(CORE) && type.endsWith("Builder");
    }

    /** Whether the method gives the thread of the caller, which the caller has for itself. */
    static boolean isCurrentThread(Element method) {
        return method instanceof ExecutableElement called
                && nameOf(called).equals("java.lang.Thread.currentThread");
    }

    /** Whether a process that calls such a method of the type may have waited for another process. */
    static boolean mayAwait(String type, String method) {
        return isEnd(type) ? use(method) == Contact.Use.RECEIVES : orders(type);
    }

    /**
     * Whether the method may have waited for others itself: one of the program that can be interrupted, a scope, a
     * select.
     */
    static boolean mayAwait(ExecutableElement method) {
        return runsScope(method)
                || settles(method)
                || nameOf(method).equals(CORE + "Select.one")
                || (!isOfHandoff(method) && canBeInterrupted(method));
    }

    static boolean canBeInterrupted(ExecutableElement method) {
        return method.getThrownTypes().stream().map(Source::nameOf).anyMatch(INTERRUPTED::contains);
    }

    static boolean isOfTheProgram(ExecutableElement method) {
        return !isOfHandoff(method) && !nameOf(method).startsWith("java.");
    }

    /**
     * Whether it is a type of the program or of a library: not Handoff's, nor the JDK's, nor an array or a primitive.
     */
    static boolean isOfTheProgram(String type) {
        return !type.isEmpty() && !isKnown(type);
    }

    /** Whether a method that cannot be read may run what it is given under a lock, or by another process. */
    static boolean mayRunOtherwise(ExecutableElement method) {
        String name = nameOf(method);
        return !isOfHandoff(method)
                && (name.startsWith("java.util.concurrent.")
                        || name.startsWith("java.lang.Thread.")
                        || SAME_THREAD.stream().noneMatch(name::startsWith));
    }

    /** Whether the type is one that does not tell which channels it uses. */
    static boolean isSelect(String type) {
        return type.equals(CORE + "Select") || type.equals(CORE + "Case");
    }

    /**
     * What a process does at its end with what it was started by. Each process tells a group of its end, and none of
     * them waits for another.
     */
    static Contact.Use useByStarted(String type) {
        return switch (type) {
            case CORE + "coordinate.WaitGroup" -> Contact.Use.SENDS;
            case CORE + "coordinate.WorkerPool" -> Contact.Use.TAKES_TURNS;
            default -> Contact.Use.ANYTHING;
        };
    }

    static boolean isOwned(String type) {
        return type.equals(CORE + "Owned");
    }

    /** Whether something of the type holds values, and is not made to be shared. */
    static boolean isContainer(String type) {
        return CONTAINERS.contains(type);
    }

    static boolean isCollection(String type) {
        return COLLECTIONS.contains(type) || isContainer(type);
    }

    /** Whether a method of a container changes it. */
    static boolean changes(String method) {
        return CHANGES.contains(method);
    }

    /** Whether the method gets or sets the element of a list at the index that is its first argument. */
    static boolean isOfElement(ExecutableElement method) {
        String name = nameOf(method);
        return name.endsWith("List.get") || name.endsWith("List.set");
    }

    /** Which argument of a method is an array that it writes to; below zero if none is. */
    static int filledArgument(ExecutableElement method) {
        String name = nameOf(method);
        if (name.equals("java.lang.System.arraycopy")) {
            return 2;
        }
        boolean reads =
                method.getSimpleName().toString().startsWith("read") && name.startsWith("java.io.");
        return reads || FILLS.contains(name) ? 0 : -1;
    }
}
