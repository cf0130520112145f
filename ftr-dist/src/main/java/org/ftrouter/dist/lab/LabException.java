// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.io.IOException;

/** The lab could not do what was asked. The text names the command or thing, what was answered, and if known a remedy. */
public final class LabException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With a text ready for the user. */
    public LabException(String message) {
        super(message);
    }

    /** The same with what caused it. */
    public LabException(String message, Throwable cause) {
        super(message, cause);
    }
}
