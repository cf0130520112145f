// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.probe;

import org.ftrouter.api.Settings;

/**
 * Makes the probes of one type. A {@link java.util.ServiceLoader} provider, instantiated once for as long as its jar does
 * not change, so that probes may share a socket or a thread through it. Loading (static initialisers, constructor, {@link
 * #type}) has five seconds, on a thread for this jar alone; a jar that fails in it is refused, and the other jars are not
 * concerned.
 */
public interface ProbeFactory {

    /**
     * The word before the colon in a target: {@code icmp} in {@code icmp:9.9.9.9}. Lower case letters and digits, a letter
     * first, 31 at most. Called once, while loading, on the thread that loads the jar and within its five seconds. An
     * exception, null, another form or taking longer refuses the jar, which is named with the reason.
     */
    String type();

    /**
     * Makes the probe of one target. Called when a configuration is loaded or checked, also without any privilege and to
     * learn which settings there are: sockets are opened by the first {@link Probe#probe}, not here. Runs on the thread
     * that loads the configuration, for a plugin in a jar on one of its own with five seconds of time. An exception, null
     * or taking longer refuses the configuration, with a text that names the jar; a wrong value is no reason for an
     * exception, but for {@link Settings#problem}.
     *
     * @param settings {@code target} holds what stands behind the colon; other keys come from the long form of a target
     */
    Probe create(Settings settings, ProbeContext context);
}
