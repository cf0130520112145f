// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

/** A command that knows {@code --json}. The others do not take it, since it would do nothing. */
interface PrintsJson {}
