// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * What the backends below share, and nothing else: how addresses and interfaces are spelt for the firewall tools, and how
 * a tool is run. Each backend is a package of its own and knows no other.
 */
@NullMarked
package org.ftrouter.route;

import org.jspecify.annotations.NullMarked;
