// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Notices over MQTT: the state of each uplink as a retained message that Home Assistant finds by itself, the notice as an
 * event, and a last will that says when the daemon is gone. A connection is kept while the notifier is in use; if it is
 * lost, a thread of its own makes a new one and publishes what is known again. The MQTT library stays inside this package.
 */
@NullMarked
package org.ftrouter.notify.mqtt;

import org.jspecify.annotations.NullMarked;
