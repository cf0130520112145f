// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.util.Set;
import org.ftrouter.api.Family;

/**
 * One rule of a chain, spelt as {@code iptables-save} spells it, so that texts can be compared.
 *
 * @param families the families it is for
 * @param text the rule without {@code -A CHAIN}
 */
record Rule(Set<Family> families, String text) {}
