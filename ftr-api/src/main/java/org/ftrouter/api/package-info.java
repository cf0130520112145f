// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * The words every part of Fault Tolerant Router shares, and all that a plugin author sees.
 *
 * <p>A plugin is a {@link java.util.ServiceLoader} provider of one of three factories: {@code ProbeFactory}, {@code
 * RouteBackendFactory}, {@code NotifierFactory}. Each has a {@code type()}, the word in the configuration, and a {@code
 * create(settings, context)}, which returns a finished object. The engine owns threads, deadlines and retries.
 */
@NullMarked
package org.ftrouter.api;

import org.jspecify.annotations.NullMarked;
