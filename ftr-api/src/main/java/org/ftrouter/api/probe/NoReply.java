// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.probe;

/**
 * The target did not answer in time, or something on the way said that it cannot be reached.
 *
 * @param reason for people: what was asked and what came
 */
public record NoReply(String reason) implements ProbeResult {}
