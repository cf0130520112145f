// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.budget;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ftrouter.linux.NetworkLink;

/**
 * What one uplink has carried since a day, and up to which readings of which counters that is. Pure.
 *
 * @param begin first day of the month
 * @param used bytes, both ways
 * @param told the highest level that was told
 * @param device name of the interface; empty if none was seen yet
 * @param index its number
 * @param boot the start of the machine in which the counters were read
 * @param received what the counter said
 * @param sent the other one
 */
record Account(LocalDate begin, long used, int told, String device, int index, String boot, long received, long sent) {

    private static final Pattern LINE = Pattern.compile(
            "(\\d{4}-\\d\\d-\\d\\d) (\\d{1,18}) ([012]) (\\S*)/(\\d{1,9}) (\\S*) (\\d{1,18}) (\\d{1,18})");

    /** An empty one. */
    static Account from(LocalDate begin) {
        return new Account(begin, 0, 0, "", 0, "", 0, 0);
    }

    /** What {@link #line} has written; empty if it makes no sense. */
    static Optional<Account> read(String line) {
        Matcher m = LINE.matcher(line);
        if (!m.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Account(
                    LocalDate.parse(m.group(1)),
                    Long.parseLong(m.group(2)),
                    Integer.parseInt(m.group(3)),
                    m.group(4),
                    Integer.parseInt(m.group(5)),
                    m.group(6),
                    Long.parseLong(m.group(7)),
                    Long.parseLong(m.group(8))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    String line() {
        return begin + " " + used + " " + told + " " + device + "/" + index + " " + boot + " " + received + " " + sent;
    }

    /**
     * With what was carried since. Counters that began anew, with the machine or the interface, are counted as they stand.
     * What is counted for the first time, or is another interface now, begins with this reading.
     */
    Account counted(NetworkLink link, String thisBoot) {
        boolean sameBoot = boot.equals(thisBoot);
        boolean sameLink = sameBoot && index == link.index();
        boolean other = device.isEmpty() || (!sameLink && !device.equals(link.name()));
        long more =
                other ? 0 : more(sameLink ? received : 0, link.rxBytes()) + more(sameLink ? sent : 0, link.txBytes());
        return new Account(
                begin, used + more, told, link.name(), link.index(), thisBoot, link.rxBytes(), link.txBytes());
    }

    private static long more(long before, long now) {
        return now >= before ? now - before : now;
    }

    /** The next month. A clock that was set back begins none. */
    Account in(LocalDate month) {
        return month.isAfter(begin) ? new Account(month, 0, told, device, index, boot, received, sent) : this;
    }

    /** Whether it began with a clock that was ahead of that of today, or the clock is behind now. */
    boolean isAhead(LocalDate today) {
        return begin.isAfter(today);
    }

    /** The same bytes in another month: it was that one when they were carried, whatever the clock said. */
    Account movedTo(LocalDate month) {
        return new Account(month, used, told, device, index, boot, received, sent);
    }

    Account told(int level) {
        return new Account(begin, used, level, device, index, boot, received, sent);
    }
}
