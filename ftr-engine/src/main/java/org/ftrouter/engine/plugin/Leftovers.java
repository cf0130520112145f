// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Threads that the code of a jar has begun and leaves behind, which also keep all of its classes: any of them once the
 * jar is not needed any more and all that was made from it is closed; before that, far more of them than what is in use
 * can need, since each reload makes things anew. And classes that something else holds. Of the jar this knows nothing but
 * its name, so as to keep none of it itself.
 * Safe for all threads.
 */
final class Leftovers {
    /** Idle threads of the JDK's own pools end after a minute. */
    static final Duration PATIENCE = Duration.ofSeconds(70);

    /** What is held after so many collections, each after the patience, is held for good: some things let go late. */
    private static final int COLLECTIONS = 3;

    private static final String HELD =
            "its classes are still held though nothing of it is in use, perhaps by a shutdown"
                    + " hook, a registry of the JDK or a thread's variable: that memory is lost with each reload";

    private static final int USUAL = 8;
    private static final int USUAL_EACH = 4;
    private static final int MOST_NAMES = 3;

    private static long collectedAt;

    private final WeakReference<ClassLoader> loader;
    private final Watch watch;
    private final AtomicBoolean due = new AtomicBoolean();
    private volatile Optional<PluginInfo> who = Optional.empty();
    private volatile int uses;
    private volatile boolean retired;
    private int collections; // by the one thread that looks

    /**
     * Who is told of a plugin that leaves threads behind.
     *
     * @param patience how long after something was closed its threads may go on
     */
    record Watch(Duration patience, Consumer<PluginInfo> told) {}

    Leftovers(ClassLoader loader, Watch watch) {
        this.loader = new WeakReference<>(loader);
        this.watch = watch;
    }

    /** These were found in the jar; the first lends it its name. */
    void found(List<Plugin> plugins) {
        who = plugins.stream().findFirst().map(Plugin::info);
    }

    /** Something made from the jar was closed, and so much is in use yet; or the jar is not needed any more. */
    void closed(int inUse, boolean over) {
        uses = inUse;
        retired |= over;
        if (due.compareAndSet(false, true) || over) {
            PluginThreads.later(this::look, watch.patience());
        }
    }

    private void look() {
        due.set(false);
        List<Thread> left = threads(thread -> !(thread instanceof PluginThreads.Worker));
        boolean over = retired && uses == 0;
        int usual = over ? 0 : USUAL + USUAL_EACH * uses;
        if (left.size() > usual) {
            who.ifPresent(info -> watch.told().accept(leaking(info, threadsOf(left))));
        } else if (over) {
            collect();
        }
    }

    /** Only a collection says whether it is held. While a call into it goes on, it may be. */
    private void collect() {
        if (loader.refersTo(null)) {
            return;
        }
        if (threads(PluginThreads.Worker.class::isInstance).isEmpty()) {
            collect(watch.patience());
            collections++;
        }
        if (loader.refersTo(null)) {
            return;
        }
        if (collections < COLLECTIONS) {
            PluginThreads.later(this::look, watch.patience());
        } else {
            who.ifPresent(info -> watch.told().accept(leaking(info, HELD)));
        }
    }

    /**
     * One serves all jars that were replaced at the same time. It stops everything for 10 to 28 ms (measured in a plain
     * program: serial, 11 MiB in use of 24, a busy machine).
     */
    private static synchronized void collect(Duration patience) {
        if (collectedAt == 0 || System.nanoTime() - collectedAt > patience.toNanos() / 2) {
            System.gc();
            collectedAt = System.nanoTime();
        }
    }

    private static PluginInfo leaking(PluginInfo info, String why) {
        return new PluginInfo(info.kind(), info.type(), info.version(), PluginInfo.State.LEAKING, why, info.jar());
    }

    private static String threadsOf(List<Thread> left) {
        String names = left.stream()
                .limit(MOST_NAMES)
                .map(thread -> "'" + Boundary.cut(thread.getName()) + "'")
                .collect(Collectors.joining(", "));
        String more = left.size() > MOST_NAMES ? " and others" : "";
        return "threads that it began go on, " + left.size() + " of them: " + names + more;
    }

    /** Of those that run its classes, or were begun by them; the JDK's helpers are not. */
    private List<Thread> threads(Predicate<Thread> which) {
        ClassLoader theirs = loader.get();
        if (theirs == null) {
            return List.of();
        }
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        var all = new Thread[2 * root.activeCount() + 64];
        int count = root.enumerate(all);
        return Stream.of(all)
                .limit(count)
                .filter(t -> t.getClass().getClassLoader() == theirs || t.getContextClassLoader() == theirs)
                .filter(which)
                .filter(t -> !t.getClass().getName().startsWith("jdk.internal."))
                .toList();
    }
}
