// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * One rule of an administrator's file as far as it concerns marks, translation and verdicts.
 *
 * @param text as it stands in the file
 * @param conditions all of which must hold
 * @param steps what it then does, in order
 */
public record CheckedRule(String text, List<Function<CheckedPacket, Truth>> conditions, List<Step> steps) {

    /** Whether a condition holds for a packet of which not everything is known. */
    public enum Truth {
        YES,
        NO,
        MAYBE;

        /** From what is known. */
        public static Truth of(boolean known) {
            return known ? YES : NO;
        }

        /** The opposite. */
        public Truth not() {
            return this == MAYBE ? MAYBE : of(this == NO);
        }
    }

    /** What a rule does. */
    public enum Kind {
        /** Changes the packet or its connection. */
        CHANGE,
        /** Translates the source; as {@link #CHANGE}, but also noted where the rule only may match. */
        TRANSLATE,
        /** Goes on in another chain and comes back. */
        JUMP,
        /** Goes on in another chain for good. */
        GOTO,
        /** Leaves the chain. */
        RETURN,
        /** Leaves the table with a verdict. */
        END
    }

    /**
     * One thing a rule does.
     *
     * @param chain where it leads
     * @param change takes the packet and the rule's text
     */
    public record Step(Kind kind, String chain, BiConsumer<CheckedPacket, String> change) {
        /** A change of the packet. */
        public static Step change(BiConsumer<CheckedPacket, String> change) {
            return new Step(Kind.CHANGE, "", change);
        }

        /** Translation of the source to an address, or to {@code ""} for the interface's. */
        public static Step translate(String address) {
            return new Step(Kind.TRANSLATE, "", (packet, rule) -> packet.translate(address, rule));
        }

        /** Another chain. */
        public static Step to(Kind kind, String chain) {
            return new Step(kind, chain, (packet, rule) -> {});
        }

        /** The end of the chain. */
        public static Step back() {
            return to(Kind.RETURN, "");
        }

        /** A verdict. */
        public static Step end(boolean drop) {
            return new Step(Kind.END, "", (packet, rule) -> packet.end(drop, rule));
        }
    }

    /** Whether it matches. */
    Truth matches(CheckedPacket packet) {
        Truth all = Truth.YES;
        for (Function<CheckedPacket, Truth> condition : conditions) {
            Truth one = condition.apply(packet);
            if (one == Truth.NO) {
                return Truth.NO;
            }
            all = one == Truth.MAYBE ? Truth.MAYBE : all;
        }
        return all;
    }
}
