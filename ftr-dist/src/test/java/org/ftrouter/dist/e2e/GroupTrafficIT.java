// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Multicast of a program of the router whose connections are pinned, such as a responder of mDNS. */
class GroupTrafficIT {
    private static final int PACKETS = 5;
    private static final String COUNTERS = """
            table inet groups {
                counter lan {}
                counter wan {}
                counter marked {}
                chain out {
                    type filter hook postrouting priority 300
                    meta mark & 0xff00 != 0 ip daddr 224.0.0.251 counter name marked
                    meta mark & 0xff00 != 0 ip6 daddr ff02::fb counter name marked
                    oifname "lan0" ip daddr 224.0.0.251 counter name lan return
                    oifname "lan0" ip6 daddr ff02::fb counter name lan return
                    ip daddr 224.0.0.251 counter name wan
                    ip6 daddr ff02::fb counter name wan
                }
            }
            """;

    @ParameterizedTest
    @ValueSource(strings = {"iptables", "iptables, variant = legacy", "nftables"})
    void whatAPinnedProgramSendsToAGroupStaysOnTheNetworkThatItChose(String firewall) throws Exception {
        try (Lab lab = Lab.builder()
                .families(Family.values())
                .config("probe { hold-up = 1s }\npins = [ { name = root, user = 0, via = lte } ]")
                .firewall(firewall)
                .build()) {
            var router = new Router(lab);
            LabUplink lte = lab.uplink("lte");
            lab.startDaemon();
            router.awaitAllUp();
            for (Family family : lab.families()) {
                assertThat(new Visitor(lab.router()).tcp(Addresses.destination(family, 1), Addresses.ECHO_PORT))
                        .as("the pin is in force")
                        .matches(lte::owns);
            }
            lab.router().nft(COUNTERS);

            lab.router()
                    .exec(
                            System.getProperty("java.home") + "/bin/java",
                            "-cp",
                            "target/test-classes",
                            Sender.class.getName(),
                            "lan0",
                            "224.0.0.251",
                            "ff02::fb");

            assertThat(packets(lab, "lan")).isEqualTo(2 * PACKETS);
            assertThat(packets(lab, "wan")).isZero();
            assertThat(packets(lab, "marked")).isZero();
        }
    }

    private static int packets(Lab lab, String counter) throws Exception {
        String told = lab.router()
                .run("nft", "list", "counter", "inet", "groups", counter)
                .output();
        List<String> words = List.of(told.strip().split("\\s+"));
        return Integer.parseInt(words.get(words.indexOf("packets") + 1));
    }

    /** Chooses the interface for what goes to groups, and for nothing else: its socket is not bound to it. */
    static final class Sender {
        public static void main(String[] arguments) throws IOException {
            for (int i = 1; i < arguments.length; i++) {
                try (var socket = new MulticastSocket()) {
                    socket.setNetworkInterface(NetworkInterface.getByName(arguments[0]));
                    socket.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, false);
                    for (int n = 0; n < PACKETS; n++) {
                        socket.send(new DatagramPacket(new byte[8], 8, InetAddress.getByName(arguments[i]), 5353));
                    }
                }
            }
        }
    }
}
