// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A received ICMP message, taken apart.
 *
 * @param kind what it is
 * @param echo what a {@code REPLY} brings back, or what the request quoted by an {@code ERROR} carried
 * @param target an {@code ERROR} only: where the quoted request was sent
 * @param text for people: what an {@code ERROR} says, or what is wrong with a {@code MALFORMED} message
 */
public record IcmpMessage(Kind kind, Optional<IcmpEcho> echo, Optional<InetAddress> target, String text) {

    /** What a message is to us. */
    public enum Kind {
        /** An echo reply with at least the token. */
        REPLY,
        /** A router or host reports that an echo request did not arrive, and quotes it including the token. */
        ERROR,
        /** The same with a quotation too short to prove that its sender saw the request. */
        UNPROVEN_ERROR,
        /** Broken: too short, wrong checksum. */
        MALFORMED,
        /** Something else, sound but none of our business. */
        OTHER
    }

    static IcmpMessage reply(IcmpEcho echo) {
        return new IcmpMessage(Kind.REPLY, Optional.of(echo), Optional.empty(), "");
    }

    static IcmpMessage error(IcmpEcho echo, InetAddress target, String text) {
        return new IcmpMessage(Kind.ERROR, Optional.of(echo), Optional.of(target), text);
    }

    static IcmpMessage of(Kind kind, String text) {
        return new IcmpMessage(kind, Optional.empty(), Optional.empty(), text);
    }
}
