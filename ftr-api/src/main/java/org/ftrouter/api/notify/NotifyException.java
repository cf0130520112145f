// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.notify;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A notice was not taken. The text names the other side and what it said, and holds no secret. */
public final class NotifyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;
    private final boolean permanent;

    /** It may be taken later: the engine tries again with growing pauses. */
    public NotifyException(String message) {
        this(message, null, false);
    }

    /** The same; what the cause says is added to the text. */
    public NotifyException(String message, Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
        this.retryAfter = null;
        this.permanent = false;
    }

    /** The other side asked not to be tried again before so much time has passed. */
    public NotifyException(String message, Duration retryAfter) {
        this(message, retryAfter, false);
    }

    private NotifyException(String message, @Nullable Duration retryAfter, boolean permanent) {
        super(message);
        this.retryAfter = retryAfter;
        this.permanent = permanent;
    }

    /**
     * The other side will never take this notice, or some of those it was meant for will not: trying again is useless. The
     * engine keeps the notice as undeliverable, tells people through the other channels, and goes on with the next one.
     */
    public static NotifyException permanent(String message) {
        return new NotifyException(message, null, true);
    }

    /** How long the other side asked to be left alone; empty if it did not say. The engine waits no less, up to an hour. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** Whether trying again is useless. */
    public boolean isPermanent() {
        return permanent;
    }
}
