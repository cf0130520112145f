// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * The commands {@code ftr} and {@code fault_tolerant_router}: from arguments to texts on standard output and an exit
 * code. Words for people are in the bundle {@code messages_LANGUAGE.properties}, data goes to standard output, errors to standard error.
 * {@link org.ftrouter.dist.cli.Main} is the entry. The daemon is started without loading the command line parser.
 */
@NullMarked
package org.ftrouter.dist.cli;

import org.jspecify.annotations.NullMarked;
