// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.time.Duration;
import java.util.List;

/**
 * How the paths of an uplink are tested.
 *
 * @param targets what is asked
 * @param required how many targets must answer for the path to be alive, 1 to the number of targets
 * @param interval between two questions through one path in the steady state
 * @param standbyInterval the same while another group carries new connections
 * @param meteredInterval the same if the uplink is metered
 * @param timeout after which no answer is waited for any more
 * @param lateFloor no answer is late before this
 * @param confirmTries questions to each target in a confirmation
 * @param confirmSpacing between two tries of a confirmation
 * @param rise clean rounds in a row before a path that was down returns
 * @param holdUp how long a path that was down must answer before it returns
 * @param quality when a path that answers works badly
 * @param flapGuard how a path that fails again and again is held out
 * @param passive what the counters of the interface are good for
 */
public record ProbeConfig(
        List<PluginConfig> targets,
        int required,
        Duration interval,
        Duration standbyInterval,
        Duration meteredInterval,
        Duration timeout,
        Duration lateFloor,
        int confirmTries,
        Duration confirmSpacing,
        int rise,
        Duration holdUp,
        QualityLimits quality,
        FlapGuard flapGuard,
        PassiveEvidence passive) {

    /** Copies. */
    public ProbeConfig {
        targets = List.copyOf(targets);
    }
}
