// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import org.ftrouter.api.Uplink;

/** The last guard against interface names that would be read as something else in a restore file. */
final class Devices {
    private Devices() {}

    static String checked(String device) {
        if (!Uplink.DEVICE.matcher(device).matches()) {
            throw new IllegalArgumentException("interface name '" + device + "' does not match " + Uplink.DEVICE);
        }
        return device;
    }
}
