// SPDX-License-Identifier: GPL-2.0-or-later
/** The real daemon of the distribution, in the lab, on the real kernel. */
@NullMarked
package org.ftrouter.dist.e2e;

import org.jspecify.annotations.NullMarked;
