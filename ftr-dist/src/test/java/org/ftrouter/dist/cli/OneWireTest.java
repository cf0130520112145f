// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the page about uplinks on one interface, and what is said to those who do not follow it. */
class OneWireTest {
    @TempDir
    Path temp;

    private Path config;

    @BeforeEach
    void theExampleOfThePage() throws IOException {
        String page = Files.readString(Path.of("src/docs/one-wire.md"));
        config = temp.resolve("ftr.conf");
        Files.writeString(config, page.replaceAll("(?s).*```hocon\\n(.*?)```.*", "$1"));
    }

    private void write(String text, String instead) throws IOException {
        String before = Files.readString(config);
        assertThat(before).contains(text);
        Files.writeString(config, before.replace(text, instead));
    }

    private String refusal() {
        Run run = Run.ftr("check-config", config.toString());
        assertThat(run.code()).isEqualTo(Exit.BAD_CONFIG);
        return run.err().replaceAll("\\[C\\d+]", "").replaceAll("\\s+", " ");
    }

    @Test
    void itIsValid() {
        assertThat(Run.ftr("check-config", config.toString())).isEqualTo(new Run(0, config + " is valid.\n", ""));
    }

    @Test
    void multipathIsRefusedWithTheRemedy() throws IOException {
        write("type = realms", "type = multipath");

        assertThat(refusal())
                .contains(
                        "ftr.conf:8: error: 'route[1].type' is 'multipath', which cannot tell 'fibre' and 'cable' apart on"
                                + " their one interface eth1: write type = realms in its place")
                .contains("1 error, no warnings.");
    }

    @Test
    void withoutAnyRouteWrittenTheDefaultIsRefused() throws IOException {
        write("route = [ { type = realms }, { type = iptables, manage = true } ]", "");

        assertThat(refusal()).contains("write type = realms in its place");
    }

    @Test
    void uplinksWithoutASharedInterfaceNeedNoRealms() throws IOException {
        write("type = realms", "type = multipath");
        write("eth1, address = 198.51.100.2", "eth2, address = 198.51.100.2");

        assertThat(Run.ftr("check-config", config.toString()).code()).isZero();
    }

    @Test
    void aMarkThatMakesTooLargeARealmIsRefused() throws IOException {
        write("gateway = 192.0.2.1", "gateway = 192.0.2.1, mark = 0x7ff00000");
        Files.writeString(config, Files.readString(config) + "routing { mark-mask = 0xfffffff0 }\n");

        assertThat(refusal()).contains("would give uplink 'fibre' the realm 134152320", "lower 'routing.realm-base'");
    }

    @Test
    void nexthopGroupsAreRefusedBecauseTheyCarryNoRealms() throws IOException {
        write("{ type = realms }", "{ type = realms, nexthop-groups = resilient }");

        assertThat(refusal())
                .contains("ftr.conf:8: error: ", "nexthop-groups", "carry no realms: leave it out")
                .contains("1 error, no warnings.");

        write("nexthop-groups = resilient", "nexthop-groups = off");
        assertThat(Run.ftr("check-config", config.toString()).code()).isZero();
    }

    @Test
    void theRoutesCarryTheRealmsThatTheFirewallAsksFor() {
        String routes = Run.ftr("generate", "realms", "-c", config.toString()).out();
        String rules = Run.ftr("generate", "iptables", "-c", config.toString()).out();

        assertThat(routes)
                .contains(
                        "nexthop via 192.0.2.1 dev eth1 realm 129 weight 3"
                                + " nexthop via 198.51.100.1 dev eth1 realm 130 weight 1",
                        "via 198.51.100.1 dev eth1 realm 130 table 202 src 198.51.100.2");
        assertThat(rules)
                .contains(
                        "-A FTR_PRE -d 198.51.100.2/32 -i eth1 -m conntrack --ctstate NEW -j CONNMARK --set-xmark 0x200/0xff00",
                        "-A FTR_POST -o eth1 -m realm --realm 0x82/0xffff -m conntrack --ctstate NEW");
    }
}
