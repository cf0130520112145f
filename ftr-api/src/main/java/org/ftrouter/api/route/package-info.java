// SPDX-License-Identifier: GPL-2.0-or-later
/** Making the kernel match a plan: {@code RoutePlan -> kernel}. Run by the engine on one thread per backend. */
@NullMarked
package org.ftrouter.api.route;

import org.jspecify.annotations.NullMarked;
