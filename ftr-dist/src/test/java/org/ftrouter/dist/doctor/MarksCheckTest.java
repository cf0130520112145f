// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ftrouter.api.Uplink;
import org.ftrouter.engine.config.ConfigurationLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of others as their own tools print them, beside two uplinks with the marks 0x100 and 0x200 under 0xff00. */
class MarksCheckTest {
    @TempDir
    private Path folder;

    private Patient patient;

    @BeforeEach
    void configure() throws Exception {
        Path config = Files.writeString(folder.resolve("ftr.conf"), """
                uplinks {
                  fibre { interface = wan1, priority = 1 }
                  cable { interface = wan2, priority = 1 }
                }
                """);
        patient = new Patient(
                new Machine(folder), config, ConfigurationLoader.load(config).configuration(), folder, List.of());
        assertThat(patient.uplinks()).extracting(Uplink::mark).containsExactly(0x100, 0x200);
    }

    private List<String> owners(String iptables, String nftables) {
        var found = new ArrayList<Finding>();
        MarksCheck.look(List.of("*mangle\n" + iptables + "\nCOMMIT\n"), nftables, patient, found::add);
        assertThat(found).allMatch(f -> f.code().equals("mark.firewall"));
        return found.stream().map(f -> f.facts().get("owner")).toList();
    }

    /** All but the first two set bits of 0x3f00 to what happens to be the mark of an uplink, or none. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-A mwan3_hook -j CONNMARK --restore-mark --nfmask 0x3f00 --ctmask 0x3f00",
                "-A mwan3_connected -m set --match-set mwan3_connected dst -j MARK --set-xmark 0x3f00/0x3f00",
                "-A mwan3_policy_balanced -m statistic --mode random --probability 0.40000000037 -m comment"
                        + " --comment \"wanb 2 5\" -j MARK --set-xmark 0x200/0x3f00",
                "-A mwan3_iface_in_wan -i eth1 -m mark --mark 0x0/0x3f00 -m comment --comment wan -j MARK"
                        + " --set-xmark 0x100/0x3f00",
                "-A mwan3_hook -m mark --mark 0x0/0x3f00 -j mwan3_ifaces_in"
            })
    void aMarkOfMwan3IsNoPinThoughItsNumberIsOneOfOurs(String rule) {
        assertThat(owners(rule, "")).containsExactly("mwan3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-A PREROUTING -s 10.77.0.9/32 -j MARK --set-xmark 0x200/0xff00",
                "-A PREROUTING -s 10.77.0.9/32 -m mark --mark 0x0/0xff00 -j CONNMARK --set-xmark 0x100/0xff00",
                "-A ts-forward -i tailscale0 -j MARK --set-xmark 0x40000/0xff0000"
            })
    void aPinUnderOurWholeMaskIsMeantSoAndOtherBitsAreNotOurs(String rule) {
        assertThat(owners(rule, "")).isEmpty();
    }

    @Test
    void theNumberOfNoUplinkIsNoPinEvenUnderOurMask() {
        assertThat(owners("-A PREROUTING -j MARK --set-xmark 0x700/0xff00", "")).containsExactly("a firewall");
    }

    @Test
    void nftablesIsReadTheSameWay() {
        String table = "table ip other {\n\tchain c {\n\t\ttcp dport 9 meta mark set meta mark & %s | 0x200\n\t}\n}\n";

        assertThat(owners("", table.formatted("0xffffc0ff"))).containsExactly("table ip other");
        assertThat(owners("", table.formatted("0xffff00ff"))).isEmpty();
    }
}
