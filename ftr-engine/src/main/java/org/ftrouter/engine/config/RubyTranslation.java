// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.ftrouter.engine.config.YamlMap.Scalar;

/**
 * Says in our words what a YAML file of the Ruby program means: the same tables, rule priorities and marks, so that
 * firewall rules loaded for it go on working.
 */
final class RubyTranslation {
    private static final int TRIES = 6;

    private final YamlMap yaml;
    private final HoconTree tree = new HoconTree(1);

    private RubyTranslation(YamlMap yaml) {
        this.yaml = yaml;
    }

    /**
     * Translates a file. Problems are added to those of the file.
     *
     * @param mailAnyway keep the mail settings even if {@code send} is false, to test them
     */
    static HoconTree translate(YamlMap yaml, boolean mailAnyway) {
        var translation = new RubyTranslation(yaml);
        translation.downlinks();
        translation.uplinks();
        translation.tests();
        translation.routing();
        translation.log();
        new RubyMail(yaml.map("email"), translation.tree).translate(mailAnyway);
        yaml.reportUnread();
        return translation.tree;
    }

    private void downlinks() {
        YamlMap downlinks = yaml.map("downlinks");
        HoconTree block = tree.block("downlinks", downlinks.line());
        for (String key : List.of("lan", "dmz")) {
            List<Scalar> devices = downlinks.scalars(key);
            if (!devices.isEmpty()) {
                List<String> names = devices.stream().map(Scalar::text).toList();
                block.put(key, names, devices.get(0).line());
            }
        }
        downlinks.reportUnread();
    }

    private void uplinks() {
        List<YamlMap> uplinks = yaml.maps("uplinks");
        boolean old = uplinks.stream().anyMatch(uplink -> uplink.has("default_route"));
        HoconTree block = tree.block(
                "uplinks", uplinks.isEmpty() ? yaml.line() : uplinks.get(0).line());
        tree.comment(
                "uplinks",
                "Tables and marks are those of the old file, so that firewall rules already loaded\n"
                        + "keep their meaning. Without these three keys FTR chooses the numbers itself.");
        Set<String> names = new HashSet<>();
        for (int i = 0; i < uplinks.size(); i++) {
            YamlMap uplink = uplinks.get(i);
            Optional<Scalar> device = uplink.required("interface");
            HoconTree place =
                    device.isPresent() ? block : new HoconTree(uplink.line()); // nameless: looked at, not used
            HoconTree one = place.block(name(device, i, names), uplink.line());
            uplink(uplink, one);
            priority(uplink, one, old);
            int table = base("base_table", 1) + i;
            int mark = base("base_fwmark", 1) + i;
            one.put("table", table, uplink.line());
            one.put("mark", hex(mark), uplink.line());
            one.put("probe-mark", hex(mark + uplinks.size()), uplink.line());
            uplink.reportUnread();
        }
    }

    private static void uplink(YamlMap uplink, HoconTree one) {
        uplink.scalar("interface").ifPresent(s -> one.put("interface", s.text(), s.line()));
        uplink.required("description").ifPresent(s -> one.put("description", s.text(), s.line()));
        String type = uplink.scalar("type").map(Scalar::text).orElse("static");
        if (!List.of("static", "ppp").contains(type)) {
            uplink.fail("type", "C201", "'type' is '" + Shown.safe(type) + "', allowed: static, ppp", "");
        } else if (type.equals("static")) {
            uplink.required("ip").ifPresent(s -> one.put("address", s.text(), s.line()));
            uplink.required("gateway").ifPresent(s -> one.put("gateway", s.text(), s.line()));
        } else if (uplink.has("ip") || uplink.has("gateway")) {
            String text = "'ip' and 'gateway' mean nothing with type ppp";
            uplink.warn(uplink.has("ip") ? "ip" : "gateway", "C602", text, "they are learnt from the interface");
        }
        uplink.scalar("weight").ifPresent(s -> one.put("weight", s.text(), s.line()));
    }

    /** Early versions had {@code default_route}, true if missing; later ones have {@code priority_group}. */
    private static void priority(YamlMap uplink, HoconTree one, boolean old) {
        Optional<Scalar> group = uplink.scalar("priority_group");
        Optional<Scalar> standard = uplink.scalar("default_route");
        if (group.isPresent()) {
            one.put("priority", group.get().text(), group.get().line());
        } else if (old && standard.map(s -> !isFalse(s)).orElse(true)) {
            one.put("priority", "1", uplink.line());
        }
    }

    static boolean isFalse(Scalar scalar) {
        return List.of("false", "no", "off", "n").contains(scalar.text().toLowerCase(Locale.ROOT));
    }

    private static String name(Optional<Scalar> device, int position, Set<String> taken) {
        String wanted = device.map(Scalar::text).orElse("").replaceAll("[^A-Za-z0-9_.-]", "-");
        String base = wanted.replaceFirst("^[^A-Za-z0-9]+", "");
        base = base.isEmpty() ? "uplink" + (position + 1) : base.substring(0, Math.min(20, base.length()));
        String name = base;
        for (int n = 2; !taken.add(name); n++) {
            name = base + "-" + n;
        }
        return name;
    }

    private void tests() {
        YamlMap tests = yaml.map("tests");
        HoconTree probe = tree.block("probe", tests.line());
        List<Scalar> ips = tests.scalars("ips");
        if (!tests.has("ips")) {
            tests.required("ips");
        } else {
            var targets = new ArrayList<String>();
            ips.forEach(ip -> targets.add("icmp:" + ip.text()));
            probe.put(
                    "targets",
                    targets,
                    ips.isEmpty() ? tests.line() : ips.get(0).line());
        }
        tests.required("required_successful").ifPresent(s -> probe.put("required", s.text(), s.line()));
        tests.scalar("interval").ifPresent(s -> interval(tests, probe, s));
        probe.put("timeout", "2s", tests.line());
        tests.scalar("ping_retries").ifPresent(s -> tries(tests, probe, s));
        probe.comment(
                "rise",
                "One good round brings an uplink back at once, as before; the defaults, 3 and 10s,\n"
                        + "keep a shaky one out.");
        probe.put("rise", 1, tests.line());
        probe.put("hold-up", "0s", tests.line());
        HoconTree guard = probe.block("flap-guard", tests.line());
        guard.comment("hold", "As before, one that fails again and again is not held out; the default is 5m.");
        guard.put("hold", "0s", tests.line());
        tests.reportUnread();
    }

    private static void interval(YamlMap tests, HoconTree probe, Scalar seconds) {
        probe.comment(
                "interval",
                "The pause of the old program. FTR sends one small packet per interval; 1s finds a\n"
                        + "dead uplink within two seconds.");
        probe.put("interval", seconds.text() + "s", seconds.line());
        if (Numbers.parse(seconds.text()).orElse(0L) > 5) {
            String text = "with an interval of " + seconds.text() + " s a dead uplink is noticed that late";
            tests.warn("interval", "C601", text, "1 is enough and costs one packet a second");
        }
    }

    private static void tries(YamlMap tests, HoconTree probe, Scalar retries) {
        long tries = Numbers.parse(retries.text()).orElse(-1L);
        if (tries < 1 || tries > 100) {
            String text = "'tests/ping_retries' is '" + Shown.safe(retries.text()) + "', allowed is 1 to 100";
            tests.fail("ping_retries", "C202", text, "it is the number of tries: with 0 every uplink is down");
            return;
        }
        HoconTree confirm = probe.block("confirm", retries.line());
        confirm.comment("tries", "Tries in quick succession before an uplink is held to be down.");
        confirm.put("tries", (int) Math.max(tries, TRIES), retries.line());
    }

    private void routing() {
        int uplinks = yaml.maps("uplinks").size();
        int priority = base("base_priority", 40000);
        HoconTree routing = tree.block("routing", yaml.line());
        tree.comment("routing", "Table main must have no default route: its rule comes before ours here.");
        routing.put("balanced-table", base("base_table", 1) + uplinks, line("base_table"));
        routing.put("mark-mask", "0xffffffff", line("base_fwmark"));
        routing.comment("on-down", "As before, connections wait for their uplink; 'rescue' moves them.");
        routing.put("on-down", "keep", yaml.line());
        HoconTree rules = routing.block("rules", line("base_priority"));
        rules.put("from", priority, line("base_priority"));
        rules.put("mark", priority + uplinks, line("base_priority"));
        rules.put("balanced", priority + 2 * uplinks, line("base_priority"));
        rules.put("guard", priority + 2 * uplinks + 1, line("base_priority"));
    }

    private int base(String key, int usual) {
        Optional<Scalar> given = yaml.scalar(key);
        long number = given.flatMap(s -> Numbers.parse(s.text())).orElse(given.isPresent() ? -1L : usual);
        if (number < 1 || number > 1_000_000) {
            String value = given.map(s -> Shown.safe(s.text())).orElse("");
            yaml.fail(key, "C202", "'" + key + "' is '" + value + "', allowed is 1 to 1000000", "");
            return usual;
        }
        return (int) number;
    }

    private int line(String key) {
        return yaml.scalar(key).map(Scalar::line).orElse(yaml.line());
    }

    private void log() {
        YamlMap log = yaml.map("log");
        HoconTree block = tree.block("log", log.line());
        Optional<Scalar> early = log.scalar("log_file");
        log.scalar("file").or(() -> early).ifPresent(s -> block.put("file", s.text(), s.line()));
        log.scalar("max_size").ifPresent(s -> block.put("max-size", s.text(), s.line()));
        log.scalar("old_files").ifPresent(s -> block.put("old-files", s.text(), s.line()));
        log.reportUnread();
    }

    private static String hex(int number) {
        return "0x" + Integer.toHexString(number);
    }
}
