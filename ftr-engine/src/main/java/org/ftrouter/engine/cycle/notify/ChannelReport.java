// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

/**
 * How a channel stands.
 *
 * @param waiting notices not delivered yet
 * @param undeliverable notices that were refused for good and are kept apart
 * @param refusal why the last one was, {@code ""} if none was since the start
 */
public record ChannelReport(int waiting, int undeliverable, String refusal) {}
