// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import com.typesafe.config.ConfigObject;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;

/** Reads one block of {@code uplinks}. */
final class UplinkReader {
    /** The largest id: table and mark numbers are made from it. */
    static final int MOST_IDS = 126;

    private static final Set<String> BLOCKS = Set.of("probe", "budget", "npt");

    private final HoconSettings uplinks;
    private final ProbeConfig defaults;
    private final Leaving leaving;
    private final Reading reading;

    UplinkReader(HoconSettings uplinks, ProbeConfig defaults, Leaving leaving, Reading reading) {
        this.uplinks = uplinks;
        this.defaults = defaults;
        this.leaving = leaving;
        this.reading = reading;
    }

    /** The uplink; empty if it is not even one. */
    Optional<UplinkDraft> read(String name) {
        HoconSettings uplink = uplinks.section(name);
        if (!Uplink.NAME.matcher(name).matches()) {
            String text = "'" + Shown.safe(name) + "' cannot be the name of an uplink";
            String hint = "up to 31 letters, digits, '_', '.', '-', beginning with a letter or digit";
            uplinks.error(name, "C402", text, hint);
            uplink.keys().forEach(uplink::has);
            return Optional.empty();
        }
        if (isNested(name, uplink)) {
            return Optional.empty();
        }
        List.of("table", "mark", "probe-mark").forEach(uplink::has); // read when ids are known
        return draft(name, uplink);
    }

    private Optional<UplinkDraft> draft(String name, HoconSettings uplink) {
        Optional<String> device = device(uplink);
        var addresses = new AddressReader(uplink);
        List<InetAddress> own = addresses.addresses();
        List<InetAddress> gateways = addresses.gateways(own);
        Set<Family> families = families(uplink, own, gateways);
        ProbeConfig probe = new ProbeReader(reading).read(uplink.section("probe"), defaults);
        checkTargets(uplink, families, probe);
        int weight = uplink.integer("weight", 1, 1, 256);
        int id = uplink.integer("id", 0, 1, MOST_IDS);
        OptionalInt priority = priority(uplink);
        boolean metered = uplink.flag("metered", false);
        String description = Shown.line(uplink.string("description", ""));
        Leaving end = Leaving.read(uplink, leaving);
        NatConfig nat = new NatReader(uplink, families).read(own);
        Optional<DialConfig> dial = DialConfig.read(uplink);
        Optional<BudgetConfig> budget = BudgetConfig.read(uplink);
        return device.map(d -> new UplinkDraft(
                uplink,
                name,
                d,
                description,
                families,
                own,
                gateways,
                weight,
                priority,
                id,
                metered,
                probe,
                end,
                nat,
                dial,
                budget));
    }

    private static OptionalInt priority(HoconSettings uplink) {
        return uplink.has("priority")
                ? OptionalInt.of(uplink.integer("priority", 1, 0, 1_000_000))
                : OptionalInt.empty();
    }

    private boolean isNested(String name, HoconSettings uplink) {
        for (String key : uplink.keys()) {
            if (!uplink.has("interface") && !isBlock(key) && uplink.peek(key) instanceof ConfigObject) {
                String text = "'" + name + "." + key + "' was read as two nested names";
                uplink.error(key, "C121", text, "quote it: \"" + name + "." + key + "\"");
                uplink.keys().forEach(uplink::has);
                return true;
            }
        }
        return false;
    }

    /** Also a misspelt one. */
    private static boolean isBlock(String key) {
        return BLOCKS.contains(key) || Suggestion.of(key, BLOCKS).isPresent();
    }

    private static Optional<String> device(HoconSettings uplink) {
        String device = uplink.string("interface");
        if (device.equals("lo")) {
            String hint = "name the interface that leads to the provider";
            uplink.warning("interface", "C419", "the interface of '" + uplink.path() + "' is the loopback", hint);
        }
        boolean written = uplink.peek("interface") != null && HoconSettings.isText(uplink.peek("interface"));
        return written ? checkDevice(uplink, "interface", device) : Optional.empty();
    }

    /** The name of an interface, if it can be one. */
    static Optional<String> checkDevice(HoconSettings settings, String key, String device) {
        if (Uplink.DEVICE.matcher(device).matches()) {
            return Optional.of(device);
        }
        String text = "'" + Shown.safe(device) + "' cannot be the name of an interface";
        settings.error(key, device, "C401", text, "1 to 15 letters, digits, '_', '.', ':', '@', '-'");
        return Optional.empty();
    }

    private static Set<Family> families(HoconSettings uplink, List<InetAddress> own, List<InetAddress> gateways) {
        Set<Family> configured =
                Stream.concat(own.stream(), gateways.stream()).map(Family::of).collect(Collectors.toSet());
        Set<Family> usual = configured.isEmpty() ? Set.of(Family.IPV4) : configured;
        if (!uplink.has("families")) {
            return usual;
        }
        List<String> words = uplink.strings("families");
        if (words.isEmpty() || !Set.of("ipv4", "ipv6").containsAll(words)) {
            String given = Shown.safe(String.join(", ", words));
            uplink.wrong("families", given, "allowed: [ ipv4 ], [ ipv6 ], [ ipv4, ipv6 ]", "C201", "");
            return usual;
        }
        Set<Family> families = words.stream()
                .map(w -> w.equals("ipv4") ? Family.IPV4 : Family.IPV6)
                .collect(Collectors.toSet());
        if (!families.containsAll(configured)) {
            String text = "'" + uplink.named("families") + "' leaves out the family of a configured address";
            uplink.error("families", "C407", text, "");
        }
        return families;
    }

    private static void checkTargets(HoconSettings uplink, Set<Family> families, ProbeConfig probe) {
        for (Family family : families) {
            int usable = TargetReader.of(family, probe.targets()).size();
            boolean enough =
                    usable >= Math.min(probe.required(), probe.targets().size());
            if (!enough) {
                String text = "'" + uplink.path() + "' needs " + probe.required() + " " + family
                        + " targets, but there " + (usable == 1 ? "is 1" : "are " + usable);
                uplink.error("families", "C405", text, "add targets of that family, or leave the family out");
            }
        }
    }
}
