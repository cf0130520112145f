// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.util.Optional;

/**
 * What came of loading a configuration.
 *
 * @param configuration present if there was no error
 * @param draft what plugins can read all the same, if there was one
 * @param problems all that is wrong; plugins add theirs when they read their settings
 */
public record Loaded(Optional<Configuration> configuration, Optional<Draft> draft, Problems problems) {}
