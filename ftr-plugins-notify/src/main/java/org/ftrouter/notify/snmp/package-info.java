// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Notices as SNMP notifications of version 2c or 3, as {@code FTR-MIB} in the distribution's folder {@code mibs} describes
 * them. A notice comes in, one datagram goes out; with {@code inform = true} its confirmation is waited for. The SNMP
 * library stays inside this package.
 */
@NullMarked
package org.ftrouter.notify.snmp;

import org.jspecify.annotations.NullMarked;
