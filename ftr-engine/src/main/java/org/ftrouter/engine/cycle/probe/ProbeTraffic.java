// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.probe;

/**
 * What the probes of a path cost.
 *
 * @param sent bytes since the configuration was loaded
 * @param received the same
 * @param month bytes both ways in 30 days at the rate of the last minutes
 */
public record ProbeTraffic(long sent, long received, long month) {}
