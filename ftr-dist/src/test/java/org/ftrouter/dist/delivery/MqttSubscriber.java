// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * One connection of a subscriber with a lasting session (MQTT 3.1.1), which takes all that has come before the connection
 * ended; the library that notifiers use forgets what it has not handed on by then.
 */
final class MqttSubscriber {
    private static final int SUBSCRIBE = 0x82;
    private static final int PUBLISH = 3;
    private final SocketChannel socket;
    private final OutputStream out;
    private final Thread reader;

    /** Something that ends the connection. */
    interface End {
        void end() throws Exception;
    }

    /** Connected, and subscribed to the topic with confirmation, in this session or an earlier one. */
    MqttSubscriber(Path broker, String topic, Consumer<String> taken) throws IOException {
        socket = SocketChannel.open(UnixDomainSocketAddress.of(broker));
        out = Channels.newOutputStream(socket);
        var in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(socket)));
        packet(0x10, body -> {
            body.writeUTF("MQTT");
            body.write(new byte[] {4, 0, 0, 0}); // the version; the session lasts; no keep-alive
            body.writeUTF("subscriber");
        });
        byte[] accepted = new byte[4];
        in.readFully(accepted);
        if (accepted[3] != 0) {
            throw new IOException("refused: " + accepted[3]);
        }
        if (accepted[2] == 0) { // no session yet
            packet(SUBSCRIBE, body -> {
                body.writeShort(1);
                body.writeUTF(topic);
                body.write(1);
            });
            in.readFully(new byte[5]);
        }
        reader = new Thread(() -> read(in, taken));
        reader.setDaemon(true);
        reader.start();
    }

    private interface Body {
        void write(DataOutputStream to) throws IOException;
    }

    /** A packet whose body is shorter than 128 bytes. */
    private void packet(int type, Body body) throws IOException {
        var bytes = new ByteArrayOutputStream();
        body.write(new DataOutputStream(bytes));
        var packet = new ByteArrayOutputStream();
        packet.write(type);
        packet.write(bytes.size());
        packet.writeBytes(bytes.toByteArray());
        out.write(packet.toByteArray());
    }

    private void read(DataInputStream in, Consumer<String> taken) {
        try (socket) {
            while (true) {
                int type = in.readUnsignedByte() >> 4;
                byte[] body = new byte[length(in)];
                in.readFully(body);
                if (type == PUBLISH) {
                    ByteBuffer message = ByteBuffer.wrap(body);
                    message.position(Short.BYTES + message.getShort(0)); // behind the topic
                    short number = message.getShort();
                    taken.accept(StandardCharsets.UTF_8.decode(message).toString());
                    packet(0x40, confirmation -> confirmation.writeShort(number));
                }
            }
        } catch (IOException e) {
            return; // the broker has ended
        }
    }

    private static int length(DataInputStream in) throws IOException {
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            int next = in.readUnsignedByte();
            length |= (next & 0x7f) << shift;
            if (next < 0x80) {
                return length;
            }
        }
    }

    /** Ends the broker, and waits until all that it had sent is taken. */
    void awaitEnd(End end) throws Exception {
        end.end();
        reader.join();
    }
}
