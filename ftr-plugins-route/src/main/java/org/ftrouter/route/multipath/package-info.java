// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * The backend {@code multipath}: a plan becomes routes, rules and sysctls of the kernel, by netlink; and {@code realms},
 * which is the same with a realm on each hop.
 *
 * <p>{@link org.ftrouter.route.multipath.Routing} says, purely, which routes and rules a plan means; {@code IpCommands}
 * prints them, {@code Reconciler} brings the kernel there from whatever state it is in. {@code SysctlPlan} and {@code
 * Sysctls} do the same for the sysctls. What was found before the first change is in {@code OwnershipRecord}, a file that
 * outlives the process. Run by the engine, one call at a time.
 */
@NullMarked
package org.ftrouter.route.multipath;

import org.jspecify.annotations.NullMarked;
