// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import java.util.List;
import java.util.Map;

/** The other side of a channel, which can be killed and started again in the same place. */
public interface Receiver extends AutoCloseable {
    /** The type of the notifier that talks to it. */
    String type();

    /** Its settings. */
    Map<String, Object> settings();

    void start() throws Exception;

    /** Ends it amid whatever it does. */
    void kill() throws Exception;

    /** The ids of all that has been taken, in order. */
    List<String> ids() throws Exception;

    @Override
    default void close() throws Exception {
        kill();
    }
}
