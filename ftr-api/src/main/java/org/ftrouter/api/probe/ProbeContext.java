// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.probe;

import java.net.InetAddress;
import org.ftrouter.api.PluginContext;

/** What the engine offers to a probe. */
public interface ProbeContext extends PluginContext {

    /**
     * Turns a blocking probe into a {@link Probe}: it runs on a bounded pool of threads and is abandoned (its thread
     * interrupted, the result {@link Inconclusive}) half a second after its timeout. For {@link ProbeFactory#create}.
     */
    Probe blocking(BlockingProbe probe);

    /** The same for a probe that asks this address, and so can ask through paths of its family only. */
    default Probe blocking(InetAddress target, BlockingProbe probe) {
        return blocking(new OneFamilyProbe(target, probe));
    }
}
