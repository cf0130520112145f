// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

/** A plugin has a bug and there is no value that could stand for it. The text names plugin and jar. */
public final class PluginException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PluginException(String message, Throwable cause) {
        super(message, cause);
    }
}
