// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.probe;

import org.ftrouter.api.Settings;

/**
 * Makes the probes of one type. A {@link java.util.ServiceLoader} provider, instantiated once, so that probes may share
 * a socket or a thread through it.
 */
public interface ProbeFactory {

    /** The word before the colon in a target: {@code icmp} in {@code icmp:9.9.9.9}. Lower case letters and digits. */
    String type();

    /**
     * Makes the probe of one target. Called by the engine thread when a configuration is loaded or checked, also
     * without any privilege: sockets are opened by the first {@link Probe#probe}, not here.
     *
     * @param settings {@code target} holds what stands behind the colon; other keys come from the long form of a target
     */
    Probe create(Settings settings, ProbeContext context);
}
