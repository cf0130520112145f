// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The number and the Ethernet address of a device, as the kernel has them now ({@code netdevice(7)}). */
final class HardwareAddress {
    static final int LENGTH = 6;
    private static final int REQUEST_SIZE = 40;
    private static final int VALUE = 16;
    private static final int ETHERNET = 1;
    private final int index;
    private final byte[] bytes;

    private HardwareAddress(int index, byte[] bytes) {
        this.index = index;
        this.bytes = bytes;
    }

    /** The device's number. */
    int index() {
        return index;
    }

    /** A copy of its six bytes. */
    byte[] bytes() {
        return bytes.clone();
    }

    /** Of the device with this name, in the namespace of the socket. */
    static HardwareAddress of(int fd, String device) throws LinuxException {
        ByteBuffer request = LibC.buffer(REQUEST_SIZE).put(device.getBytes(StandardCharsets.UTF_8));
        call(fd, LibC.SIOCGIFINDEX, "SIOCGIFINDEX", request, device);
        int index = request.getInt(VALUE);
        call(fd, LibC.SIOCGIFHWADDR, "SIOCGIFHWADDR", request, device);
        if (request.getShort(VALUE) != ETHERNET) {
            throw new LinuxException("find the Ethernet address of", device, LinuxException.EOPNOTSUPP);
        }
        byte[] address = new byte[LENGTH];
        request.get(VALUE + Short.BYTES, address);
        return new HardwareAddress(index, address);
    }

    private static void call(int fd, int code, String name, ByteBuffer request, String device) throws LinuxException {
        if (LibC.ioctl(fd, code, LibC.address(request)) < 0) {
            throw LinuxException.last("ioctl " + name, device);
        }
    }
}
