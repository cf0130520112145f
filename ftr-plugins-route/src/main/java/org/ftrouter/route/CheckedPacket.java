// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import org.ftrouter.api.Family;

/**
 * A packet as far as it is known while it is led through a file of rules, and what happened to it. Bits of marks that
 * are not ours count as zero.
 */
public final class CheckedPacket {
    /** What is known. */
    public final Family family;

    public final String in;
    public final String out;
    public final boolean isNew;

    private final int mask;
    private int mark;
    private int connectionMark;
    private String markedBy = "";
    private String connectionMarkedBy = "";
    private String translation = "";
    private String translatedBy = "";
    private boolean perhapsTranslated;
    private boolean dropped;
    private boolean accepted;
    private String endedBy = "";

    /** Of an interface, or none ({@code ""}), to another; with marks within the mask. */
    public CheckedPacket(Family family, String in, String out, boolean isNew, int mask, int mark, int connectionMark) {
        this.family = family;
        this.in = in;
        this.out = out;
        this.isNew = isNew;
        this.mask = mask;
        this.mark = mark;
        this.connectionMark = connectionMark;
    }

    /** Its mark. */
    public int mark() {
        return mark;
    }

    /** The mark of its connection. */
    public int connectionMark() {
        return connectionMark;
    }

    /** Gives it a mark; only our bits are kept. */
    public void mark(int value, String rule) {
        if ((value & mask) != mark) {
            mark = value & mask;
            markedBy = rule;
        }
    }

    /** Gives its connection a mark; only our bits are kept. */
    public void connectionMark(int value, String rule) {
        if ((value & mask) != connectionMark) {
            connectionMark = value & mask;
            connectionMarkedBy = rule;
        }
    }

    /** The rule that gave it its mark, or {@code ""}. */
    String markedBy() {
        return markedBy;
    }

    String connectionMarkedBy() {
        return connectionMarkedBy;
    }

    /** Translates its source: to an address, or to {@code ""} for the interface's. The first translation wins. */
    public void translate(String address, String rule) {
        if (translatedBy.isEmpty()) {
            translation = address;
            translatedBy = rule;
        }
    }

    /** A rule that matches some such packets translates them. */
    public void translateSome() {
        perhapsTranslated |= translatedBy.isEmpty();
    }

    String translation() {
        return translation;
    }

    String translatedBy() {
        return translatedBy;
    }

    boolean perhapsTranslated() {
        return perhapsTranslated;
    }

    /** Ends its way through a table; the first verdict counts. */
    public void end(boolean drop, String rule) {
        if (!accepted && !dropped) {
            dropped = drop;
            accepted = !drop;
            endedBy = rule;
        }
    }

    boolean dropped() {
        return dropped;
    }

    String endedBy() {
        return endedBy;
    }

    /** Before the next table, or the next chain of nftables: what was accepted goes on. */
    public void goOn() {
        accepted = false;
    }
}
