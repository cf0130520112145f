// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.dial;

import java.time.Duration;

/**
 * How an uplink stands that is dialled on demand, for people and machines.
 *
 * @param phase {@code idle}, {@code dialling}, {@code dialled} or {@code hanging-up}
 * @param failures how often its command has failed in a row
 * @param error why it failed last; empty if it did not
 * @param retryIn how long until it is tried again
 */
public record DialState(String phase, int failures, String error, Duration retryIn) {}
