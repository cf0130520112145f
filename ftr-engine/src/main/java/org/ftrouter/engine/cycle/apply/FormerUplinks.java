// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.api.Family;
import org.ftrouter.api.Nat;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.engine.disk.AtomicFile;
import org.jspecify.annotations.Nullable;

/**
 * The uplinks whose connections the kernel tracks, with their marks and addresses, for the next start: the configuration
 * may be another by then, or a change of it may have been cut short. A line of the file is one uplink, or one path of it.
 * Safe for all threads, of which one remembers.
 */
public final class FormerUplinks {
    private static final Logger LOG = LogManager.getLogger(FormerUplinks.class);
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-f:.]*:[0-9a-f:.%\\w]*");
    private static final String FILE = "uplinks-in-force";

    private final @Nullable Path file;
    private final Predicate<InetAddress> isOurs;
    private String saved = "";

    FormerUplinks(@Nullable Path file, Predicate<InetAddress> isOurs) {
        this.file = file;
        this.isOurs = isOurs;
    }

    /** In the folder for what must survive a restart. */
    public static FormerUplinks in(Path state) {
        return new FormerUplinks(state.resolve(FILE), FormerUplinks::isOurs);
    }

    /** Nothing is known, and nothing remembered. */
    public static FormerUplinks none() {
        return new FormerUplinks(null, address -> false);
    }

    private static boolean isOurs(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    /** Those of an earlier run, if it had this plan's mark mask, without paths that this machine has no more; its pins. */
    Optional<RoutePlan> before(RoutePlan plan) {
        if (file == null) {
            return Optional.empty();
        }
        try {
            List<String> lines = AtomicFile.lines(file);
            if (lines.isEmpty() || !lines.get(0).equals(mask(plan))) {
                return Optional.empty();
            }
            return Optional.of(parsed(lines.subList(1, lines.size()), plan));
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            LOG.debug("which uplinks there were before is not known: {}", e.toString());
            return Optional.empty();
        }
    }

    private RoutePlan parsed(List<String> lines, RoutePlan plan) throws UnknownHostException {
        Map<String, Uplink> uplinks = new TreeMap<>();
        var paths = new ArrayList<org.ftrouter.api.Path>();
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("uplink")) {
                uplinks.put(words[1], uplink(words));
            } else {
                Uplink uplink = uplinks.get(words[1]);
                InetAddress source = address(words[2]);
                if (uplink == null) {
                    throw new IllegalArgumentException(line);
                }
                if (isOurs.test(source)) {
                    Optional<InetAddress> gateway =
                            words[3].isEmpty() ? Optional.empty() : Optional.of(address(words[3]));
                    paths.add(new org.ftrouter.api.Path(uplink, Family.of(source), source, gateway));
                }
            }
        }
        return new RoutePlan(
                plan.layout(),
                plan.downlinks(),
                List.copyOf(uplinks.values()),
                paths,
                List.of(),
                plan.pins().stream()
                        .map(pin -> new PinRoute(pin.pin(), List.of()))
                        .toList());
    }

    /** Never asks a name server. */
    private static InetAddress address(String text) throws UnknownHostException {
        if (!ADDRESS.matcher(text).matches()) {
            throw new IllegalArgumentException(text);
        }
        return InetAddress.getByName(text);
    }

    /** Only what tells its connections, its rules and its table. */
    private static Uplink uplink(String[] words) throws UnknownHostException {
        Set<Family> families = EnumSet.noneOf(Family.class);
        for (String family : words[6].split(",", -1)) {
            families.add(Family.valueOf(family));
        }
        var addresses = new ArrayList<InetAddress>();
        for (String address : words[8].isEmpty() ? List.<String>of() : List.of(words[8].split(",", -1))) {
            addresses.add(address(address));
        }
        return new Uplink(
                words[1],
                words[2],
                "",
                families,
                addresses,
                List.of(),
                1,
                OptionalInt.empty(),
                Integer.parseInt(words[3]),
                Integer.parseInt(words[4]),
                Integer.parseInt(words[5]),
                words[7].equals(Nat.NONE.name()) ? Nat.NONE : Nat.MASQUERADE,
                Optional.empty());
    }

    /** Remembers those of a plan, once nothing is left to be done for those of before. */
    void remember(RoutePlan plan) {
        String text = text(plan);
        if (file == null || text.equals(saved)) {
            return;
        }
        try {
            AtomicFile.write(file, text);
            saved = text;
        } catch (IOException e) {
            LOG.debug("which uplinks there are is not remembered: {}", e.toString());
        }
    }

    private static String text(RoutePlan plan) {
        var lines = new ArrayList<>(List.of(mask(plan)));
        for (Uplink uplink : plan.uplinks()) {
            String families =
                    uplink.families().stream().sorted().map(Family::name).collect(Collectors.joining(","));
            lines.add(String.join(
                    " ",
                    "uplink",
                    uplink.name(),
                    uplink.device(),
                    Integer.toString(uplink.table()),
                    Integer.toString(uplink.mark()),
                    Integer.toString(uplink.probeMark()),
                    families,
                    uplink.nat().name(),
                    sharedAddresses(uplink, plan)));
        }
        for (org.ftrouter.api.Path path : plan.paths()) {
            lines.add(String.join(
                    " ",
                    "path",
                    path.uplink().name(),
                    path.source().getHostAddress(),
                    path.gateway().map(InetAddress::getHostAddress).orElse("")));
        }
        return String.join("\n", lines) + "\n";
    }

    /** What tells it from others on its interface, also while that has no address; nothing if it is alone there. */
    private static String sharedAddresses(Uplink uplink, RoutePlan plan) {
        return uplink.families().stream()
                .sorted()
                .filter(family -> !plan.sharing(uplink, family).isEmpty())
                .flatMap(family -> uplink.address(family).stream())
                .map(InetAddress::getHostAddress)
                .collect(Collectors.joining(","));
    }

    private static String mask(RoutePlan plan) {
        return "mask " + Integer.toHexString(plan.layout().markMask());
    }
}
