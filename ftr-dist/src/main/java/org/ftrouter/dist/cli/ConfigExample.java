// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

/** Example configurations. */
final class ConfigExample {
    private ConfigExample() {}

    /** Ours, with comments in a language. */
    static String text(Texts texts) {
        return "";
    }

    /** In the form of the Ruby program. */
    static String yaml() {
        return "";
    }
}
