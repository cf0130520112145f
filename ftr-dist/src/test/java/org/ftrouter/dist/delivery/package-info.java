// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Delivery through kills: the real outbox and notifiers in a process that is killed, real receivers that are killed. Run by
 * JUnit; the test's parent process is the source of events and keeps what arrives.
 */
@NullMarked
package org.ftrouter.dist.delivery;

import org.jspecify.annotations.NullMarked;
