// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import org.apache.logging.log4j.Level;

/** How much a process of the tests logs. */
public final class ShownLog {
    private ShownLog() {}

    /** To standard error and with {@code --debug}. Called before anything else. */
    public static void everything() {
        System.setProperty("log4j2.loggerContextFactory", StderrLog.class.getName());
        StderrLog.level(Level.DEBUG);
    }
}
