// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

/** The daemon cannot start. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** The configuration is wrong; the text lists every problem. */
        CONFIG,
        /** Another instance runs. */
        SECOND_INSTANCE,
        /** A right is missing. */
        PERMISSION,
        /** Anything else. */
        FAILED
    }

    private final Reason reason;

    StartException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
