// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import org.ftrouter.api.Uplink;

/** The last guard against interface names that would be read as something else in a restore file. */
public final class Devices {
    private Devices() {}

    public static String checked(String device) {
        if (!Uplink.DEVICE.matcher(device).matches()) {
            throw new IllegalArgumentException("interface name '" + device + "' does not match " + Uplink.DEVICE);
        }
        return device;
    }
}
