// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;

/**
 * Finds other people's flowtables that hold interfaces of ours, and warns of each once: a connection in a flowtable goes
 * past all rules and routes, so that it stays on its uplink when that is dead. Looks now and then; never fails.
 */
public final class Flowtables {
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final Pattern TABLE = Pattern.compile("table (.+) \\{");
    private static final Pattern FLOWTABLE = Pattern.compile("flowtable (\\S+) \\{");
    private static final Pattern DEVICES = Pattern.compile("devices = \\{(.*)}.*");
    private static final List<String> LIST = List.of("nft", "list", "flowtables");

    private final Commands commands;
    private final Ticker ticker;
    private final System.Logger logger;
    private final Set<String> told = new HashSet<>();
    private long due;

    /**
     * A flowtable.
     *
     * @param name with its table's
     * @param devices the interfaces it takes packets from; one that ends with {@code *} stands for all that begin so
     */
    record Flowtable(String name, List<String> devices) {

        List<String> of(Set<String> ours) {
            return ours.stream()
                    .filter(device -> devices.stream()
                            .anyMatch(own -> own.endsWith("*")
                                    ? device.startsWith(own.substring(0, own.length() - 1))
                                    : device.equals(own)))
                    .sorted()
                    .toList();
        }
    }

    /** Looks with commands. */
    public Flowtables(Commands commands, Ticker ticker, System.Logger logger) {
        this.commands = commands;
        this.ticker = ticker;
        this.logger = logger;
        this.due = ticker.nanos();
    }

    /** Looks, if it is time. */
    public void look(RoutePlan plan) throws InterruptedException {
        if (ticker.nanos() - due < 0) {
            return;
        }
        due = ticker.nanos() + PAUSE.toNanos();
        try {
            Completed done = commands.run(LIST, "");
            if (done.exitCode() == 0) {
                warn(parse(done.stdout()), plan);
            }
        } catch (RouteException e) {
            logger.log(System.Logger.Level.DEBUG, "cannot see whether there are flowtables: {0}", e.getMessage());
        }
    }

    private void warn(List<Flowtable> flowtables, RoutePlan plan) {
        Set<String> ours = Stream.concat(plan.uplinks().stream().map(Uplink::device), plan.downlinks().all().stream())
                .collect(Collectors.toSet());
        for (Flowtable flowtable : flowtables) {
            List<String> devices = flowtable.of(ours);
            if (!devices.isEmpty() && told.add(flowtable.name() + " " + devices)) {
                logger.log(
                        System.Logger.Level.WARNING,
                        "flowtable {0} takes packets of {1} past all rules and routes: its connections stay on an uplink"
                                + " that is dead. Remove the rule that fills it (flow add @...), or have it leave out what"
                                + " uses the uplinks; then delete the flowtable or load it anew: what is in it stays",
                        flowtable.name(),
                        String.join(", ", devices));
            }
        }
    }

    /** What {@code nft list flowtables} prints, or {@code nft list ruleset}. */
    static List<Flowtable> parse(String listing) {
        var found = new ArrayList<Flowtable>();
        String table = "";
        String name = "";
        for (String line : listing.replaceAll(",\\s*\\n\\s*", ", ")
                .lines()
                .map(String::strip)
                .toList()) {
            Matcher tableStart = TABLE.matcher(line);
            Matcher start = FLOWTABLE.matcher(line);
            Matcher devices = DEVICES.matcher(line);
            if (tableStart.matches()) {
                table = tableStart.group(1);
            } else if (start.matches()) {
                name = table + " " + start.group(1);
            } else if (devices.matches() && !name.isEmpty()) {
                List<String> names = Stream.of(
                                devices.group(1).replace("\"", "").split(","))
                        .map(String::strip)
                        .filter(device -> !device.isEmpty())
                        .toList();
                found.add(new Flowtable(name, names));
                name = "";
            }
        }
        return found;
    }
}
