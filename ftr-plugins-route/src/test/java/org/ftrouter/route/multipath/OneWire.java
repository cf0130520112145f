// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import static org.ftrouter.api.testkit.PrivateNetwork.sh;

import java.net.InetAddress;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.testkit.PrivateNetwork;
import org.ftrouter.api.testkit.TestUplinks;

/** Three uplinks on one interface, two of them in one network, one with IPv6. */
final class OneWire {
    static final List<Uplink> UPLINKS = List.of(
            uplink(1, "10.1.0.2", "10.1.0.1", "2001:db8:1::2", "2001:db8:1::1"),
            uplink(2, "10.1.0.3", "10.1.0.254"),
            uplink(3, "10.3.0.2", "10.3.0.1"));

    private OneWire() {}

    /** In a network with this wire. */
    static void run(PrivateNetwork.Body body) throws Exception {
        PrivateNetwork.run(() -> {
            TestUplinks.plug(1);
            sh("ip addr add 10.1.0.3/24 dev up1", "ip addr add 10.3.0.2/24 dev up1");
            body.run();
        });
    }

    private static Uplink uplink(int number, String... addressesAndGateways) {
        boolean six = addressesAndGateways.length > 2;
        return new Uplink(
                "u" + number,
                "up1",
                "",
                six ? Set.of(Family.values()) : Set.of(Family.IPV4),
                everySecond(0, addressesAndGateways),
                everySecond(1, addressesAndGateways),
                1,
                OptionalInt.of(1),
                1000 + number,
                number << 8,
                (128 + number) << 8);
    }

    private static List<InetAddress> everySecond(int from, String... all) {
        return IntStream.range(0, all.length)
                .filter(i -> i % 2 == from)
                .mapToObj(i -> TestUplinks.ip(all[i]))
                .toList();
    }
}
