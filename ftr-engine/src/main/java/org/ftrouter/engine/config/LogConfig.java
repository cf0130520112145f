// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the daemon logs to.
 *
 * @param file rolling file; empty: standard error, for the journal
 * @param maxBytes size at which a new file is begun
 * @param oldFiles how many old ones are kept
 */
public record LogConfig(Optional<Path> file, long maxBytes, int oldFiles) {}
