// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.tcp;

/** What it means that the target refuses a connection. */
enum Refused {
    ALIVE,
    DEAD
}
