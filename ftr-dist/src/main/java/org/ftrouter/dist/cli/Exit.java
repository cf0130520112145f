// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

/** Exit codes; those from 64 on are those of {@code sysexits.h}. */
final class Exit {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    /** The daemon is not running. */
    static final int NOT_RUNNING = 3;
    /** There is no uplink, plugin or channel of that name. */
    static final int UNKNOWN_NAME = 4;
    /** A notification was not taken. */
    static final int UNDELIVERABLE = 69;
    /** A right or capability is missing. */
    static final int NO_PERMISSION = 77;
    /** The configuration is invalid. */
    static final int BAD_CONFIG = 78;

    private Exit() {}
}
