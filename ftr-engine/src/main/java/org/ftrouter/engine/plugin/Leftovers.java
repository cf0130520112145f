// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Threads that the code of a jar has begun and leaves behind, which also keep all of its classes: any of them once the jar
 * is not needed any more and all that was made from it is closed; before that, far more of them than what is in use can
 * need, since each reload makes things anew. Of the jar this knows nothing but its name, so as to keep none of it itself.
 * Safe for all threads.
 */
final class Leftovers {
    /** Idle threads of the JDK's own pools end after a minute. */
    static final Duration PATIENCE = Duration.ofSeconds(70);

    private static final int USUAL = 8;
    private static final int USUAL_EACH = 4;
    private static final int MOST_NAMES = 3;

    private final WeakReference<ClassLoader> loader;
    private final Watch watch;
    private final AtomicBoolean due = new AtomicBoolean();
    private volatile Optional<PluginInfo> who = Optional.empty();
    private volatile int uses;
    private volatile boolean retired;

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
        ClassLoader theirs = loader.get();
        if (theirs == null) {
            return;
        }
        List<Thread> left = begunBy(theirs);
        int usual = retired && uses == 0 ? 0 : USUAL + USUAL_EACH * uses;
        if (left.size() > usual) {
            who.ifPresent(info -> watch.told().accept(leaking(info, left)));
        }
    }

    private static PluginInfo leaking(PluginInfo info, List<Thread> left) {
        String names = left.stream()
                .limit(MOST_NAMES)
                .map(thread -> "'" + Boundary.cut(thread.getName()) + "'")
                .collect(Collectors.joining(", "));
        String more = left.size() > MOST_NAMES ? " and others" : "";
        String why = "threads that it began go on, " + left.size() + " of them: " + names + more;
        return new PluginInfo(info.kind(), info.type(), info.version(), PluginInfo.State.LEAKING, why, info.jar());
    }

    /** Those that run its classes, or were begun by them; the engine's own for calls into it and the JDK's helpers are not. */
    private static List<Thread> begunBy(ClassLoader loader) {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        var all = new Thread[2 * root.activeCount() + 64];
        int count = root.enumerate(all);
        return Stream.of(all)
                .limit(count)
                .filter(t -> t.getClass().getClassLoader() == loader || t.getContextClassLoader() == loader)
                .filter(t -> !(t instanceof PluginThreads.Worker))
                .filter(t -> !t.getClass().getName().startsWith("jdk.internal."))
                .toList();
    }
}
