// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.IOException;

/** Bytes that are not a well-formed netlink message. The text says what is wrong and where. */
public final class NetlinkFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    NetlinkFormatException(String message) {
        super(message);
    }
}
