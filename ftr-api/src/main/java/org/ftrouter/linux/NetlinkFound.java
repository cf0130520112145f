// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

/**
 * An object of the kernel's, with the message that told of it: sent back, it deletes exactly that object, whatever
 * attributes it has.
 *
 * @param object what was understood of it
 * @param message all that was said
 */
public record NetlinkFound<T>(T object, NetlinkMessage message) {}
