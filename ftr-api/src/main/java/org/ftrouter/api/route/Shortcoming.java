// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.route;

/**
 * Something that an administrator's own firewall file lacks, or does against what routing needs.
 *
 * @param need what is not met
 * @param subject the uplink or interface it is about
 * @param found the rule of the file that stands against it; empty if there is only something missing
 * @param line what to add, in the file's words; empty if the found rule is to go
 */
public record Shortcoming(Need need, String subject, String found, String line) {

    /** What the rules of a firewall must do. */
    public enum Need {
        /** Packets from our networks get the mark of their connection before they are routed. */
        RESTORE,
        /** A new connection that comes in from an uplink gets the uplink's mark. */
        INCOMING,
        /** A new connection that goes out to an uplink gets the uplink's mark. */
        OUTGOING,
        /** The connection of a probe gets no mark. */
        PROBE,
        /** What leaves through an uplink gets an address of that uplink. */
        TRANSLATION,
        /** What leaves through an uplink keeps its address. */
        NO_TRANSLATION,
        /** Answers to probes are let in. */
        ANSWERS
    }

    /** Whether a rule of the file is wrong, not only one missing. */
    public boolean contradicts() {
        return !found.isEmpty();
    }
}
