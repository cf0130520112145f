// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Stamp;

/**
 * Reads {@code ip -ts monitor}: when the kernel told of a lost carrier, and how long after that the balanced route lacks the
 * interface; when the last change of routes and rules was. What was under way through a line when it was cut, or begun
 * before the kernel told, nobody can save.
 */
final class KernelLog {
    private static final String FILE = "monitor.log";
    private static final Pattern ENTRY =
            Pattern.compile("^\\[(\\d{4}-\\d\\d-\\d\\dT[0-9:.]+)] (.*(?:\\n(?!\\[).*)*)", Pattern.MULTILINE);
    private static final Pattern LOST = Pattern.compile("^\\d+: (wan\\d+)[@:].*<NO-CARRIER,.*UP");
    private static final Duration SHORT = Duration.ofSeconds(2);

    private final List<Duration> reactions = new ArrayList<>();
    private final Map<String, LocalDateTime> waiting = new HashMap<>();
    private final Set<String> down = new HashSet<>();
    private String route = "";
    private LocalDateTime routeAt = LocalDateTime.MIN;

    private final Family family;

    private KernelLog(Family family) {
        this.family = family;
    }

    /** Starts the monitor in the router; its caller ends it. It tells when it hears, so it must not wait for a processor. */
    static Process start(Lab lab) throws Exception {
        Process monitor = lab.router()
                .start(FILE, "nice", "-n", "-20", "ip", "-ts", "monitor", "link", "address", "route", "rule");
        catchUp(lab);
        return monitor;
    }

    /** Waits until it has told what happened before. */
    private static void catchUp(Lab lab) throws Exception {
        int before = read(lab).length();
        Router.await("the monitor hears the kernel", Router.LONG, () -> {
            String marked = "203.0.113.99";
            lab.router()
                    .ip(List.of(
                            "route add unreachable " + marked + " table 9999", "route del " + marked + " table 9999"));
            return read(lab).indexOf(marked, before) >= 0;
        });
    }

    /** What it has heard so far. */
    static String read(Lab lab) throws IOException {
        return Files.readString(lab.folder().resolve(FILE));
    }

    /** Waits until the kernel has told that an uplink lost its carrier, after a moment, and returns when that was. */
    static Stamp awaitLost(Lab lab, LabUplink uplink, Stamp after) throws Exception {
        LocalDateTime from = wallClock(after);
        var told = new ArrayList<LocalDateTime>();
        Router.await("the kernel has told of a lost carrier", Router.LONG, () -> {
            Matcher matcher = ENTRY.matcher(read(lab));
            while (matcher.find()) {
                LocalDateTime at = LocalDateTime.parse(matcher.group(1));
                Matcher link = LOST.matcher(matcher.group(2));
                if (link.find() && link.group(1).equals(uplink.device()) && at.isAfter(from)) {
                    told.add(at);
                }
            }
            return !told.isEmpty();
        });
        return after.plus(Duration.between(from, told.get(0)));
    }

    /**
     * How long after the cause the last change of the routes or rules of a table was: after what the kernel had told last of
     * an interface, its addresses and its routes in the main table.
     */
    static Duration lastChange(Lab lab, String device, int table) throws Exception {
        catchUp(lab);
        var change = Pattern.compile("\\b(table|lookup) " + table + "\\b");
        var cause = Pattern.compile("\\b" + device + "\\b(?!.*\\btable )", Pattern.DOTALL);
        Matcher matcher = ENTRY.matcher(read(lab));
        LocalDateTime caused = LocalDateTime.MAX;
        Duration last = null;
        while (matcher.find()) {
            LocalDateTime at = LocalDateTime.parse(matcher.group(1));
            String text = matcher.group(2);
            if (change.matcher(text).find() && !caused.equals(LocalDateTime.MAX)) {
                last = Duration.between(caused, at);
            } else if (cause.matcher(text).find()) {
                caused = at;
            }
        }
        return Objects.requireNonNull(last, "the kernel told of no change");
    }

    /**
     * What the kernel has told of the rules that lead a source address to a table, in the order in which it did: {@code + }
     * and the address when such a rule came, {@code - } when one went.
     */
    static List<String> sourceRules(Lab lab, int table) throws Exception {
        catchUp(lab);
        Matcher rule = Pattern.compile("(?m)(Deleted )?\\d+:\\s+from ([0-9a-f.:]+) lookup " + table + "\\b")
                .matcher(read(lab));
        var rules = new ArrayList<String>();
        while (rule.find()) {
            rules.add((rule.group(1) == null ? "+ " : "- ") + rule.group(2));
        }
        return rules;
    }

    private static LocalDateTime wallClock(Stamp moment) {
        return LocalDateTime.now(ZoneId.systemDefault()).minus(moment.until(Stamp.now()));
    }

    /** For each lost carrier the time to the first balanced route of a family without it; zero if that came first. */
    static List<Duration> reactions(String log, Family family) {
        var kernel = new KernelLog(family);
        Matcher matcher = ENTRY.matcher(log);
        while (matcher.find()) {
            kernel.take(LocalDateTime.parse(matcher.group(1)), matcher.group(2));
        }
        return kernel.reactions;
    }

    private void take(LocalDateTime at, String text) {
        Matcher link = LOST.matcher(text);
        if (link.find()) {
            lost(link.group(1), at);
        } else if (text.startsWith("default")
                && text.contains("table 200")
                && text.contains("metric 1000")
                && text.contains("via fe80:") == (family == Family.IPV6)) {
            route = text;
            routeAt = at;
            down.removeIf(text::contains);
            waiting.entrySet().removeIf(e -> {
                boolean out = !text.contains(e.getKey());
                if (out) {
                    reactions.add(Duration.between(e.getValue(), at));
                }
                return out;
            });
        }
    }

    private void lost(String device, LocalDateTime at) {
        if (!down.add(device)) {
            return; // the same loss, told again
        }
        boolean already = !route.isEmpty()
                && !route.contains(device)
                && Duration.between(routeAt, at).compareTo(SHORT) < 0;
        if (already) {
            reactions.add(Duration.ZERO);
        } else {
            waiting.put(device, at);
        }
    }
}
