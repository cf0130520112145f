// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.api.notify.Steps;

/**
 * A plugin's notifier, whose mistakes count as failed deliveries. What it says of itself is asked once, when it is made. A
 * foreign one runs on its own threads.
 */
final class GuardedNotifier implements Notifier {
    private static final Duration STARTING = Duration.ofSeconds(10);
    private static final Duration SENDING = Duration.ofSeconds(85); // the engine waits a little longer
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final Notifier notifier;
    private final Plugin plugin;
    private final Boundary boundary;
    private final boolean forPeople;
    private final Severity minSeverity;
    private final Duration repeatEvery;
    private final Duration gatherFor;

    /** Asks the notifier what it is; called where a plugin's code may run. */
    GuardedNotifier(Notifier notifier, Plugin plugin) {
        this.notifier = notifier;
        this.plugin = plugin;
        this.boundary = plugin.boundary();
        this.forPeople = notifier.forPeople();
        this.minSeverity = Objects.requireNonNull(notifier.minSeverity(), "no least severity was given");
        this.repeatEvery = Objects.requireNonNull(notifier.repeatEvery(), "no time to repeat after was given");
        this.gatherFor = Objects.requireNonNull(notifier.gatherFor(), "no time to gather for was given");
        plugin.lifetime().use();
    }

    private interface Call {
        void run() throws NotifyException, InterruptedException;
    }

    private void guarded(Call call, Duration limit) throws Throwable {
        if (plugin.foreign()) {
            plugin.context()
                    .threads()
                    .await(
                            () -> {
                                call.run();
                                return true;
                            },
                            limit);
            return;
        }
        ClassLoader before = boundary.enter();
        try {
            call.run();
        } finally {
            Boundary.leave(before);
        }
    }

    @Override
    public void start() {
        try {
            guarded(notifier::start, STARTING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            boundary.bug(e);
        }
    }

    @Override
    public void send(Notice notice) throws NotifyException, InterruptedException {
        Optional<String> quarantine = boundary.quarantine();
        if (quarantine.isPresent()) {
            throw new NotifyException("left alone: " + quarantine.get(), boundary.rest());
        }
        deliver(() -> notifier.send(notice));
    }

    /** Also while it is left alone: a person asks, who wants to know how it is. */
    @Override
    public void test(Notice notice, Steps steps) throws NotifyException, InterruptedException {
        deliver(() -> notifier.test(notice, steps));
    }

    private void deliver(Call delivery) throws NotifyException, InterruptedException {
        try {
            guarded(delivery, SENDING);
        } catch (NotifyException e) {
            throw plugin.foreign() ? plain(e) : e;
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            throw new NotifyException(boundary.bug(e));
        }
    }

    /** The same in words that may be shown. */
    private static NotifyException plain(NotifyException e) {
        String text = Boundary.cut(String.valueOf(e.getMessage()));
        return e.isPermanent()
                ? NotifyException.permanent(text)
                : e.retryAfter()
                        .map(pause -> new NotifyException(text, pause))
                        .orElseGet(() -> new NotifyException(text));
    }

    @Override
    public boolean forPeople() {
        return forPeople;
    }

    @Override
    public Severity minSeverity() {
        return minSeverity;
    }

    @Override
    public Duration repeatEvery() {
        return repeatEvery;
    }

    @Override
    public Duration gatherFor() {
        return gatherFor;
    }

    @Override
    public void close() {
        if (plugin.foreign()) {
            var unused =
                    plugin.context().threads().call(this::closeNow, CLOSING).thenAccept(boundary::closed);
            return;
        }
        try {
            guarded(notifier::close, CLOSING);
        } catch (Throwable e) {
            boundary.bug(e);
        } finally {
            plugin.lifetime().release();
        }
    }

    private boolean closeNow() {
        notifier.close();
        return true;
    }
}
