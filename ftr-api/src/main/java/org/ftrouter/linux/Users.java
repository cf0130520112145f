// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.OptionalLong;

/** The users this machine knows, also those of a directory service. */
public final class Users {
    private Users() {}

    /** The number of a user; empty if there is no such user. One caller at a time. */
    public static synchronized OptionalLong numberOf(String name) {
        Pointer entry = LibC.getpwnam(name); // of two texts and the number
        return entry == null
                ? OptionalLong.empty()
                : OptionalLong.of(entry.getInt(2L * Native.POINTER_SIZE) & 0xffff_ffffL);
    }
}
