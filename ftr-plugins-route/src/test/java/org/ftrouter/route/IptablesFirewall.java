// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.ftrouter.api.Family;
import org.ftrouter.api.PluginContext;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.route.iptables.PortedIptables;

/** One of the two kinds of iptables. */
final class IptablesFirewall extends Firewall {
    private static final Pattern COUNT = Pattern.compile("\\[(\\d+):\\d+] -A POSTROUTING -o eth2.*");
    private final String variant;

    IptablesFirewall(String variant) {
        super("iptables-" + variant);
        this.variant = variant;
    }

    @Override
    List<String> programs() {
        return List.of(
                program(Family.IPV4, "restore"),
                program(Family.IPV4, "save"),
                program(Family.IPV6, "restore"),
                program(Family.IPV6, "save"));
    }

    private String program(Family family, String action) {
        return (family == Family.IPV4 ? "iptables-" : "ip6tables-") + variant + "-" + action;
    }

    @Override
    RouteBackend backend(TestSettings settings, PluginContext context) {
        return backend(settings, context, UnaryOperator.identity());
    }

    @Override
    RouteBackend backend(TestSettings settings, PluginContext context, UnaryOperator<Commands> port) {
        return PortedIptables.through(port).create(settings, context);
    }

    @Override
    String type() {
        return "iptables";
    }

    @Override
    TestSettings settings(boolean manage, boolean filterExample) {
        return TestSettings.of(
                "manage", manage,
                "with-filter-example", filterExample,
                "variant", variant,
                "check-every", Duration.ofMillis(100));
    }

    @Override
    void load(Netns router, String file) throws Exception {
        router.load(List.of(program(Family.IPV4, "restore")), file);
    }

    private void change(Netns router, String text) throws Exception {
        change(router, Family.IPV4, text);
    }

    private void change(Netns router, Family family, String text) throws Exception {
        router.load(List.of(program(family, "restore"), "--noflush"), text);
    }

    @Override
    String saved(Netns router, Family family) throws Exception {
        return router.run(program(family, "save")).replaceAll("(?m)^#.*\n", "").replaceAll("\\[\\d+:\\d+]", "");
    }

    @Override
    List<String> ours() {
        return List.of("-j FTR_PRE", "-j FTR_POST", "-j FTR_NAT");
    }

    @Override
    void foreign(Netns router) throws Exception {
        String text = """
                *mangle
                :PREROUTING ACCEPT [0:0]
                :POSTROUTING ACCEPT [0:0]
                :THEIRS - [0:0]
                -A PREROUTING -i eth0 -m comment --comment "two words" -j MARK --set-xmark 0x1/0x1
                -A PREROUTING -j THEIRS
                -A POSTROUTING -o eth7 -j THEIRS
                COMMIT
                *nat
                :POSTROUTING ACCEPT [0:0]
                -A POSTROUTING -s 10.8.0.0/24 -j RETURN
                COMMIT
                *filter
                :FORWARD DROP [0:0]
                COMMIT
                """;
        load(router, text);
        router.load(List.of(program(Family.IPV6, "restore")), text.replace("10.8.0.0/24", "fd08::/64"));
    }

    @Override
    void open(Netns router) throws Exception {
        for (Family family : Family.values()) {
            router.load(List.of(program(family, "restore"), "--noflush"), "*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n");
        }
    }

    @Override
    void entangle(Netns router) throws Exception {
        change(router, "*mangle\n-A THEIRS -i eth9 -j FTR_PRE\nCOMMIT\n");
    }

    @Override
    List<List<String>> order() {
        return List.of(
                List.of("-A PREROUTING -j FTR_PRE\n", "-A PREROUTING -i eth0"),
                List.of("-A POSTROUTING -s 10.8.0.0/24 -j RETURN\n", "-A POSTROUTING -j FTR_NAT\n"));
    }

    @Override
    List<String> damages() {
        return List.of(
                "*mangle\n-D PREROUTING -j FTR_PRE\nCOMMIT\n",
                "*mangle\n-F FTR_POST\nCOMMIT\n",
                "*mangle\n-A POSTROUTING -j FTR_POST\nCOMMIT\n",
                "*nat\n-F\n-X\nCOMMIT\n",
                "*nat\n-I FTR_NAT -o eth1 -j RETURN\nCOMMIT\n",
                "*mangle\n-F\nCOMMIT\n");
    }

    @Override
    String culprit() {
        return variant.equals("nft") ? "iptables-nft-re \\(process [0-9]+\\)" : ""; // the kernel keeps 15 letters
    }

    @Override
    void damage(Netns router, String damage) throws Exception {
        change(router, damage);
    }

    @Override
    void removeRestore(Netns router) throws Exception {
        change(router, "*mangle\n-D FTR_PRE 2\nCOMMIT\n");
    }

    @Override
    void pin(Netns router) throws Exception {
        String pin =
                "*mangle\n-A PREROUTING -i eth0 -m conntrack --ctstate NEW -j MARK --set-xmark 0x100/0xff00\nCOMMIT\n";
        change(router, pin);
        router.load(List.of(program(Family.IPV6, "restore"), "--noflush"), pin);
    }

    @Override
    String withServers(String file) {
        return file.replaceAll("(?m)^# (-A PREROUTING .* DNAT)", "$1");
    }

    @Override
    String withPinAndSource(String file) {
        return file.replaceAll("# (-A FTR_PRE .* --dport 25)", "$1")
                .replace("# -A POSTROUTING -s 192.168.0.20", "-A POSTROUTING -s 192.168.0.10")
                .replace("203.0.113.10", "192.0.2.3");
    }

    @Override
    void foreignMarks(Netns router) throws Exception {
        for (Family family : Family.values()) {
            change(router, family, """
                *mangle
                -A PREROUTING -i eth0 -j MARK --set-xmark 0x1/0x1
                -A PREROUTING -i eth0 -j CONNMARK --set-xmark 0x20001/0x20001
                -A OUTPUT -p tcp --dport 7 -j MARK --set-xmark 0x8201/0xff01
                -A POSTROUTING -o eth2 -p tcp --dport 80 -m connmark --mark 0x20201
                -A POSTROUTING -o eth2 -p tcp --dport 80 -m mark --mark 0x201 -m conntrack ! --ctstate NEW
                -A POSTROUTING -o eth2 -p tcp --dport 7 -m mark --mark 0x8201 -m connmark --mark 0x0
                COMMIT
                """);
        }
    }

    @Override
    List<Long> counts(Netns router) throws Exception {
        String both = router.run(program(Family.IPV4, "save") + " -c -t mangle")
                + router.run(program(Family.IPV6, "save") + " -c -t mangle");
        return COUNT.matcher(both)
                .results()
                .map(found -> Long.valueOf(found.group(1)))
                .toList();
    }
}
