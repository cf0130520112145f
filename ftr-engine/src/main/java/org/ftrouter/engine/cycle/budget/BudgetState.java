// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.budget;

import java.time.LocalDate;

/**
 * How the budget of an uplink stands, for people and machines.
 *
 * @param used bytes since the month began
 * @param limit bytes of a month
 * @param begin its first day
 * @param end the first day of the next one
 * @param spent whether the uplink's priority is lowered
 */
public record BudgetState(long used, long limit, LocalDate begin, LocalDate end, boolean spent) {}
