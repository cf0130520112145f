// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Completed;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Flow;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code ftr doctor} on a router in good health, and on one that has each of the usual complaints. */
@Tag("paired")
class DoctorIT {
    /** Checks of what the lab's router has of its own; the others look at the machine around it. */
    private static final List<String> OWN = List.of(
            "daemon",
            "settings",
            "rules",
            "marks",
            "flowtables",
            "leftovers",
            "configuration",
            "kernel",
            "tools",
            "tracking",
            "sticky");

    private Lab lab;
    private Router router;

    @BeforeEach
    void build() throws Exception {
        lab = Lab.builder().build();
        router = new Router(lab);
    }

    @AfterEach
    void remove() throws Exception {
        lab.close();
    }

    private List<String> problems() throws Exception {
        return codes("problem");
    }

    private List<String> codes(String level) throws Exception {
        return codes(level, OWN::contains);
    }

    /** Also of checks that look at the machine around the lab. */
    private List<String> allCodes(String level) throws Exception {
        return codes(level, check -> true);
    }

    private List<String> codes(String level, Predicate<String> which) throws Exception {
        var codes = new ArrayList<String>();
        for (JsonElement element : findings()) {
            JsonObject finding = element.getAsJsonObject();
            if (finding.get("level").getAsString().equals(level)
                    && which.test(finding.get("check").getAsString())) {
                codes.add(finding.get("code").getAsString());
            }
        }
        return codes;
    }

    private Iterable<JsonElement> findings() throws Exception {
        Completed done = router.ftr("doctor", "--json");
        JsonObject answer = JsonParser.parseString(done.output()).getAsJsonObject();
        boolean sick = false;
        for (JsonElement finding : answer.getAsJsonArray("findings")) {
            sick |= finding.getAsJsonObject().get("level").getAsString().equals("problem");
        }
        assertThat(done.exitCode()).isEqualTo(sick ? 1 : 0);
        return answer.getAsJsonArray("findings");
    }

    private void exec(String... command) throws Exception {
        lab.router().exec(command);
    }

    @Test
    void aRouterOnWhichTheDaemonRunsHasACleanBillAndNothingIsChangedByLooking() throws Exception {
        lab.startDaemon();
        router.awaitAllUp();
        lab.awaitAllCarry(Router.LONG);
        String routed = router.kernel();
        String sysctls = router.sysctls();
        String rules = lab.router().exec("iptables-save");

        assertThat(problems()).isEmpty();

        assertThat(router.kernel()).isEqualTo(routed);
        assertThat(router.sysctls()).isEqualTo(sysctls);
        assertThat(lab.router().exec("iptables-save").replaceAll("#.*|:.*\\[.*", ""))
                .isEqualTo(rules.replaceAll("#.*|:.*\\[.*", ""));
    }

    @Test
    void eachUsualComplaintIsFoundWithItsRemedy() throws Exception {
        lab.router().sysctl("net/ipv4/ip_forward", "0");
        lab.router().sysctl("net/ipv4/conf/wan1/rp_filter", "1");
        lab.router().sysctl("net/ipv4/conf/default/rp_filter", "1");
        lab.router().sysctl("net/ipv4/conf/wan2/log_martians", "1");
        exec("ip", "route", "add", "default", "via", "192.0.2.1", "dev", "wan1");
        exec("ip", "rule", "add", "lookup", "main", "priority", "100");
        exec("ip", "rule", "add", "fwmark", "0x8000/0xf000", "lookup", "53", "priority", "5210");
        exec("ip", "rule", "add", "from", "10.9.0.0/16", "lookup", "main", "priority", "5211");
        exec("ip", "rule", "add", "not", "fwmark", "0xca6c", "lookup", "51820", "priority", "32700");
        exec("ip", "route", "add", "default", "dev", "wan2", "table", "51820");
        exec("iptables", "-t", "mangle", "-N", "ts-mark");
        exec("iptables", "-t", "mangle", "-A", "ts-mark", "-j", "MARK", "--set-xmark", "0x4000/0x4000");
        lab.router().nft("""
                table ip other {
                  chain c {
                    type filter hook prerouting priority -150;
                    udp dport 9 meta mark set 0x200
                    tcp dport 9 meta mark set meta mark & 0xff00ffff | 0x10000
                  }
                }
                """);

        assertThat(problems())
                .containsExactlyInAnyOrder(
                        "forward.off", "rpfilter.strict", "rule.all", "rule.mark", "mark.firewall", "mark.firewall");
        assertThat(codes("note"))
                .contains("daemon.stopped", "martians", "rpfilter.default", "rule.before", "rule.behind");
        Completed screen = router.ftr("doctor");
        assertThat(screen.exitCode()).isEqualTo(1);
        assertThat(screen.output())
                .contains(
                        "PROBLEM", "Tailscale uses bits of our mark mask 0xff00", "table ip other", "routing.mark-mask")
                .contains("net.ipv4.conf.wan1.rp_filter=2");
        assertThat(screen.output().lines())
                .filteredOn(l -> l.contains(" "))
                .allSatisfy(l -> assertThat(l).hasSizeLessThanOrEqualTo(80));
        assertThat(router.ftr("doctor", "--lang", "it").output()).contains("PROBLEMA", "Rimedio");
    }

    @Test
    void whatTrackingCallsInvalidLeavesWithTheAddressOfTheLanUnlessARuleDropsIt() throws Exception {
        lab.startDaemon();
        router.awaitAllUp();
        lab.awaitAllCarry(Router.LONG);
        lab.router().sysctl("net/netfilter/nf_conntrack_tcp_loose", "0"); // else data begin a connection anew
        long before = router.foreignPackets();
        try (Flow flow = lab.flows().tcp(lab.uplinks().get(0))) {
            exec("conntrack", "-D", "-p", "tcp", "--orig-src", Addresses.LAN_CLIENT);
            Router.live(Duration.ofSeconds(1));
            assertThat(router.foreignPackets() - before).isZero();
            assertThat(codes("note")).doesNotContain("conntrack.invalid");

            lab.router().nft("delete chain ip lab onwards\ndelete chain ip6 lab onwards\n");

            // data is sent again ever more seldom while it is dropped
            Router.await("the LAN's address leaves", Router.LONG, () -> router.foreignPackets() > before);
            assertThat(flow.end()).isEmpty();
        }
        assertThat(codes("note")).contains("conntrack.invalid");
    }

    @Test
    void whatOtherProgramsHaveDoneIsFoundUnderTheirNames() throws Exception {
        exec("iptables", "-t", "mangle", "-N", "mwan3_hook");
        String[] restore = {"-j", "CONNMARK", "--restore-mark", "--nfmask", "0x3f00", "--ctmask", "0x3f00"};
        exec(Stream.concat(Stream.of("iptables", "-t", "mangle", "-A", "mwan3_hook"), Stream.of(restore))
                .toArray(String[]::new));
        exec("iptables", "-t", "mangle", "-N", "KUBE-MARK-MASQ");
        exec("iptables", "-t", "mangle", "-A", "KUBE-MARK-MASQ", "-j", "MARK", "--or-mark", "0x4000");
        exec("ip", "link", "add", "docker0", "type", "bridge");
        assertThat(allCodes("problem")).doesNotContain("docker.forward");
        exec("iptables", "-P", "FORWARD", "DROP");
        exec("iptables", "-N", "DOCKER-USER");

        assertThat(allCodes("problem")).contains("docker.forward", "mark.firewall");
        assertThat(router.ftr("doctor").output())
                .contains("mwan3 uses bits of our mark mask 0xff00", "Kubernetes uses bits of our mark mask")
                .contains("iptables -I DOCKER-USER -i");
        exec("iptables", "-A", "DOCKER-USER", "-i", "lan0", "-j", "ACCEPT");
        assertThat(allCodes("problem")).doesNotContain("docker.forward");
    }

    @Test
    void aPinToOneOfOurUplinksIsNoComplaint() throws Exception {
        lab.startDaemon();
        router.awaitAllUp();
        String mark = "0x"
                + Integer.toHexString(
                        router.status(lab.uplink("cable")).get("mark").getAsInt());
        exec(
                "iptables",
                "-t",
                "mangle",
                "-A",
                "PREROUTING",
                "-s",
                "10.77.0.9",
                "-j",
                "MARK",
                "--set-xmark",
                mark + "/0xff00");

        assertThat(problems()).isEmpty();
    }

    /** What is found goes wrong: all have come to cable while it was alone, and only those it has place for stay there. */
    @Test
    void aListOfStickyClientsThatIsFullIsFoundAndTheOldestOfThemHasLostItsUplink() throws Exception {
        LabUplink fibre = lab.uplink("fibre");
        LabUplink cable = lab.uplink("cable");
        lab.writeConfig(Files.readString(lab.config())
                + "probe { hold-up = 1s }\n"
                + "pins = [ { name = all, via = [ fibre, cable ], sticky = source } ]\n");
        lab.startDaemon();
        router.awaitAllUp();
        assertThat(codes("note")).contains("sticky.short");
        int most = Integer.parseInt(Files.readString(Path.of("/sys/module/xt_recent/parameters/ip_list_tot"))
                .strip());
        List<String> users = clients(most + 1);
        var client = new Visitor(lab.lan());

        lab.fault(fibre, Fault.BLACKHOLE);
        router.awaitHealth(fibre, "down");
        Router.await("cable carries", Router.LONG, () -> cable.owns(client.tcp(users.get(0), Addresses.ECHO_PORT)));
        assertThat(client.visit("tcp", Addresses.ECHO_PORT, most, users))
                .hasSize(most)
                .allMatch(cable::owns);
        assertThat(problems()).containsExactly("sticky.full");
        assertThat(router.ftr("doctor").output()).contains("FTR:all:cable:ipv4", "ip_list_tot=5000");
        assertThat(client.tcp(users.get(most), Addresses.ECHO_PORT)).matches(cable::owns);
        lab.heal(fibre);
        router.awaitAllUp(); // and the kernel knows: whoever asks before is kept to cable anew
        Router.await(
                "fibre carries the oldest",
                Router.LONG,
                () -> fibre.owns(client.tcp(users.get(0), Addresses.ECHO_PORT)));

        assertThat(client.visit("tcp", Addresses.ECHO_PORT, most, users.subList(1, most + 1)))
                .hasSize(most)
                .allMatch(cable::owns);
        assertThat(problems()).containsExactly("sticky.full");

        lab.writeConfig(Files.readString(lab.config()).replace("sticky = source", "sticky = source, sticky-for = 1s"));
        assertThat(router.ftr("reload").exitCode()).isZero();
        Router.await("the time of half of them is over", Router.LONG, () -> {
            Router.live(Duration.ofSeconds(2));
            client.visit("tcp", Addresses.ECHO_PORT, most / 2, users);
            return problems().isEmpty();
        });
    }

    /** Gives the LAN so many machines more; returns whom each of them visits. */
    private List<String> clients(int count) throws Exception {
        var routes = new ArrayList<String>();
        var users = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            String end = "." + i / 250 + "." + (1 + i % 250);
            users.add(Addresses.USERS_PREFIX + end);
            routes.add("addr add 10.78" + end + "/32 dev eth0");
            routes.add("route add " + Addresses.USERS_PREFIX + end + "/32 via " + Addresses.LAN_ROUTER + " src 10.78"
                    + end);
        }
        lab.lan().ip(routes);
        lab.router().ip(List.of("route add 10.78.0.0/16 via " + Addresses.LAN_CLIENT));
        return users;
    }

    @Test
    void aDaemonThatDoesNotAnswerWhereItIsExpectedIsAProblem() throws Exception {
        lab.startDaemon();
        Completed done = lab.router()
                .run(lab.ftr().toString(), "doctor", "--config", lab.config().toString(), "--socket", "/nowhere.sock");

        assertThat(done.output()).contains("holds the lock of this network namespace");
        assertThat(done.exitCode()).isEqualTo(1);
    }
}
