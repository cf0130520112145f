// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;

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

    @Override
    public void send(Notice notice) throws NotifyException, InterruptedException {
        ClassLoader before = boundary.enter();
        try {
            notifier.send(notice);
        } catch (NotifyException | InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            throw new NotifyException(boundary.bug(e));
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
