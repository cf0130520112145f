// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.notify;

/** A notice was not taken. The text names the other side and what it said, and holds no secret. */
public final class NotifyException extends Exception {
    private static final long serialVersionUID = 1L;

    public NotifyException(String message) {
        super(message);
    }

    public NotifyException(String message, Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}
