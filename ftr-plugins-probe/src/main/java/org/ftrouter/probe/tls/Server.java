// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.tls;

import java.time.Duration;

/**
 * Whose certificate is wanted.
 *
 * @param name what it must bear
 * @param port where it is shown
 * @param validFor how much longer it must be valid
 */
record Server(String name, int port, Duration validFor) {
    @Override
    public String toString() {
        return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
    }
}
