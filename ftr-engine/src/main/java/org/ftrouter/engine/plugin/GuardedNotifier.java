// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.time.Duration;
import java.util.function.Supplier;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.notify.Steps;

/** A plugin's notifier, whose mistakes count as failed deliveries. */
final class GuardedNotifier implements Notifier {
    private final Notifier notifier;
    private final Boundary boundary;

    GuardedNotifier(Notifier notifier, Boundary boundary) {
        this.notifier = notifier;
        this.boundary = boundary;
    }

    @Override
    public void start() {
        ClassLoader before = boundary.enter();
        try {
            notifier.start();
        } catch (Throwable e) {
            boundary.bug(e);
        } finally {
            Boundary.leave(before);
        }
    }

    /** What delivers. */
    private interface Delivery {
        void run() throws NotifyException, InterruptedException;
    }

    @Override
    public void send(Notice notice) throws NotifyException, InterruptedException {
        guarded(() -> notifier.send(notice));
    }

    @Override
    public void test(Notice notice, Steps steps) throws NotifyException, InterruptedException {
        guarded(() -> notifier.test(notice, steps));
    }

    private void guarded(Delivery delivery) throws NotifyException, InterruptedException {
        ClassLoader before = boundary.enter();
        try {
            delivery.run();
        } catch (NotifyException | InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            throw new NotifyException(boundary.bug(e));
        } finally {
            Boundary.leave(before);
        }
    }

    @Override
    public boolean forPeople() {
        return asked(notifier::forPeople, true);
    }

    @Override
    public Duration repeatEvery() {
        return asked(notifier::repeatEvery, Duration.ZERO);
    }

    private <T> T asked(Supplier<T> question, T fallback) {
        ClassLoader before = boundary.enter();
        try {
            return question.get();
        } catch (Throwable e) {
            boundary.bug(e);
            return fallback;
        } finally {
            Boundary.leave(before);
        }
    }

    @Override
    public void close() {
        ClassLoader before = boundary.enter();
        try {
            notifier.close();
        } catch (Throwable e) {
            boundary.bug(e);
        } finally {
            Boundary.leave(before);
        }
    }
}
