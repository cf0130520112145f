// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * A dead-man switch: calls a URL regularly while any uplink works, so that the far side notices when it stops. It is the
 * only alarm that gets through when nothing else does. Notices come in and say whether anything works; calls go out from
 * a thread of its own, which lives from {@code start()} to {@code close()}.
 */
@NullMarked
package org.ftrouter.notify.heartbeat;

import org.jspecify.annotations.NullMarked;
