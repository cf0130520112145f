// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ftr generate iptables|nftables --check FILE}. What a file of nftables means, nft says in a namespace. */
class GenerateCheckIT {
    private static final String NEED = "what leaves here gets an address of this uplink, or nothing comes back.\n";

    /** What is to be added for each uplink, by backend. */
    private static final Map<String, String> LINES = Map.of(
            "iptables",
            "  add:   *nat -A POSTROUTING -o %s -m addrtype ! --src-type LOCAL --limit-iface-out"
                    + " -j SNAT --to-source %s\n",
            "nftables",
            "  add:   type nat hook postrouting priority srcnat: fib saddr . oif type != local"
                    + " meta nfproto ipv4 oifname \"%s\" snat ip to %s\n");

    @TempDir
    private Path temp;

    private Path config;
    private Path file;

    @BeforeEach
    void configure() throws IOException {
        file = temp.resolve("rules");
        config = Files.writeString(temp.resolve("ftr.conf"), """
                downlinks { lan = [ eth0 ] }
                uplinks {
                  fibre { interface = eth1, address = 192.0.2.2, gateway = 192.0.2.1, priority = 1 }
                  cable { interface = eth2, address = 198.51.100.2, gateway = 198.51.100.1, priority = 1 }
                }
                route = [ { type = multipath }, { type = iptables } ]
                """);
    }

    private String generated(String backend) {
        Run run = Run.ftr("generate", backend, "-c", config.toString());
        assertThat(run.code()).as(run.err()).isZero();
        return run.out();
    }

    private Run check(String backend) {
        return Run.ftr("generate", backend, "--check", file.toString(), "-c", config.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"iptables", "nftables"})
    void aFileThatHoldsEverythingIsCalledSo(String backend) throws IOException {
        Files.writeString(file, generated(backend));

        assertThat(check(backend)).isEqualTo(new Run(0, file + " holds everything that is needed.\n", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"iptables", "nftables"})
    void whatIsMissingIsNamedWithTheLineToAdd(String backend) throws IOException {
        String rest = generated(backend)
                .lines()
                .filter(l -> !l.contains("-j SNAT") && !l.contains("snat ip"))
                .collect(Collectors.joining("\n", "", "\n"));
        Files.writeString(file, rest);

        assertThat(check(backend))
                .isEqualTo(new Run(
                        1,
                        "missing, fibre: " + NEED + LINES.get(backend).formatted("eth1", "192.0.2.2")
                                + "missing, cable: " + NEED
                                + LINES.get(backend).formatted("eth2", "198.51.100.2")
                                + file + ": missing or wrong: 2\n",
                        ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"iptables", "nftables"})
    void whatIsWrongIsShownAsItStands(String backend) throws IOException {
        Files.writeString(
                file, generated(backend).replaceAll("(--to-source|snat ip to) 192[.]0[.]2[.]2", "$1 203.0.113.9"));

        Run run = check(backend);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .startsWith("wrong, fibre: " + NEED + "  found: ")
                .contains(" 203.0.113.9\n" + LINES.get(backend).formatted("eth1", "192.0.2.2"))
                .doesNotContain("cable")
                .endsWith(file + ": missing or wrong: 1\n");
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"iptables", "nftables"})
    void aFileThatIsNotThereIsAnError(String backend) {
        Run run = check(backend);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("error: " + backend + ": " + file + ": there is no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"iptables", "nftables"})
    void aFileThatIsNoneOfRulesIsAnErrorThatNamesTheLine(String backend) throws IOException {
        Files.writeString(file, "no rules at all\n");

        Run run = check(backend);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("error: " + backend + ": ").contains("no rules at all");
    }
}
