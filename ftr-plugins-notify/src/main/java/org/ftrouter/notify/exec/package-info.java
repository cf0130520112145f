// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Notices handed to programs. A notice comes in, a program is started with it: as JSON on its standard input, and as
 * environment variables, those of mwan3 among them. Run by the channel's thread, which waits for the program to end.
 */
@NullMarked
package org.ftrouter.notify.exec;

import org.jspecify.annotations.NullMarked;
