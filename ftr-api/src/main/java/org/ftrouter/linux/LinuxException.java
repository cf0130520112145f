// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.util.Map;

/** A system call failed. The text names call, object and errno: {@code bind eth1: ENODEV (No such device)}. */
public final class LinuxException extends IOException {
    private static final long serialVersionUID = 1L;

    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EINTR = 4;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int ENODEV = 19;
    public static final int EINVAL = 22;
    public static final int EOPNOTSUPP = 95;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ENETDOWN = 100;
    public static final int ENETUNREACH = 101;
    public static final int ECONNRESET = 104;
    public static final int ENOBUFS = 105;
    public static final int ETIMEDOUT = 110;
    public static final int ECONNREFUSED = 111;
    public static final int EHOSTUNREACH = 113;
    public static final int EINPROGRESS = 115;

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(EPERM, "EPERM"),
            Map.entry(ENOENT, "ENOENT"),
            Map.entry(ESRCH, "ESRCH"),
            Map.entry(EINTR, "EINTR"),
            Map.entry(EAGAIN, "EAGAIN"),
            Map.entry(ENOMEM, "ENOMEM"),
            Map.entry(EACCES, "EACCES"),
            Map.entry(EBUSY, "EBUSY"),
            Map.entry(EEXIST, "EEXIST"),
            Map.entry(ENODEV, "ENODEV"),
            Map.entry(EINVAL, "EINVAL"),
            Map.entry(EOPNOTSUPP, "EOPNOTSUPP"),
            Map.entry(EADDRNOTAVAIL, "EADDRNOTAVAIL"),
            Map.entry(ENETDOWN, "ENETDOWN"),
            Map.entry(ENETUNREACH, "ENETUNREACH"),
            Map.entry(ECONNRESET, "ECONNRESET"),
            Map.entry(ENOBUFS, "ENOBUFS"),
            Map.entry(ETIMEDOUT, "ETIMEDOUT"),
            Map.entry(ECONNREFUSED, "ECONNREFUSED"),
            Map.entry(EHOSTUNREACH, "EHOSTUNREACH"),
            Map.entry(EINPROGRESS, "EINPROGRESS"));

    private final int errno;

    /** A failed call on an object, such as {@code ("bind", "eth1", 19)}. */
    public LinuxException(String call, String object, int errno) {
        this(call, object, errno, "");
    }

    /** The same with what the kernel added in words (netlink's extended acknowledgement), or {@code ""}. */
    public LinuxException(String call, String object, int errno, String kernelText) {
        super(call + " " + object + ": " + NAMES.getOrDefault(errno, "errno " + errno) + " (" + strerror(errno) + ")"
                + (kernelText.isEmpty() ? "" : ": " + kernelText));
        this.errno = errno;
    }

    /** The error number, positive. */
    public int errno() {
        return errno;
    }

    private static String strerror(int errno) {
        return NativeLibrary.getInstance("c").getFunction("strerror").invokeString(new Object[] {errno}, false);
    }

    /** The exception for the call that has just returned -1 on this thread. */
    static LinuxException last(String call, String object) {
        return new LinuxException(call, object, Native.getLastError());
    }
}
