// SPDX-License-Identifier: GPL-2.0-or-later
/** Telling people: {@code Notice -> mail, syslog, ...}. Run by the engine on one thread per channel, with retries. */
@NullMarked
package org.ftrouter.api.notify;

import org.jspecify.annotations.NullMarked;
