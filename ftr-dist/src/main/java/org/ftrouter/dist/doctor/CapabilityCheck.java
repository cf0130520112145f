// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.ftrouter.api.Family;
import org.ftrouter.api.route.Pin;
import org.ftrouter.dist.doctor.Finding.Level;

/** What the kernel can do, tried out in a network namespace that is gone when the trial is over. */
final class CapabilityCheck implements Check {
    /** A cable of two ends, so that gateways can be reached. */
    private static final List<String> CABLE =
            List.of("link set lo up", "link add ftr0 type veth peer name ftr1", "link set ftr0 up", "link set ftr1 up");

    private static final Map<Family, String> ADDRESSES = Map.of(
            Family.IPV4, "addr add 192.0.2.2/24 dev ftr0",
            Family.IPV6, "addr add 2001:db8::2/64 dev ftr0 nodad");

    /** A pair of hops that a group can be made of. */
    private static final List<String> HOPS =
            List.of("nexthop add id 1 via 192.0.2.1 dev ftr0", "nexthop add id 2 via 192.0.2.3 dev ftr0");

    private static final String FIELDS = "/proc/sys/net/ipv6/fib_multipath_hash_fields";

    /** Who asks for something, and what a finding says to them if it is not there. */
    private record Need(Level level, String code, Predicate<Patient> asked) {
        static final Need NOBODYS = new Need(Level.NOTE, "kernel.plain", patient -> true);
        static final Need EVERYBODYS = new Need(Level.PROBLEM, "kernel.lacks", patient -> true);
        static final Need OF_REALMS = new Need(Level.PROBLEM, "kernel.lacks", patient -> patient.routesBy("realms"));
        static final Need OF_RESILIENCE =
                new Need(Level.NOTE, "kernel.resilient", patient -> patient.asksFor("nexthop-groups", "resilient"));

        Finding without(Patient patient, String feature, String reason) {
            Need one = asked.test(patient) ? this : NOBODYS;
            return new Finding(one.level, one.code, Map.of("feature", feature, "reason", reason));
        }
    }

    /** What is tried, by lines of {@code ip -batch}. */
    private record Trial(String name, Need need, boolean cabled, List<String> lines) {}

    private static final List<Trial> IPV4 = List.of(
            new Trial(
                    "policy routing",
                    Need.EVERYBODYS,
                    false,
                    List.of("rule add fwmark 0x100/0xff00 lookup 200 priority 31000 protocol 199")),
            new Trial(
                    "suppress_prefixlength",
                    Need.EVERYBODYS,
                    false,
                    List.of("rule add lookup main suppress_prefixlength 0 priority 31001")),
            new Trial(
                    "multipath routes (IPv4)",
                    Need.EVERYBODYS,
                    true,
                    List.of("route add default table 200 nexthop via 192.0.2.1 dev ftr0 weight 3"
                            + " nexthop via 192.0.2.3 dev ftr0 weight 1")),
            new Trial(
                    "route realms",
                    Need.OF_REALMS,
                    true,
                    List.of("route add default table 200 nexthop via 192.0.2.1 dev ftr0 realm 5"
                            + " nexthop via 192.0.2.3 dev ftr0 realm 6")),
            new Trial(
                    "nexthop groups",
                    Need.NOBODYS,
                    true,
                    List.of(HOPS.get(0), HOPS.get(1), "nexthop add id 10 group 1,3/2,1")),
            new Trial(
                    "resilient nexthop groups",
                    Need.OF_RESILIENCE,
                    true,
                    List.of(HOPS.get(0), HOPS.get(1), "nexthop add id 10 group 1/2 type resilient buckets 32")));

    private static final List<Trial> IPV6 = List.of(
            new Trial(
                    "policy routing (IPv6)",
                    Need.EVERYBODYS,
                    false,
                    List.of("rule add fwmark 0x100/0xff00 lookup 200 priority 31000")),
            new Trial(
                    "multipath routes (IPv6)",
                    Need.EVERYBODYS,
                    true,
                    List.of("route add default table 200 nexthop via 2001:db8::1 dev ftr0"
                            + " nexthop via 2001:db8::3 dev ftr0")));

    private static final String NFT = "table inet ftr-doctor { chain c { type filter hook prerouting priority mangle;"
            + " ct mark set ct mark & 0xffff00ff | 0x100; meta mark set ct mark; }\n"
            + " chain n { type nat hook postrouting priority srcnat; oifname \"ftr0\" masquerade; }\n }\n";

    /** The group is the root of all, which is always there. */
    private static final String NFT_GROUPS = """
            table inet ftr-doctor {
              chain c {
                type filter hook output priority mangle;
                socket cgroupv2 level 1 "." accept
              }
            }
            """;

    private static final String IPTABLES = "*mangle\n-A FORWARD -m conntrack --ctstate NEW -j CONNMARK --set-xmark"
            + " 0x100/0xff00\n-A PREROUTING -j CONNMARK --restore-mark --nfmask 0xff00 --ctmask 0xff00\nCOMMIT\n"
            + "*nat\n-A POSTROUTING -j MASQUERADE\nCOMMIT\n";

    /** Where it is tried out. */
    interface Namespace {
        /** Runs a program with an input, in a network namespace of its own; empty if the program is missing. */
        Optional<Machine.Ended> run(String input, String... command) throws IOException, InterruptedException;
    }

    private final Namespace namespace;

    CapabilityCheck() {
        this(CapabilityCheck::inside);
    }

    CapabilityCheck(Namespace namespace) {
        this.namespace = namespace;
    }

    @Override
    public void look(Patient patient, Consumer<Finding> found) throws IOException, InterruptedException {
        Optional<Machine.Ended> entered = namespace.run("", "true");
        if (entered.isEmpty() || !entered.get().well()) {
            String reason = entered.map(e -> e.output().strip()).orElse("unshare, of util-linux, is missing");
            found.accept(Finding.note("kernel.untried", "reason", reason));
            return;
        }
        Optional<Machine.Ended> cable = ip(Family.IPV4, CABLE);
        if (cable.isEmpty()) {
            found.accept(Finding.note("kernel.untried", "reason", "ip is missing"));
            return;
        }
        trials(patient, Family.IPV4, IPV4, cable.get().well(), found);
        if (patient.families().contains(Family.IPV6)) {
            trials(patient, Family.IPV6, IPV6, cable.get().well(), found);
            if (patient.asksFor("hash", "l3") && !patient.machine().isThere(FIELDS)) {
                found.accept(Finding.note("kernel.flowlabel"));
            }
        }
        firewalls(patient, found);
    }

    private void trials(Patient patient, Family family, List<Trial> trials, boolean cable, Consumer<Finding> found)
            throws IOException, InterruptedException {
        for (Trial trial : trials) {
            if (trial.cabled && !cable) {
                found.accept(Finding.note("kernel.untried", "reason", trial.name + " (no veth)"));
                continue;
            }
            var lines = new ArrayList<>(trial.cabled ? CABLE : List.of("link set lo up"));
            if (trial.cabled) {
                lines.add(ADDRESSES.get(family));
            }
            lines.addAll(trial.lines);
            Machine.Ended ended = ip(family, lines).orElseThrow();
            if (!ended.well()) {
                found.accept(trial.need.without(patient, trial.name, firstLine(ended.output())));
            }
        }
    }

    private void firewalls(Patient patient, Consumer<Finding> found) throws IOException, InterruptedException {
        if (patient.routesBy("nftables")) {
            tell("nftables", namespace.run(NFT, "nft", "-f", "-"), found);
            groups(patient, found);
        }
        if (!patient.routesBy("iptables", "realms")) {
            return;
        }
        Optional<Machine.Ended> nft = namespace.run(IPTABLES, "iptables-nft-restore");
        Optional<Machine.Ended> legacy = namespace.run(IPTABLES, "iptables-legacy-restore");
        boolean either = nft.filter(Machine.Ended::well).isPresent()
                || legacy.filter(Machine.Ended::well).isPresent();
        if (!either) {
            tell("iptables", nft.or(() -> legacy), found);
        }
    }

    private void groups(Patient patient, Consumer<Finding> found) throws IOException, InterruptedException {
        String pins = patient.configuration().stream()
                .flatMap(c -> c.pins().stream())
                .filter(pin -> pin.match().cgroup().isPresent())
                .map(Pin::name)
                .collect(Collectors.joining(", "));
        if (!pins.isEmpty()) {
            namespace
                    .run(NFT_GROUPS, "nft", "-f", "-")
                    .filter(ended -> !ended.well())
                    .map(ended -> Finding.problem("kernel.groups", "pins", pins, "reason", firstLine(ended.output())))
                    .ifPresent(found);
        }
    }

    private static void tell(String what, Optional<Machine.Ended> ended, Consumer<Finding> found) {
        if (ended.isPresent() && !ended.get().well()) { // a missing tool is another check's
            found.accept(Finding.problem(
                    "kernel.lacks",
                    "feature",
                    what,
                    "reason",
                    firstLine(ended.get().output())));
        }
    }

    /** A line of a batch cannot name its family; of -4, the kernel makes no group of hops. */
    private Optional<Machine.Ended> ip(Family family, List<String> lines) throws IOException, InterruptedException {
        List<String> command =
                family == Family.IPV6 ? List.of("ip", "-6", "-batch", "-") : List.of("ip", "-batch", "-");
        return namespace.run(String.join("\n", lines) + "\n", command.toArray(String[]::new));
    }

    private static Optional<Machine.Ended> inside(String input, String... command)
            throws IOException, InterruptedException {
        if (!Machine.has(command[0])) {
            return Optional.empty();
        }
        var line = new ArrayList<>(List.of("unshare", "--net"));
        line.addAll(List.of(command));
        return Machine.run(input, line.toArray(String[]::new));
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("refused");
    }
}
