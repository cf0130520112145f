// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.budget;

import java.time.LocalDate;

/** Months that begin on another day than the first; where there is no such day, on the last one. */
final class Month {
    private Month() {}

    /** When the month began that a day is in. */
    static LocalDate begin(LocalDate today, int fromDay) {
        LocalDate inThis = day(today, fromDay);
        return today.isBefore(inThis) ? day(today.withDayOfMonth(1).minusMonths(1), fromDay) : inThis;
    }

    /** When the one after it begins. */
    static LocalDate end(LocalDate begin, int fromDay) {
        return day(begin.withDayOfMonth(1).plusMonths(1), fromDay);
    }

    private static LocalDate day(LocalDate month, int fromDay) {
        return month.withDayOfMonth(Math.min(fromDay, month.lengthOfMonth()));
    }
}
