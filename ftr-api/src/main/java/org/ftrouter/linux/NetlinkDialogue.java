// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Requests and dumps over a channel of any netlink protocol, each with its answer. Not for several threads at once. */
final class NetlinkDialogue implements AutoCloseable {
    private static final int DUMP_TRIES = 5;

    private final NetlinkChannel channel;
    private int sequence;

    NetlinkDialogue(NetlinkChannel channel) {
        this.channel = channel;
    }

    /** Sends a request and waits until it is acknowledged. {@code what} and {@code object} are for the text of a refusal. */
    void request(NetlinkMessage message, String what, Object object) throws IOException {
        int number = ++sequence;
        int flags = message.flags() | NetlinkMessage.REQUEST | NetlinkMessage.ACK;
        channel.send(message.as(message.type(), flags, number));
        while (true) {
            for (NetlinkMessage answer : channel.receive(what)) {
                if (answer.sequence() == number && answer.type() == NetlinkMessage.ERROR) {
                    check(NetlinkAnswer.of(answer), what, object);
                    return;
                }
            }
        }
    }

    /** Sends requests in one datagram and waits until each is answered. Returns how many the kernel has granted. */
    int requestAll(List<NetlinkMessage> messages, String what) throws IOException {
        int first = sequence + 1;
        var numbered = new ArrayList<NetlinkMessage>();
        for (NetlinkMessage message : messages) {
            int flags = message.flags() | NetlinkMessage.REQUEST | NetlinkMessage.ACK;
            numbered.add(message.as(message.type(), flags, ++sequence));
        }
        channel.send(numbered);
        int answered = 0;
        int granted = 0;
        while (answered < messages.size()) {
            for (NetlinkMessage answer : channel.receive(what)) {
                if (answer.sequence() >= first && answer.type() == NetlinkMessage.ERROR) {
                    answered++;
                    granted += NetlinkAnswer.of(answer).errno() == 0 ? 1 : 0;
                }
            }
        }
        return granted;
    }

    /** Sends a question that has one answer, and returns that. */
    NetlinkMessage ask(int type, byte[] head, String what, Object object) throws IOException {
        int number = ++sequence;
        channel.send(new NetlinkMessage(type, NetlinkMessage.REQUEST, number, head));
        while (true) {
            for (NetlinkMessage answer : channel.receive(what)) {
                if (answer.sequence() == number) {
                    if (answer.type() == NetlinkMessage.ERROR) {
                        check(NetlinkAnswer.of(answer), what, object);
                    }
                    return answer;
                }
            }
        }
    }

    /** Which messages of a dump are wanted. */
    interface Choice {
        boolean takes(NetlinkMessage message) throws IOException;
    }

    /** A dump during which the kernel changed shows neither state: it is thrown away and asked for again. */
    List<NetlinkMessage> dump(int type, int wanted, byte[] head, String what) throws IOException {
        return dump(type, head, what, Integer.MAX_VALUE, message -> message.type() == wanted);
    }

    /** The same, keeping the first so many of the messages that are wanted. */
    List<NetlinkMessage> dump(int type, byte[] head, String what, int most, Choice choice) throws IOException {
        for (int i = 0; i < DUMP_TRIES; i++) {
            int number = ++sequence;
            int flags = NetlinkMessage.REQUEST | NetlinkMessage.DUMP;
            channel.send(new NetlinkMessage(type, flags, number, head));
            var found = new ArrayList<NetlinkMessage>();
            if (collect(number, what, most, choice, found)) {
                return found;
            }
        }
        throw new LinuxException("dump", what, LinuxException.EBUSY, "changed during each of " + DUMP_TRIES + " dumps");
    }

    private boolean collect(int number, String what, int most, Choice choice, List<NetlinkMessage> found)
            throws IOException {
        boolean whole = true;
        while (true) {
            for (NetlinkMessage message : channel.receive("dump " + what)) {
                if (message.sequence() != number) {
                    continue; // of a request given up before
                }
                whole &= !message.has(NetlinkMessage.DUMP_INTERRUPTED);
                if (message.type() == NetlinkMessage.DONE || message.type() == NetlinkMessage.ERROR) {
                    check(NetlinkAnswer.of(message), "dump", what);
                    return whole;
                }
                if (found.size() < most && choice.takes(message)) {
                    found.add(message);
                }
            }
        }
    }

    private static void check(NetlinkAnswer answer, String what, Object object) throws LinuxException {
        if (answer.errno() != 0) {
            throw new LinuxException(what, object.toString(), answer.errno(), answer.text());
        }
    }

    @Override
    public void close() {
        channel.close();
    }
}
