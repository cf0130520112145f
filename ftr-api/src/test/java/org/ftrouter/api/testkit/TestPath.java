// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.testkit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Uplink;

/** Paths for tests. */
public final class TestPath {
    private TestPath() {}

    /** A path over a device with a source address and, unless 0, a probe mark; its uplink is called as the device. */
    public static Path of(String device, String source, int mark) {
        InetAddress address = address(source);
        Family family = Family.of(address);
        var uplink = new Uplink(
                device,
                device,
                "",
                Set.of(family),
                List.of(address),
                List.of(),
                1,
                OptionalInt.of(1),
                100 + mark,
                mark,
                mark);
        return new Path(uplink, family, address, Optional.empty());
    }

    /** A numeric address. */
    public static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
