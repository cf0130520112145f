// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.io.IOException;
import java.nio.channels.SelectionKey;

/** What a channel of the agent does when it can go on. An exception here is a bug and ends the agent. */
interface Ready {
    void ready(SelectionKey key) throws IOException;
}
