// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;

/** A plugin's notifier, whose mistakes count as failed deliveries. A foreign one runs on its own threads. */
final class GuardedNotifier implements Notifier {
    private static final Duration STARTING = Duration.ofSeconds(10);
    private static final Duration SENDING = Duration.ofSeconds(85); // the engine waits a little longer
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final Notifier notifier;
    private final Plugin plugin;
    private final Boundary boundary;

    GuardedNotifier(Notifier notifier, Plugin plugin) {
        this.notifier = notifier;
        this.plugin = plugin;
        this.boundary = plugin.boundary();
        plugin.lifetime().use();
    }

    private void guarded(Callable<Boolean> call, Duration limit) throws Throwable {
        if (plugin.foreign()) {
            plugin.context().threads().await(call, limit);
            return;
        }
        ClassLoader before = boundary.enter();
        try {
            call.call();
        } finally {
            Boundary.leave(before);
        }
    }

    @Override
    public void start() {
        try {
            guarded(
                    () -> {
                        notifier.start();
                        return true;
                    },
                    STARTING);
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
        try {
            guarded(
                    () -> {
                        notifier.send(notice);
                        return true;
                    },
                    SENDING);
        } catch (NotifyException | InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            throw new NotifyException(boundary.bug(e));
        }
    }

    /** Does not wait for a foreign one: others' notices do. */
    @Override
    public void close() {
        if (plugin.foreign()) {
            var unused =
                    plugin.context().threads().call(this::closeNow, CLOSING).thenAccept(boundary::closed);
            return;
        }
        try {
            guarded(this::closeNow, CLOSING);
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
