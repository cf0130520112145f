// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import java.util.List;
import org.ftrouter.engine.config.Problem;

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
    private final transient List<Problem> errors;

    StartException(Reason reason, String message) {
        this(reason, message, List.of());
    }

    StartException(Reason reason, String message, List<Problem> errors) {
        super(message);
        this.reason = reason;
        this.errors = List.copyOf(errors);
    }

    /** What is wrong with the configuration; empty if the reason is another. */
    List<Problem> errors() {
        return errors;
    }

    public Reason reason() {
        return reason;
    }
}
