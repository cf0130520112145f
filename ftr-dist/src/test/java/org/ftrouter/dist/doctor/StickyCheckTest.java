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
    void pairsAreFoundWhereIptablesMarks() throws Exception {
        assertThat(found("iptables", "source-destination"))
                .filteredOn(f -> f.code().equals("sticky.pairs"))
                .containsExactly(Finding.note("sticky.pairs", "pins", "games, shops"));
        assertThat(found("iptables", "source")).noneMatch(f -> f.code().equals("sticky.pairs"));
        assertThat(found("nftables", "source-destination")).isEmpty();
    }

    @Test
    void theRemedyIsTheWordToWrite() {
        for (String language : List.of("en", "it")) {
            Messages messages = Messages.of(Doctor.class, language);

            assertThat(messages.text("sticky.pairs", Map.of("pins", "games"))).contains("games", "iptables");
            assertThat(messages.text("sticky.pairs.remedy", Map.of("pins", "games")))
                    .contains("type = nftables", "ftr reload", "sticky = source");
        }
    }

    private List<Finding> found(String firewall, String by) throws Exception {
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
                route = [ { type = multipath }, { type = %2$s, manage = true } ]
                """.formatted(by, firewall));
        var patient = new Patient(
                new Machine(root), config, ConfigurationLoader.load(config).configuration(), root, List.of());
        var found = new ArrayList<Finding>();
        new StickyCheck().look(patient, found::add);
        return found;
    }
}
