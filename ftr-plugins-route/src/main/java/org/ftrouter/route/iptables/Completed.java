// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

/** What a command that ended left behind. */
record Completed(int exitCode, String stdout, String stderr) {}
