// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * The benchmark: FTR and what a Debian user would otherwise install, each in a lab of its own, in one run.
 *
 * <p>{@code bench.sh} starts {@code BenchMain}. A {@code Contender} says how a program is set up; a {@code Stand} is a
 * lab with the program running in its router, {@code Contained} so that all it costs can be counted. Three trials give
 * the {@code Results}: outages and returns, a quiet minute, and loss. {@code Table}, {@code Chart} and {@code Page}
 * show them.
 */
@NullMarked
package org.ftrouter.dist.bench;

import org.jspecify.annotations.NullMarked;
