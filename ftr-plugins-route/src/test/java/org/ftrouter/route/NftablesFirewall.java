// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.ftrouter.api.Family;
import org.ftrouter.api.PluginContext;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.route.nftables.NftablesBackendFactory;
import org.ftrouter.route.nftables.PortedNftables;

/** nftables in its own words. */
final class NftablesFirewall extends Firewall {
    private static final Pattern COUNT = Pattern.compile("oifname \"eth2\".* counter packets (\\d+)");

    NftablesFirewall() {
        super("nftables");
    }

    @Override
    List<String> programs() {
        return List.of("nft");
    }

    @Override
    RouteBackend backend(TestSettings settings, PluginContext context) {
        return new NftablesBackendFactory().create(settings, context);
    }

    @Override
    RouteBackend backend(TestSettings settings, PluginContext context, UnaryOperator<Commands> port) {
        return PortedNftables.through(port).create(settings, context);
    }

    @Override
    String type() {
        return "nftables";
    }

    @Override
    TestSettings settings(boolean manage, boolean filterExample) {
        return TestSettings.of("manage", manage, "with-filter-example", filterExample);
    }

    @Override
    void load(Netns router, String file) throws Exception {
        router.load(List.of("nft", "-f", "-"), file);
    }

    @Override
    String saved(Netns router, Family family) throws Exception {
        return router.run("nft -s list ruleset");
    }

    @Override
    List<String> ours() {
        return List.of("table inet ftr {");
    }

    @Override
    void foreign(Netns router) throws Exception {
        load(router, """
                table ip theirs {
                	chain marks {
                		type filter hook prerouting priority mangle;
                		iifname "eth0" meta mark set meta mark | 0x1 comment "two words"
                	}
                	chain nat {
                		type nat hook postrouting priority srcnat;
                		ip saddr 10.8.0.0/24 return
                	}
                }
                table inet filter {
                	chain forward {
                		type filter hook forward priority filter; policy drop;
                	}
                }
                """);
    }

    @Override
    void open(Netns router) throws Exception {
        load(router, "add chain inet filter forward { policy accept; }\n");
    }

    @Override
    void entangle(Netns router) throws Exception {
        load(router, "add rule inet ftr prerouting iifname \"eth9\" counter\n");
    }

    @Override
    List<List<String>> order() { // by priority, wherever they are listed
        return List.of(
                List.of("hook prerouting priority mangle;", "hook prerouting priority mangle - 1;"),
                List.of("hook postrouting priority srcnat;", "hook postrouting priority srcnat + 10;"));
    }

    @Override
    List<String> damages() {
        return List.of(
                "flush chain inet ftr prerouting\n",
                "flush table inet ftr\n",
                "delete table inet ftr\n",
                "add element inet ftr downlinks { \"eth9\" }\n",
                "insert rule inet ftr srcnat oifname \"eth1\" return\n",
                "add chain inet ftr theirs\n",
                "flush ruleset\n");
    }

    @Override
    String culprit() {
        return "nft \\(process [0-9]+\\)";
    }

    @Override
    void damage(Netns router, String damage) throws Exception {
        load(router, damage);
    }

    @Override
    void removeRestore(Netns router) throws Exception {
        load(router, "flush chain inet ftr restore-fibre\nflush chain inet ftr restore-cable\n");
    }

    @Override
    void pin(Netns router) throws Exception {
        load(router, """
                table inet pins {
                	chain pins {
                		type filter hook prerouting priority mangle;
                		iifname "eth0" ct state new meta mark set meta mark & 0xffff00ff | 0x100
                	}
                }
                """);
    }

    @Override
    String withServers(String file) {
        return withTable(file).replaceAll("(?m)^# (add rule inet site servers)", "$1");
    }

    @Override
    String withPinAndSource(String file) {
        return withTable(file)
                .replaceAll("# (add rule inet site pins .* dport 25)", "$1")
                .replaceAll("# (add rule inet site sources .*) 192.168.0.20", "$1 192.168.0.10")
                .replace("203.0.113.10", "192.0.2.3");
    }

    private static String withTable(String file) {
        return file.replaceAll("(?m)^# ((add|flush) (table|chain) inet site)", "$1");
    }

    @Override
    void foreignMarks(Netns router) throws Exception {
        load(router, """
                table inet theirs {
                	chain prerouting {
                		type filter hook prerouting priority mangle;
                		iifname "eth0" meta mark set meta mark | 0x1
                		iifname "eth0" ct mark set ct mark | 0x20001
                	}
                	chain output {
                		type route hook output priority mangle;
                		tcp dport 7 meta mark set meta mark & 0xffff00fe | 0x8201
                	}
                	chain postrouting {
                		type filter hook postrouting priority mangle;
                		oifname "eth2" meta nfproto ipv4 tcp dport 80 ct mark 0x20201 counter
                		oifname "eth2" meta nfproto ipv4 tcp dport 80 meta mark 0x201 ct state != new counter
                		oifname "eth2" meta nfproto ipv4 tcp dport 7 meta mark 0x8201 ct mark 0 counter
                		oifname "eth2" meta nfproto ipv6 tcp dport 80 ct mark 0x20201 counter
                		oifname "eth2" meta nfproto ipv6 tcp dport 80 meta mark 0x201 ct state != new counter
                		oifname "eth2" meta nfproto ipv6 tcp dport 7 meta mark 0x8201 ct mark 0 counter
                	}
                }
                """);
    }

    @Override
    List<Long> counts(Netns router) throws Exception {
        return COUNT.matcher(router.run("nft list table inet theirs"))
                .results()
                .map(found -> Long.valueOf(found.group(1)))
                .toList();
    }
}
