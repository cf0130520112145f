// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The system calls used, mapped directly: {@code long} is a pointer or {@code size_t}, results are as in section 2 of the
 * Linux manual. After -1, and only then, {@link #errno()} of the same thread says why.
 */
final class LibC {
    static final int AF_UNIX = 1;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int AF_NETLINK = 16;
    static final int AF_PACKET = 17;
    static final int SOCK_STREAM = 1;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_RAW = 3;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SOL_SOCKET = 1;
    static final int SO_ERROR = 4;
    static final int SO_RCVBUF = 8;
    static final int SO_BINDTODEVICE = 25;
    static final int SO_TIMESTAMPNS = 35;
    static final int SO_MARK = 36;
    static final int MSG_TRUNC = 0x20;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_NOSIGNAL = 0x4000;
    static final int POLLIN = 1;
    static final int POLLOUT = 4;
    static final int EFD_NONBLOCK = 0x800;
    static final int EFD_CLOEXEC = 0x80000;
    static final int SO_RCVBUFFORCE = 33;
    static final int SOL_NETLINK = 270;
    static final int NETLINK_CAP_ACK = 10;
    static final int NETLINK_EXT_ACK = 11;
    static final int NETLINK_GET_STRICT_CHK = 12;
    static final int IPPROTO_ICMP = 1;
    static final int IPPROTO_TCP = 6;
    static final int IPPROTO_IPV6 = 41;
    static final int IPPROTO_ICMPV6 = 58;
    static final int SOL_RAW = 255;
    static final int ICMP_FILTER = 1;
    static final int ICMPV6_FILTER = 1;
    static final int TCP_INFO = 11;
    static final int IPV6_UNICAST_HOPS = 16;
    static final int IPV6_MULTICAST_HOPS = 18;
    static final int IPV6_RECVHOPLIMIT = 51;
    static final int IPV6_HOPLIMIT = 52;
    static final int SIOCOUTQ = 0x5411;
    static final int SIOCGIFHWADDR = 0x8927;
    static final int SIOCGIFINDEX = 0x8933;
    static final int CLOCK_REALTIME = 0;
    static final int CLOCK_MONOTONIC = 1;

    static {
        Native.register(LibC.class, NativeLibrary.getInstance("c"));
    }

    private LibC() {}

    static native int socket(int domain, int type, int protocol);

    static native int bind(int fd, long address, int length);

    static native int connect(int fd, long address, int length);

    static native int getsockname(int fd, long address, long lengthPointer);

    static native int setsockopt(int fd, int level, int name, long value, int length);

    static native int getsockopt(int fd, int level, int name, long value, long lengthPointer);

    static native long sendto(int fd, long buffer, long length, int flags, long address, int addressLength);

    static native long recvmsg(int fd, long message, int flags);

    static native long recv(int fd, long buffer, long length, int flags);

    static native int poll(long descriptors, long count, int milliseconds);

    static native int eventfd(int initial, int flags);

    static native long read(int fd, long buffer, long length);

    static native long write(int fd, long buffer, long length);

    static native int close(int fd);

    static native int kill(int pid, int signal);

    static native int getpriority(int which, int who);

    static native int setpriority(int which, int who, int priority);

    static native int ioctl(int fd, long request, long argument);

    static native int clock_gettime(int clock, long timespec);

    static native @Nullable Pointer getpwnam(String name);

    /** Why this thread's last call failed. Only meaningful directly after a result of -1. */
    static int errno() {
        return Native.getLastError();
    }

    /** A buffer the kernel can read and write, in its byte order. Its address stays valid while it is reachable. */
    static ByteBuffer buffer(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    /** The address of a buffer made by {@link #buffer}. */
    static long address(ByteBuffer buffer) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(buffer));
    }
}
