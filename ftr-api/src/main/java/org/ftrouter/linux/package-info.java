// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * The only native code: sockets whose packets leave through one path and no other, and netlink.
 *
 * <p>Layered: bytes (pure encoding and decoding, fuzzed), rules (pure), system calls (through JNA direct mapping, 64-bit
 * Linux only). Errors of the kernel become {@link org.ftrouter.linux.LinuxException}.
 */
@NullMarked
package org.ftrouter.linux;

import org.jspecify.annotations.NullMarked;
