// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.control;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Somebody holds the control socket and does not answer: stopped, or starved. */
public final class SilentDaemonException extends IOException {
    private static final long serialVersionUID = 1;

    private final Duration waited;

    SilentDaemonException(Path socket, Duration waited, Throwable cause) {
        super("no answer from " + socket + " within " + waited.toSeconds() + " s", cause);
        this.waited = waited;
    }

    /** How long it was waited for. */
    public Duration waited() {
        return waited;
    }
}
