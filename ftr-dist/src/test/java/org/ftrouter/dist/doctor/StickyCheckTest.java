// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ftrouter.engine.config.ConfigurationLoader;
import org.ftrouter.engine.text.Messages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StickyCheckTest {
    @TempDir
    private Path root;

    @Test
    void pairsThatTheKernelCannotKeepForIptablesAreFound() throws Exception {
        StickyCheck without = check(false, "ipset");

        assertThat(found(without, "iptables, manage = true", "source-destination"))
                .filteredOn(f -> !f.code().equals("sticky.short")) // the lists that take their place
                .containsExactly(Finding.note("sticky.pairs", "pins", "games, shops", "type", "hash:net,net"));
        assertThat(found(without, "iptables, manage = true", "source"))
                .extracting(Finding::code)
                .containsExactly("sticky.short");
        assertThat(found(without, "nftables, manage = true", "source-destination"))
                .isEmpty();
        assertThat(found(check(true), "iptables, manage = true", "source-destination"))
                .isEmpty();
    }

    @Test
    void whoLoadsTheRulesByHandNeedsIpsetForPairs() throws Exception {
        assertThat(found(check(true), "iptables", "source-destination"))
                .containsExactly(Finding.note("sticky.ipset", "pins", "games, shops"));
        assertThat(found(check(true, "ipset"), "iptables", "source-destination"))
                .isEmpty();
        assertThat(found(check(true), "iptables", "source"))
                .extracting(Finding::code)
                .containsExactly("sticky.short");
    }

    private static StickyCheck check(boolean pairs, String... programs) {
        return new StickyCheck(type -> pairs && type.equals("hash:net,net"), List.of(programs)::contains);
    }

    @Test
    void theRemedyIsTheWordToWrite() {
        for (String language : List.of("en", "it")) {
            Messages messages = Messages.of(Doctor.class, language);

            Map<String, String> facts = Map.of("pins", "games", "type", "hash:net,net");
            assertThat(messages.text("sticky.pairs", facts)).contains("games", "iptables", "hash:net,net");
            assertThat(messages.text("sticky.pairs.remedy", facts))
                    .contains("ip_set_hash_netnet", "type = nftables", "ftr reload", "sticky = source");
            assertThat(messages.text("sticky.ipset", facts)).contains("games", "iptables", "ipset");
            assertThat(messages.text("sticky.ipset.remedy", facts))
                    .contains("apt install ipset", "'ftr generate iptables'", "manage = true");
        }
    }

    private List<Finding> found(StickyCheck check, String firewall, String by) throws Exception {
        Path config = root.resolve("sticky.conf");
        Files.writeString(config, """
                uplinks {
                  fibre { interface = wan1, address = 192.0.2.2, gateway = 192.0.2.1, priority = 1 }
                  cable { interface = wan2, priority = 1 }
                }
                pins = [
                  { name = games, to = 203.0.113.0/24, via { fibre = 1, cable = 1 }, sticky = %1$s }
                  { name = mail, to = 198.51.100.0/24, via = [ fibre ] }
                  { name = shops, protocol = tcp, to-ports = 443, via { fibre = 1, cable = 1 }, sticky = %1$s }
                ]
                route = [ { type = multipath }, { type = %2$s } ]
                """.formatted(by, firewall));
        var patient = new Patient(
                new Machine(root), config, ConfigurationLoader.load(config).configuration(), root, List.of());
        var found = new ArrayList<Finding>();
        check.look(patient, found::add);
        return found;
    }
}
