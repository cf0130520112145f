// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

/** What a command that ended left behind. */
public record Completed(int exitCode, String stdout, String stderr) {}
