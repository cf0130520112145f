// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import org.jspecify.annotations.Nullable;

/**
 * How a call into a plugin ended. What it threw is a value here: as the exception of a future it would be asked for its
 * text on whatever thread looks at the future, and that text, too, is the plugin's code.
 *
 * @param value what was returned
 * @param error what was thrown
 */
record Outcome<T>(@Nullable T value, @Nullable Throwable error) {

    static <T> Outcome<T> of(@Nullable T value) {
        return new Outcome<>(value, null);
    }

    static <T> Outcome<T> failed(Throwable error) {
        return new Outcome<>(null, error);
    }
}
