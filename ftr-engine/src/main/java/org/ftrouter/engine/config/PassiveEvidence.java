// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.time.Duration;

/**
 * What the counters of an interface are good for, besides questions and answers.
 *
 * @param silence a line that received, still sends, and receives nothing for so long is confirmed at once; zero: never
 * @param trust for so long, what comes in speaks against a line being down; zero: never
 */
public record PassiveEvidence(Duration silence, Duration trust) {
    /** What the defaults file says. */
    public static final PassiveEvidence DEFAULT = new PassiveEvidence(Duration.ofMillis(250), Duration.ofSeconds(5));
}
