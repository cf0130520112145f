// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.groups.Tuple;
import org.ftrouter.engine.config.ConfigurationLoader;
import org.ftrouter.engine.text.Messages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kernels that can do everything but one thing. */
class CapabilityCheckTest {
    private static final String REFUSAL = "Error: Operation not supported.\nCommand failed -:7\n";
    private static final Machine.Ended WELL = new Machine.Ended(0, "");

    @TempDir
    private Path folder;

    private List<Finding> found(CapabilityCheck.Namespace kernel, String firewall) throws Exception {
        return found(kernel, "{ type = multipath }", firewall);
    }

    private List<Finding> found(CapabilityCheck.Namespace kernel, String routes, String firewall) throws Exception {
        return found(kernel, routes, firewall, "");
    }

    private List<Finding> found(CapabilityCheck.Namespace kernel, String routes, String firewall, String more)
            throws Exception {
        Files.createDirectories(folder.resolve("proc/sys/net/ipv6"));
        Path config = Files.writeString(folder.resolve("ftr.conf"), """
                route = [ %s, { type = %s } ]
                uplinks { fibre { interface = wan1, families = [ ipv4, ipv6 ], priority = 1 } }
                probe { targets = [ "icmp:9.9.9.9", "icmp:8.8.8.8", "icmp:2620:fe::fe", "icmp:2620:fe::9" ] }
                %s
                """.formatted(routes, firewall, more));
        var patient = new Patient(
                new Machine(folder), config, ConfigurationLoader.load(config).configuration(), folder, List.of());
        assertThat(patient.configuration()).isPresent();
        var found = new ArrayList<Finding>();
        new CapabilityCheck(kernel).look(patient, found::add);
        return found;
    }

    /** Refuses an input with these words in a line, whatever is before them. */
    private static CapabilityCheck.Namespace without(String start, String words) {
        return without("", start, words);
    }

    /** The same if the command is for IPv6, {@code -6}, or if it is not, {@code -4}; empty: either. */
    private static CapabilityCheck.Namespace without(String option, String start, String words) {
        return (input, command) -> Optional.of(
                (option.isEmpty() || List.of(command).contains("-6") == option.equals("-6"))
                                && input.lines().anyMatch(l -> l.startsWith(start) && l.contains(words))
                        ? new Machine.Ended(1, REFUSAL)
                        : WELL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-4 | rule add  | fwmark                | policy routing",
                "-4 | rule add  | suppress_prefixlength | suppress_prefixlength",
                "-4 | route add | weight 3              | multipath routes (IPv4)",
                "-6 | rule add  | fwmark                | policy routing (IPv6)",
                "-6 | route     | nexthop via           | multipath routes (IPv6)"
            })
    void whatNothingWorksWithoutIsAProblem(String option, String start, String words, String feature) throws Exception {
        assertThat(found(without(option, start, words), "iptables")).containsExactly(lacks(feature));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "route add   | realm 5        | route realms",
                "nexthop add | group 1,3/2,1  | nexthop groups",
                "nexthop add | type resilient | resilient nexthop groups"
            })
    void whatOnlySomeConfigurationsAskForIsANote(String start, String words, String feature) throws Exception {
        Map<String, String> facts = Map.of("feature", feature, "reason", "Error: Operation not supported.");

        assertThat(found(without(start, words), "iptables"))
                .containsExactly(new Finding(Finding.Level.NOTE, "kernel.plain", facts));
    }

    @Test
    void resilientGroupsThatTheConfigurationAsksForInVainAreNamedWithWhatIsDoneInTheirPlace() throws Exception {
        String asked = "{ type = multipath, nexthop-groups = resilient }";

        assertThat(found(without("nexthop add", "type resilient"), asked, "iptables"))
                .containsExactly(Finding.note(
                        "kernel.resilient",
                        "feature",
                        "resilient nexthop groups",
                        "reason",
                        "Error: Operation not supported."));
        assertThat(found((input, command) -> Optional.of(WELL), asked, "iptables"))
                .isEmpty();
    }

    @Test
    void withoutRealmsNothingWorksWhereUplinksAreToldApartByThem() throws Exception {
        assertThat(found(without("route add", "realm 5"), "{ type = realms }", "iptables"))
                .containsExactly(lacks("route realms"));
    }

    @Test
    void balancingByAddressesIsNamedWhereTheKernelTakesIpv6sFlowLabelIntoIt() throws Exception {
        String asked = "{ type = multipath, hash = l3 }";
        CapabilityCheck.Namespace able = (input, command) -> Optional.of(WELL);

        assertThat(found(able, asked, "iptables")).containsExactly(Finding.note("kernel.flowlabel"));
        assertThat(found(able, "{ type = multipath, hash = l4 }", "iptables")).isEmpty();
        Files.writeString(folder.resolve("proc/sys/net/ipv6/fib_multipath_hash_fields"), "7");
        assertThat(found(able, asked, "iptables")).isEmpty();
    }

    @Test
    void pinsOfControlGroupsAreNamedWhereNftablesCannotTellThem() throws Exception {
        String pins = "pins = [ { name = proxy, cgroup = squid.slice, via = fibre } ]";
        var old = without("    socket", "cgroupv2");
        String routes = "{ type = multipath }";

        assertThat(found(old, routes, "nftables", pins))
                .containsExactly(
                        Finding.problem("kernel.groups", "pins", "proxy", "reason", "Error: Operation not supported."));
        assertThat(found(old, routes, "nftables")).isEmpty();
        assertThat(found(old, routes, "iptables", pins)).isEmpty();
        assertThat(found((input, command) -> Optional.of(WELL), routes, "nftables", pins))
                .isEmpty();
    }

    @Test
    void aFirewallIsTriedIfItIsConfigured() throws Exception {
        var noNftables = without("table inet", "");
        var noIptables = without("*mangle", "");

        assertThat(found(noNftables, "nftables")).containsExactly(lacks("nftables"));
        assertThat(found(noNftables, "iptables")).isEmpty();
        assertThat(found(noIptables, "iptables")).containsExactly(lacks("iptables"));
        assertThat(found(noIptables, "nftables")).isEmpty();
    }

    @Test
    void ofIptablesOneKindIsEnough() throws Exception {
        var noIptables = without("*mangle", "");
        CapabilityCheck.Namespace legacyAlone = (input, command) ->
                command[0].equals("iptables-nft-restore") ? noIptables.run(input, command) : Optional.of(WELL);
        CapabilityCheck.Namespace neitherInstalled =
                (input, command) -> command[0].startsWith("iptables") ? Optional.empty() : Optional.of(WELL);

        assertThat(found(legacyAlone, "iptables")).isEmpty();
        assertThat(found(neitherInstalled, "iptables")).isEmpty(); // the check of tools says so
    }

    @Test
    void aKernelWithoutVethLeavesThingsUntried() throws Exception {
        assertThat(found(without("link add", "veth"), "iptables"))
                .extracting(Finding::code, f -> f.facts().get("reason"))
                .containsExactly(
                        untried("multipath routes (IPv4) (no veth)"),
                        untried("route realms (no veth)"),
                        untried("nexthop groups (no veth)"),
                        untried("resilient nexthop groups (no veth)"),
                        untried("multipath routes (IPv6) (no veth)"));
    }

    @Test
    void withoutRightsOrToolsNothingIsTried() throws Exception {
        CapabilityCheck.Namespace noRoot =
                (input, command) -> Optional.of(new Machine.Ended(1, "unshare: unshare failed: not permitted\n"));
        CapabilityCheck.Namespace noIp =
                (input, command) -> command[0].equals("ip") ? Optional.empty() : Optional.of(WELL);

        assertThat(found(noRoot, "iptables"))
                .containsExactly(Finding.note("kernel.untried", "reason", "unshare: unshare failed: not permitted"));
        assertThat(found(noIp, "iptables")).containsExactly(Finding.note("kernel.untried", "reason", "ip is missing"));
        assertThat(found((input, command) -> Optional.empty(), "iptables"))
                .containsExactly(Finding.note("kernel.untried", "reason", "unshare, of util-linux, is missing"));
    }

    @Test
    void eachComesWithItsRemedy() throws Exception {
        Finding lacking = found(without("-4", "rule add", "fwmark"), "iptables").get(0);
        Messages texts = Messages.of(Doctor.class, "en");

        assertThat(texts.text(lacking.code(), Map.copyOf(lacking.facts())))
                .isEqualTo(
                        "the kernel, or the tool in front of it, lacks policy routing: Error: Operation not supported.");
        assertThat(texts.text("kernel.lacks.remedy", Map.copyOf(lacking.facts())))
                .contains("load the module or take another kernel");
        assertThat(texts.text("kernel.plain.remedy", Map.copyOf(lacking.facts())))
                .isEqualTo("none is needed, unless the configuration asks for it");
    }

    private static Finding lacks(String feature) {
        return Finding.problem("kernel.lacks", "feature", feature, "reason", "Error: Operation not supported.");
    }

    private static Tuple untried(String reason) {
        return Tuple.tuple("kernel.untried", reason);
    }
}
