// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ftrouter.engine.config.ConfigurationLoader;
import org.ftrouter.engine.plugin.PluginInfo;
import org.ftrouter.engine.text.Languages;
import org.ftrouter.engine.text.Messages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks of files, on a machine that is a folder. */
class DoctorTest {
    private static final Path SOURCES = Path.of("src/main/java/org/ftrouter/dist/doctor");
    private static final Pattern CODE = Pattern.compile(
            "(?:problem|note)\\(\\s*(?:Files.exists\\(file\\) \\? )?\"([a-z.]+)\"|\"(kernel\\.[a-z]+|config\\.[a-z]+|daemon\\.[a-z]+)\"");

    @TempDir
    private Path root;

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private Patient patient(PluginInfo... plugins) {
        return new Patient(
                new Machine(root),
                root.resolve("etc/ftr/ftr.conf"),
                Optional.empty(),
                root.resolve("no.sock"),
                List.of(plugins));
    }

    private Patient withTwoUplinks() throws Exception {
        Path config = root.resolve("two.conf");
        Files.writeString(config, """
                route = [ { type = multipath }, { type = iptables, manage = true } ]
                downlinks { lan = [ lan0 ] }
                uplinks {
                  fibre { interface = wan1, address = 192.0.2.2, gateway = 192.0.2.1, priority = 1 }
                  cable { interface = wan2, priority = 1 }
                }
                """);
        return new Patient(
                new Machine(root), config, ConfigurationLoader.load(config).configuration(), root, List.of());
    }

    private List<String> codes(Check check) throws Exception {
        return codes(check, patient());
    }

    private static List<String> codes(Check check, Patient patient) throws Exception {
        var found = new ArrayList<Finding>();
        check.look(patient, found::add);
        return found.stream()
                .map(f -> f.code() + f.facts().getOrDefault("key", ""))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ type = multipath }, { type = iptables } | iptables, nftables | PROBLEM nftables",
                "{ type = multipath }, { type = nftables } | iptables, nftables | PROBLEM iptables",
                "{ type = multipath }, { type = nftables } | nftables           | ",
                "{ type = multipath }                      | iptables           | NOTE iptables",
            })
    void rulesOfABackendThatIsNotNamedAreFound(String route, String loaded, String expected) throws Exception {
        Path config = Files.writeString(root.resolve("leftover.conf"), """
                route = [ %s ]
                uplinks { fibre { interface = wan1, priority = 1 } }
                """.formatted(route));
        var patient = new Patient(
                new Machine(root), config, ConfigurationLoader.load(config).configuration(), root, List.of());
        String chains = loaded.contains("iptables") ? "*mangle\n:FTR_PRE - [0:0]\n" : "*mangle\n:THEIRS - [0:0]\n";
        String table = loaded.contains("nftables") ? "table inet ftr {\n}\n" : "table inet other {\n}\n";
        var found = new ArrayList<String>();

        LeftoverCheck.look(
                List.of(chains),
                Optional.of(table),
                patient,
                f -> found.add(f.level() + " " + f.facts().get("backend")));

        assertThat(found).isEqualTo(expected == null ? List.of() : List.of(expected));
    }

    @Test
    void networkdDeletesForeignRulesUnlessItIsToldNotTo() throws Exception {
        assertThat(codes(new NetworkdCheck())).isEmpty(); // it does not run

        write("proc/312/comm", "systemd-network\n");
        assertThat(codes(new NetworkdCheck()))
                .containsExactly("networkdManageForeignRoutingPolicyRules", "networkdManageForeignRoutes");

        write("etc/systemd/networkd.conf", "[Network]\n#ManageForeignRoutes=no\nManageForeignRoutingPolicyRules=no\n");
        assertThat(codes(new NetworkdCheck())).containsExactly("networkdManageForeignRoutes");

        write("usr/lib/systemd/networkd.conf.d/50-x.conf", "[Network]\nManageForeignRoutes=no\n");
        assertThat(codes(new NetworkdCheck())).isEmpty();

        write("etc/systemd/networkd.conf.d/60-y.conf", "[Network]\nManageForeignRoutes = yes\n");
        assertThat(codes(new NetworkdCheck())).containsExactly("networkdManageForeignRoutes");
    }

    @Test
    void networkManagerIsNamedWhereItManagesAnUplink() throws Exception {
        Path config = root.resolve("lo.conf");
        Files.writeString(config, "uplinks { fibre { interface = lo, priority = 1 } }\n");
        var patient = new Patient(
                new Machine(root), config, ConfigurationLoader.load(config).configuration(), root, List.of());
        write("run/NetworkManager/devices/1", "[device]\nmanaged=true\n"); // the loopback interface is the first
        assertThat(codes(new ManagersCheck(), patient)).isEmpty(); // it does not run

        write("proc/312/comm", "NetworkManager\n");
        assertThat(codes(new ManagersCheck(), patient)).containsExactly("networkmanager");

        write("run/NetworkManager/devices/1", "[device]\nmanaged=false\n");
        assertThat(codes(new ManagersCheck(), patient)).isEmpty();
    }

    @Test
    void aServiceWithoutWatchdogIsAProblemAndADropInMayTakeItAway() throws Exception {
        write("lib/systemd/system/ftr.service", "[Service]\nType=notify\nWatchdogSec=30\n");
        assertThat(codes(new DaemonCheck())).doesNotContain("unit.watchdog");

        write("etc/systemd/system/ftr.service.d/x.conf", "[Service]\nWatchdogSec=0\n");
        assertThat(codes(new DaemonCheck())).contains("unit.watchdog");
    }

    @Test
    void theUnitThatWeShipHasAWatchdog() throws Exception {
        write("lib/systemd/system/ftr.service", Files.readString(Path.of("src/main/dist/systemd/ftr.service")));

        assertThat(codes(new DaemonCheck())).doesNotContain("unit.watchdog");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-A FORWARD -m conntrack --ctstate INVALID -j DROP",
                "-A FORWARD -m state --state INVALID,UNTRACKED -j REJECT --reject-with icmp-admin-prohibited",
                "\t\tct state invalid drop",
                "\t\tct state { invalid, untracked } counter packets 1 bytes 40 drop",
                "\t\tct state vmap { established : accept, related : accept, invalid : drop }"
            })
    void aRuleThatDropsInvalidPacketsIsSeen(String rule) throws Exception {
        assertThat(invalid("*filter\n" + rule + "\nCOMMIT\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-A INPUT -m conntrack --ctstate INVALID -j DROP",
                "-A ufw-before-input -m conntrack --ctstate INVALID -j DROP",
                "-A FORWARD -m conntrack --ctstate INVALID -j LOG",
                "\t\tct state established accept"
            })
    void withoutOneThatIsWorthKnowing(String rule) throws Exception {
        assertThat(invalid("*filter\n" + rule + "\nCOMMIT\n")).containsExactly("conntrack.invalid");
    }

    @ParameterizedTest
    @CsvSource({"input, 1", "output, 1", "forward, 0", "prerouting, 0"})
    void ofNftablesOnlyChainsThatForwardedPacketsPassCount(String hook, int found) throws Exception {
        assertThat(invalid("""
                table inet filter {
                \tchain one {
                \t\ttype filter hook %s priority filter; policy accept;
                \t\ttcp dport { 22, 80 } accept
                \t\tct state invalid drop
                \t}

                \tchain two {
                \t\ttype filter hook postrouting priority filter; policy accept;
                \t}
                }
                """.formatted(hook))).hasSize(found);
    }

    private List<String> invalid(String rules) throws Exception {
        var found = new ArrayList<Finding>();
        TrackingCheck.rules(List.of("", rules), withTwoUplinks(), found::add);
        return found.stream().map(Finding::code).toList();
    }

    /** As nftables 1.0 prints it; not every kernel has flowtables, to make one. */
    @Test
    void aFlowtableOnAnUplinkOrOurOwnNetworkIsAProblemAndOneElsewhereIsNot() throws Exception {
        Patient patient = withTwoUplinks();
        var found = new ArrayList<Finding>();
        String flowtable = """
                table ip %s {
                \tflowtable %s {
                \t\thook ingress priority filter
                \t\tdevices = { %s }
                \t}
                }
                """;

        FlowtableCheck.look(
                String.format(flowtable, "a", "f", "eth7, wan1")
                        + String.format(flowtable, "b", "g", "\"lan0\"")
                        + String.format(flowtable, "c", "h", "\"wan*\"")
                        + String.format(flowtable, "d", "i", "eth7, wan, wan11"),
                patient,
                found::add);

        assertThat(found)
                .containsExactly(
                        Finding.problem("flowtable", "name", "f", "devices", "eth7, wan1"),
                        Finding.problem("flowtable", "name", "g", "devices", "lan0"),
                        Finding.problem("flowtable", "name", "h", "devices", "wan*"));
    }

    @Test
    void aTableOfConnectionsThatIsNearlyFullIsAProblem() throws Exception {
        write("proc/sys/net/netfilter/nf_conntrack_max", "262144\n");
        write("proc/sys/net/netfilter/nf_conntrack_count", "209714\n");
        assertThat(codes(new TrackingCheck())).doesNotContain("conntrack.full");

        write("proc/sys/net/netfilter/nf_conntrack_count", "209716\n");
        assertThat(codes(new TrackingCheck())).contains("conntrack.full");
    }

    @Test
    void listsThatHoldFewStickyClientsAreFoundWithTheLineThatHelps() throws Exception {
        assertThat(sticky("iptables")).containsExactly(sticky("short", 100, "options", "/etc/modprobe.d/ftr.conf"));
        assertThat(sticky("nftables")).isEmpty();

        write("proc/cmdline", "quiet xt_recent.ip_list_tot=300 xt_recent.ip_list_hash_size=0\n");
        assertThat(sticky("iptables")).extracting(f -> f.facts().get("most")).containsExactly("300");
        write("proc/cmdline", "quiet\n");
        write("usr/lib/modprobe.d/x.conf", "# x\noptions xt-recent ip_pkt_list_tot=9 ip_list_tot=2000\n");
        assertThat(sticky("iptables")).isEmpty();

        write("sys/module/xt_recent/parameters/ip_list_tot", "3\n"); // it was loaded before
        write("sys/module/xt_recent/initstate", "live\n");
        assertThat(sticky("iptables")).containsExactly(sticky("short", 3, "options", "/etc/modprobe.d/ftr.conf"));

        Files.delete(root.resolve("sys/module/xt_recent/initstate"));
        assertThat(sticky("iptables"))
                .extracting(f -> f.facts().get("line"))
                .containsExactly("xt_recent.ip_list_tot=5000");

        write("proc/net/xt_recent/FTR:all:fibre:ipv4", "src=10.0.0.1\nsrc=10.0.0.2\n");
        write("proc/net/xt_recent/others", "src=10.0.0.1\nsrc=10.0.0.2\nsrc=10.0.0.3\n");
        assertThat(sticky("iptables")).extracting(Finding::code).containsExactly("sticky.short");
        write("proc/net/xt_recent/FTR:all:cable:ipv4", "src=10.0.0.1\nsrc=10.0.0.2\nsrc=10.0.0.3\n");
        assertThat(sticky("iptables")).extracting(Finding::code).containsExactly("sticky.full");
        assertThat(sticky("iptables")).extracting(f -> f.facts().get("lists")).containsExactly("FTR:all:cable:ipv4");
    }

    private static Finding sticky(String code, int most, String first, String place) {
        return Finding.note(
                "sticky." + code, "most", most, "line", first + " xt_recent ip_list_tot=5000", "place", place);
    }

    private List<Finding> sticky(String firewall) throws Exception {
        Path config = root.resolve("sticky.conf");
        Files.writeString(config, """
                uplinks {
                  fibre { interface = wan1, address = 192.0.2.2, gateway = 192.0.2.1, priority = 1 }
                  cable { interface = wan2, priority = 1 }
                }
                pins = [ { name = all, via { fibre = 1, cable = 1 }, sticky = source } ]
                route = [ { type = multipath }, { type = %s, manage = true } ]
                """.formatted(firewall));
        var patient = new Patient(
                new Machine(root), config, ConfigurationLoader.load(config).configuration(), root, List.of());
        var found = new ArrayList<Finding>();
        new StickyCheck().look(patient, found::add);
        return found;
    }

    @Test
    void forwardingThatIsOffIsAProblemOfEachFamilyThatIsUsed() throws Exception {
        write("proc/sys/net/ipv4/ip_forward", "1\n");
        write("proc/sys/net/ipv6/conf/all/forwarding", "0\n");
        Path config = root.resolve("six.conf");
        Files.writeString(config, """
                uplinks { fibre { interface = wan1, families = [ ipv4, ipv6 ], priority = 1 } }
                probe { targets = [ "icmp:9.9.9.9", "icmp:8.8.8.8", "icmp:2620:fe::fe", "icmp:2620:fe::9" ] }
                """);
        var both = new Patient(
                new Machine(root), config, ConfigurationLoader.load(config).configuration(), root, List.of());
        var six = Finding.problem("forward.off", "family", "IPv6", "key", "net.ipv6.conf.all.forwarding");

        assertThat(found(both)).containsExactly(six);
        assertThat(Messages.of(Doctor.class, "en").text("forward.off.remedy", Map.copyOf(six.facts())))
                .contains("sysctl -w net.ipv6.conf.all.forwarding=1");
        assertThat(found(withTwoUplinks())).isEmpty(); // they have IPv4 alone

        write("proc/sys/net/ipv6/conf/all/forwarding", "1\n");
        write("proc/sys/net/ipv4/ip_forward", "0\n");
        assertThat(found(both))
                .containsExactly(Finding.problem("forward.off", "family", "IPv4", "key", "net.ipv4.ip_forward"));
    }

    private static List<Finding> found(Patient patient) {
        var found = new ArrayList<Finding>();
        new SettingsCheck().look(patient, found::add);
        return found;
    }

    @Test
    void theKernelsSettingsAreReadWhole() {
        int most = new Machine(Path.of("/")).setting("kernel/pid_max").orElseThrow();

        assertThat(most).isGreaterThan(100);
    }

    @Test
    void everyFindingHasATextAndARemedyInEveryLanguage() throws IOException {
        var codes = new TreeSet<String>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                var matcher = CODE.matcher(Files.readString(file));
                while (matcher.find()) {
                    codes.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
                }
            }
        }

        assertThat(codes).hasSizeGreaterThan(25).contains("rule.all", "kernel.plain", "config.invalid");
        Messages english = Messages.of(Doctor.class, "en");
        for (String language : Languages.SUPPORTED) {
            Messages texts = Messages.of(Doctor.class, language);
            assertThat(texts.keys()).isEqualTo(english.keys());
            for (String code : codes) {
                assertThat(texts.keys()).contains(code, code + ".remedy");
            }
            for (String check : Doctor.names()) {
                assertThat(texts.keys()).contains("check." + check);
            }
            for (String key : texts.keys()) {
                assertThat(texts.parameters(key)).as(language + " " + key).isEqualTo(english.parameters(key));
            }
        }
    }
}
