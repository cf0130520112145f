// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ftrouter.api.testkit.PrivateNetwork.sh;

import java.util.ArrayList;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.api.testkit.PrivateNetwork;
import org.junit.jupiter.api.Test;

/** Connections made by conntrack(8) in a namespace of their own, forgotten by mark. */
class ConntrackXIT {
    private static final int MASK = 0xff00;

    private static String add(String protocol, String source, String destination, int port, int mark) {
        String state = protocol.equals("tcp") ? " --state ESTABLISHED" : "";
        return "conntrack -I -p " + protocol + " -s " + source + " -d " + destination + " --sport " + port
                + " --dport 53 --timeout 600 -u SEEN_REPLY" + state + " --mark " + mark;
    }

    private static void entries() {
        sh(
                add("tcp", "10.0.0.1", "198.51.100.1", 1001, 0x100),
                add("udp", "10.0.0.1", "198.51.100.2", 1002, 0x100),
                add("udp", "10.0.0.1", "198.51.100.3", 1003, 0x137), // another program's bits besides
                add("udp", "10.0.0.1", "198.51.100.4", 1004, 0x200),
                add("udp", "2001:db8::1", "2001:db8::2", 1005, 0x100));
    }

    @Test
    void connectionsAreReadWithTheirMarksAndStates() throws Exception {
        PrivateNetwork.run(() -> {
            entries();
            var seen = new ArrayList<Connection>();

            try (Conntrack table = Conntrack.open()) {
                table.forget(Family.IPV4, 0x100, MASK, c -> {
                    seen.add(c);
                    return false;
                });
            }

            assertThat(seen)
                    .extracting(c -> c.protocol() + " " + c.destination().getHostAddress() + " "
                            + Integer.toHexString(c.mark()) + " " + c.established())
                    .containsExactlyInAnyOrder(
                            "6 198.51.100.1 100 true", "17 198.51.100.2 100 false", "17 198.51.100.3 137 false");
        });
    }

    @Test
    void onlyThoseThatArePickedAreForgotten() throws Exception {
        PrivateNetwork.run(() -> {
            entries();

            try (Conntrack table = Conntrack.open()) {
                assertThat(table.forget(Family.IPV4, 0x100, MASK, c -> !c.established()))
                        .isEqualTo(2);
                assertThat(table.forget(Family.IPV6, 0x100, MASK, c -> true)).isEqualTo(1);
                assertThat(table.forget(Family.IPV6, 0x100, MASK, c -> true)).isZero();
            }

            assertThat(left()).containsExactlyInAnyOrder("198.51.100.1", "198.51.100.4");
        });
    }

    @Test
    void marksAreCorrectedWithinTheMaskAndOnlyWhereTheyAreWrong() throws Exception {
        PrivateNetwork.run(() -> {
            entries();

            try (Conntrack table = Conntrack.open()) {
                assertThat(table.remark(Family.IPV4, MASK, c -> (c.mark() & MASK) == 0x100 ? 0x300 : c.mark() & MASK))
                        .isEqualTo(3);
                assertThat(table.remark(Family.IPV4, MASK, c -> c.mark() & MASK))
                        .isZero();
                assertThat(table.remark(Family.IPV6, MASK, c -> 0x700)).isEqualTo(1);
            }

            var marks = new ArrayList<String>();
            try (Conntrack table = Conntrack.open()) {
                for (Family family : Family.values()) {
                    table.forget(family, 0, 0, c -> {
                        marks.add(c.destination().getHostAddress() + " " + Integer.toHexString(c.mark()) + " "
                                + c.established());
                        return false;
                    });
                }
            }
            assertThat(marks)
                    .containsExactlyInAnyOrder(
                            "198.51.100.1 300 true",
                            "198.51.100.2 300 false",
                            "198.51.100.3 337 false",
                            "198.51.100.4 200 false",
                            "2001:db8:0:0:0:0:0:2 700 false");
        });
    }

    @Test
    void moreThanFitIntoMemoryAtOnceAreForgottenInBatches() throws Exception {
        PrivateNetwork.run(() -> {
            var script = new StringBuilder();
            for (int i = 0; i < 4500; i++) {
                script.append(add("udp", "10.0.0.1", "198.51." + i / 250 + "." + i % 250, 2000, 0x100)
                                .substring("conntrack ".length()))
                        .append('\n');
            }
            java.nio.file.Path file = java.nio.file.Files.createTempFile("connections", ".txt");
            java.nio.file.Files.writeString(file, script);
            sh("conntrack -R " + file);
            java.nio.file.Files.delete(file);

            try (Conntrack table = Conntrack.open()) {
                assertThat(table.forget(Family.IPV4, 0x100, MASK, c -> true)).isEqualTo(4500);
            }

            assertThat(left()).isEmpty();
        });
    }

    private static List<String> left() throws Exception {
        var left = new ArrayList<String>();
        try (Conntrack table = Conntrack.open()) {
            table.forget(Family.IPV4, 0, 0, c -> {
                left.add(c.destination().getHostAddress());
                return false;
            });
        }
        return left;
    }
}
