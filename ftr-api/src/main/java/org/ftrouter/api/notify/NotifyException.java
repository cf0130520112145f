// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.notify;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A notice was not taken. The text names the other side and what it said, and holds no secret. */
public final class NotifyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;

    public NotifyException(String message) {
        super(message);
        this.retryAfter = null;
    }

    public NotifyException(String message, Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
        this.retryAfter = null;
    }

    /** The other side asked not to be tried again before so much time has passed. */
    public NotifyException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /** How long the other side asked to be left alone; empty if it did not say. The engine waits no less, up to an hour. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
