// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.journald;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads a datagram as systemd's "Native Journal Protocol" page says, and refuses what journald would drop. */
public final class NativeProtocol {
    private NativeProtocol() {}

    public static Map<String, String> parse(byte[] datagram) {
        var fields = new LinkedHashMap<String, String>();
        ByteBuffer in = ByteBuffer.wrap(datagram).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            String name = until(in, '=', '\n');
            boolean binary = in.get(in.position() - 1) == '\n';
            byte[] value = new byte[binary ? Math.toIntExact(in.getLong()) : length(in)];
            in.get(value);
            if (in.get() != '\n') {
                throw new AssertionError(name + ": no newline behind the value");
            }
            if (!name.matches("[A-Z][A-Z0-9_]{0,63}") || fields.put(name, text(value)) != null) {
                throw new AssertionError("bad or repeated field " + name);
            }
        }
        return fields;
    }

    private static String until(ByteBuffer in, char one, char other) {
        var name = new StringBuilder();
        for (char c = (char) in.get(); c != one && c != other; c = (char) in.get()) {
            name.append(c);
        }
        return name.toString();
    }

    private static int length(ByteBuffer in) {
        int length = 0;
        while (in.get(in.position() + length) != '\n') {
            length++;
        }
        return length;
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8);
    }
}
