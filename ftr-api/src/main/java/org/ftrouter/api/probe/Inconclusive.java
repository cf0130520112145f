// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.probe;

/**
 * We could not ask, or could not tell: a local error, a broken plugin, a paused engine.
 *
 * @param reason for people: what failed on our side
 */
public record Inconclusive(String reason) implements ProbeResult {}
