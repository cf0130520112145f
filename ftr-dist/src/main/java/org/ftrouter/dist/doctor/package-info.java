// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * {@code ftr doctor}: looks at the machine without changing it, and names what would get in our way, each with its remedy.
 * What comes in is a configuration and a machine, what goes out are findings; texts stand in the message bundles. What the
 * kernel can do is tried in a network namespace that is gone afterwards, never guessed from a version. Run by the command
 * line.
 */
@NullMarked
package org.ftrouter.dist.doctor;

import org.jspecify.annotations.NullMarked;
