// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * What the notifiers in the packages below share: an end in time for every delivery, texts that cannot break a format,
 * encryption that checks whom it speaks to, HTTP, and the JSON form of a notice. A notice comes in through {@code Notifier.send}, on a thread of its channel alone; a mail or a line goes out.
 */
@NullMarked
package org.ftrouter.notify;

import org.jspecify.annotations.NullMarked;
