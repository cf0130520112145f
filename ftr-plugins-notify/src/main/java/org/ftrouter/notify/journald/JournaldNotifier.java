// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.journald;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.linux.UnixDatagram;

/**
 * Hands notices to journald. The socket is opened for each, so that a restarted journald is found; what one that is killed
 * has not written down may be gone, so it is waited for until it has: it takes in one datagram after the other, and reads
 * an empty one, which it ignores, only when it has done with what came before.
 */
final class JournaldNotifier implements Notifier {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final byte[] NOTHING = {};

    private final String socket;
    private final String identifier;

    JournaldNotifier(String socket, String identifier) {
        this.socket = socket;
        this.identifier = identifier;
    }

    @Override
    public void send(Notice notice) throws NotifyException, InterruptedException {
        try (var journal = new UnixDatagram(socket)) {
            journal.send(JournalEntry.of(notice, identifier, Instant.now()));
            journal.send(NOTHING);
            journal.awaitTaken(PATIENCE);
        } catch (IOException e) {
            throw new NotifyException("journald at " + socket + " cannot be reached", e);
        }
    }

    @Override
    public boolean forPeople() {
        return false;
    }

    @Override
    public String toString() {
        return "journald at " + socket;
    }
}
