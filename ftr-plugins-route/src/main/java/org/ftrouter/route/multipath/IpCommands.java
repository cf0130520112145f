// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.ftrouter.api.Family;
import org.ftrouter.api.route.NextHop;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.linux.NetworkRule;
import org.ftrouter.route.multipath.DefaultRoute.Hop;
import org.ftrouter.route.multipath.SysctlPlan.Sysctl;

/** A plan as commands of iproute2 and procps, in an order that works on a fresh machine. Pure. */
final class IpCommands {
    private static final int MAIN = 254;
    private final StringBuilder out = new StringBuilder();

    private IpCommands() {}

    static String of(RoutePlan plan, List<Sysctl> sysctls, boolean grouped, boolean realms) {
        var commands = new IpCommands();
        Set<String> present = plan.paths().stream().map(p -> p.device()).collect(Collectors.toSet());
        for (Sysctl sysctl : sysctls) {
            boolean sure = sysctl.device().isEmpty() || present.contains(sysctl.device());
            // -e: the interface of an uplink without address may not be there
            commands.line((sure ? "sysctl -w " : "sysctl -e -w ") + sysctl.key() + "=" + sysctl.value());
        }
        var routing = new Routing(plan, grouped, realms);
        if (grouped && !plan.hops(Family.IPV4).isEmpty()) {
            commands.group(plan);
        }
        for (Family family : routing.families()) {
            for (DefaultRoute route : routing.routes(family)) {
                boolean through = routing.isGrouped(family) && routing.isBalanced(route);
                commands.route(route, through ? " nhid " + NexthopGroup.groupId(plan) : "");
            }
        }
        for (Family family : routing.families()) {
            routing.rules(family).forEach(commands::rule);
        }
        return commands.out.toString();
    }

    private void group(RoutePlan plan) {
        String protocol = " proto " + plan.layout().protocol();
        var members = new StringJoiner("/");
        for (NextHop hop : plan.hops(Family.IPV4)) {
            int id = NexthopGroup.id(plan, hop.path().uplink());
            members.add(id + (hop.weight() == 1 ? "" : "," + hop.weight()));
            line("ip nexthop replace id " + id
                    + hop.path().gateway().map(g -> via(Family.IPV4, g)).orElse("") + " dev "
                    + hop.path().device() + protocol);
        }
        line("ip nexthop replace id " + NexthopGroup.groupId(plan) + " group " + members + protocol
                + " type resilient buckets " + NexthopGroup.BUCKETS + " idle_timer 60");
    }

    private void route(DefaultRoute route, String through) {
        boolean several = route.hops().size() > 1;
        var hops = new StringBuilder(through);
        for (Hop hop : through.isEmpty() ? route.hops() : List.<Hop>of()) {
            hops.append(several ? " nexthop" : "");
            hop.path().gateway().ifPresent(g -> hops.append(via(route.family(), g)));
            hops.append(" dev ").append(hop.path().device());
            hops.append(hop.realm() == 0 ? "" : " realm " + hop.realm());
            hops.append(several ? " weight " + hop.weight() : "");
        }
        line(ip(route.family()) + " route replace " + (route.hops().isEmpty() ? "unreachable " : "") + "default"
                + (several ? "" : hops)
                + " table " + route.table()
                + (route.metric() == 0 ? "" : " metric " + route.metric())
                + route.source().map(s -> " src " + text(s)).orElse("")
                + " proto " + route.protocol()
                + (several ? hops : ""));
    }

    private static String via(Family family, InetAddress gateway) {
        return (Family.of(gateway) == family ? " via " : " via inet6 ") + text(gateway);
    }

    /** An address without a zone, which {@code dev} names. */
    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    private void rule(NetworkRule rule) {
        line(ip(rule.family()) + " rule add priority " + rule.priority()
                + rule.source().map(s -> " from " + text(s)).orElse("")
                + (rule.mask() == 0 ? "" : " fwmark " + hex(rule.mark()) + "/" + hex(rule.mask()))
                + (rule.action() == NetworkRule.UNREACHABLE
                        ? " unreachable"
                        : " lookup " + (rule.table() == MAIN ? "main" : Integer.toString(rule.table())))
                + (rule.suppressPrefixLength() < 0 ? "" : " suppress_prefixlength " + rule.suppressPrefixLength())
                + " protocol " + rule.protocol());
    }

    private static String ip(Family family) {
        return family == Family.IPV4 ? "ip" : "ip -6";
    }

    private static String hex(int value) {
        return "0x" + Integer.toHexString(value);
    }

    private void line(String line) {
        out.append(line).append('\n');
    }
}
