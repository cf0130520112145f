// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.ftrouter.engine.cycle.budget.Budgets;
import org.ftrouter.engine.cycle.drain.Drains;
import org.ftrouter.engine.status.StatusReport;
import org.ftrouter.engine.text.Messages;
import org.ftrouter.engine.text.Words;

/**
 * The status document as a screen of 80 columns. Families have a column, and lines of their own, if there are two. An
 * uplink's name too long for its column stands on a line of its own. Pure.
 */
final class StatusScreen {
    private static final String ROW = " %-10s %-11s %6s %8s %7s %11s";
    private static final int NAME = 15;
    private static final int NAME_BESIDE_FAMILY = 14;
    private static final int COLUMNS = 80;

    private final Texts texts;
    private final Messages messages;
    private final boolean unicode;

    StatusScreen(Texts texts, boolean unicode) {
        this.texts = texts;
        this.messages = Messages.of(texts.language());
        this.unicode = unicode;
    }

    String print(JsonObject status) {
        List<JsonObject> uplinks = StreamSupport.stream(
                        status.getAsJsonArray("uplinks").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .toList();
        JsonObject overall = status.getAsJsonObject("overall");
        var lines = new ArrayList<String>();
        String head =
                texts.get("status.head", "host", string(status, "host"), "version", string(status, "version")) + " - ";
        Map<String, List<JsonObject>> families = uplinks.stream()
                .collect(Collectors.groupingBy(u -> string(u, "family"), TreeMap::new, Collectors.toList()));
        boolean mixed = families.size() > 1;
        if (mixed) {
            wrap(lines, "", head + usable(families));
            families.forEach((family, its) ->
                    wrap(lines, "", texts.get("status.outboundOf", "family", family, "shares", shares(its))));
        } else {
            wrap(lines, "", head + usable(overall));
            wrap(lines, "", texts.get("status.outbound", "shares", shares(uplinks)));
        }
        lines.addAll(kernel(status));
        lines.add("");
        lines.add(heading(mixed));
        uplinks.forEach(uplink -> uplink(lines, uplink, mixed));
        if (status.has("pins") && !status.getAsJsonArray("pins").isEmpty()) {
            lines.add("");
            status.getAsJsonArray("pins").forEach(pin -> wrap(lines, "  ", pin(pin.getAsJsonObject())));
        }
        return lines.stream().map(l -> Printable.line(l.stripTrailing()) + "\n").collect(Collectors.joining());
    }

    private String usable(JsonObject overall) {
        return texts.get(
                "status.usable", "usable", string(overall, "usable"), "configured", string(overall, "configured"));
    }

    private String usable(Map<String, List<JsonObject>> families) {
        return families.entrySet().stream()
                .map(e -> texts.get(
                        "status.usableOf",
                        "family",
                        e.getKey(),
                        "usable",
                        e.getValue().stream().filter(StatusScreen::isUsable).count(),
                        "configured",
                        e.getValue().size()))
                .collect(Collectors.joining(", ", texts.get("status.usableUplinks") + " ", ""));
    }

    /** A daemon of before an upgrade does not say so. */
    private static boolean isUsable(JsonObject uplink) {
        return uplink.has("usable")
                ? uplink.get("usable").getAsBoolean()
                : !string(uplink, "health").equals("down");
    }

    private void uplink(List<String> lines, JsonObject uplink, boolean mixed) {
        boolean fits = string(uplink, "name").length() <= (mixed ? NAME_BESIDE_FAMILY : NAME);
        String name = string(uplink, "name");
        if (!fits) {
            lines.add(glyph(uplink) + " " + name);
        }
        lines.add((fits ? glyph(uplink) : " ") + " " + cell(fits ? name : "", string(uplink, "family"), mixed)
                + row(uplink));
        String reason = reason(uplink);
        if (!reason.equals("-")) {
            wrap(lines, "    ", reason);
        }
        targets(uplink).forEach(text -> wrap(lines, "    ", text));
        budget(uplink).ifPresent(text -> wrap(lines, "    ", text));
        drained(uplink).ifPresent(text -> wrap(lines, "    ", text));
        hangUp(uplink).ifPresent(text -> wrap(lines, "    ", text));
        if (uplink.has("fault")) {
            wrap(lines, "    ", fault(uplink.getAsJsonObject("fault")));
        }
    }

    /** The targets that say something else than an answer; of an uplink that works, those that say nothing, too. */
    private List<String> targets(JsonObject uplink) {
        if (!uplink.has("targets")) {
            return List.of();
        }
        var texts = new ArrayList<String>();
        uplink.getAsJsonArray("targets").forEach(element -> {
            JsonObject target = element.getAsJsonObject();
            String name = string(target, "name");
            String said = string(target, "said");
            if (!said.isEmpty()) {
                boolean named = said.contains(name.substring(name.indexOf(':') + 1)); // of tcp:9.9.9.9:53
                texts.add(named ? said : name + ": " + said);
            } else if (target.get("silent").getAsBoolean() && isUsable(uplink)) {
                texts.add(silent(name, target.get("last_answer")));
            }
        });
        return texts;
    }

    private String silent(String target, JsonElement lastAnswer) {
        return lastAnswer.isJsonNull()
                ? texts.get("status.target.never", "target", target)
                : texts.get("status.target.silent", "target", target, "since", minutes(lastAnswer));
    }

    private String pin(JsonObject pin) {
        String via = StreamSupport.stream(pin.getAsJsonArray("via").spliterator(), false)
                .map(JsonElement::getAsString)
                .collect(Collectors.joining(", "));
        String carriers = StreamSupport.stream(pin.getAsJsonArray("carried_by").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .map(c -> string(c, "uplink") + " "
                        + Words.percent(c.get("share_ratio").getAsDouble()))
                .collect(Collectors.joining(", "));
        return switch (string(pin, "state")) {
            case "pinned" -> texts.get("status.pin.pinned", "pin", name(pin), "carriers", carriers) + sticky(pin);
            case "blocked" -> texts.get("status.pin.blocked", "pin", name(pin), "via", via);
            default -> texts.get("status.pin.balanced", "pin", name(pin), "via", via);
        };
    }

    private Optional<String> budget(JsonObject uplink) {
        if (!uplink.has("budget")) {
            return Optional.empty();
        }
        JsonObject budget = uplink.getAsJsonObject("budget");
        String key = budget.get("spent").getAsBoolean() ? "status.budget.spent" : "status.budget";
        return Optional.of(texts.get(
                key,
                "used",
                Budgets.size(budget.get("used_bytes").getAsLong()),
                "limit",
                Budgets.size(budget.get("limit_bytes").getAsLong()),
                "since",
                string(budget, "since"),
                "until",
                string(budget, "until")));
    }

    private Optional<String> drained(JsonObject uplink) {
        if (!uplink.has("drained")) {
            return Optional.empty();
        }
        JsonObject drained = uplink.getAsJsonObject("drained");
        JsonElement until = drained.get("until");
        return Optional.of(texts.get(
                string(drained, "reason").isEmpty() ? "status.drained" : "status.drained.reason",
                "by",
                string(drained, "by"),
                "since",
                minutes(drained.get("since")),
                "until",
                until.isJsonNull()
                        ? texts.get("status.drained.open", "uplink", string(uplink, "name"))
                        : minutes(until),
                "reason",
                string(drained, "reason")));
    }

    private static String minutes(JsonElement time) {
        return Drains.minutes(OffsetDateTime.parse(time.getAsString()).toInstant());
    }

    /** A line that ought to cost nothing and does. */
    private Optional<String> hangUp(JsonObject uplink) {
        if (!uplink.has("dial")) {
            return Optional.empty();
        }
        JsonObject dial = uplink.getAsJsonObject("dial");
        boolean stuck = string(dial, "state").equals("hanging-up")
                && !string(dial, "error").isEmpty();
        return stuck ? Optional.of(texts.get("status.hangup", "error", string(dial, "error"))) : Optional.empty();
    }

    private String sticky(JsonObject pin) {
        if (!pin.has("sticky")) {
            return "";
        }
        String by = string(pin, "sticky").equals("source") ? "source" : "pair";
        var lasts = Duration.ofSeconds(pin.get("sticky_seconds").getAsLong());
        return texts.get("status.pin.sticky." + by, "time", Words.duration(messages, lasts));
    }

    private List<String> kernel(JsonObject status) {
        JsonObject kernel = status.getAsJsonObject("kernel");
        String spooled = string(status.getAsJsonObject("notifications"), "spooled");
        var lines = new ArrayList<String>();
        if (status.has("unconfirmed_seconds")) {
            wrap(lines, "", texts.get("status.unconfirmed", "seconds", string(status, "unconfirmed_seconds")));
        }
        boolean observes = status.has("mode") && string(status, "mode").equals("observe");
        if (observes) {
            wrap(lines, "", texts.get("status.observing"));
        }
        lines.add(texts.get(
                observes
                        ? "status.unsent"
                        : kernel.get("in_sync").getAsBoolean() ? "status.insync" : "status.outofsync",
                "spooled",
                spooled));
        lines.addAll(undeliverable(status.getAsJsonObject("notifications")));
        kernel.getAsJsonArray("problems").forEach(p -> {
            JsonObject problem = p.getAsJsonObject();
            String text = problem.has("reason") && string(problem, "reason").equals(StatusReport.CONTESTED)
                    ? texts.get("status.contested")
                    : string(problem, "text");
            wrap(lines, "  ", string(problem, "backend") + ": " + text);
        });
        return lines;
    }

    private List<String> undeliverable(JsonObject notifications) {
        var lines = new ArrayList<String>();
        if (notifications.has("channels")) {
            notifications.getAsJsonArray("channels").forEach(c -> {
                JsonObject channel = c.getAsJsonObject();
                if (channel.get("undeliverable").getAsInt() > 0) {
                    String refusal = string(channel, "refusal");
                    wrap(
                            lines,
                            "  ",
                            texts.get(
                                            "status.undeliverable",
                                            "channel",
                                            string(channel, "name"),
                                            "count",
                                            string(channel, "undeliverable"))
                                    + (refusal.isEmpty() ? "" : ": " + refusal));
                }
            });
        }
        return lines;
    }

    private String shares(List<JsonObject> uplinks) {
        String shares = uplinks.stream()
                .filter(u -> u.get("share_ratio").getAsDouble() > 0)
                .map(u -> string(u, "name") + " "
                        + Words.percent(u.get("share_ratio").getAsDouble()))
                .collect(Collectors.joining(", "));
        return shares.isEmpty() ? texts.get("status.nobody") : shares;
    }

    private static String name(JsonObject pin) {
        String family = string(pin, "family");
        return string(pin, "name") + (family.equals("IPv4") ? "" : "/" + family);
    }

    private static String cell(String name, String family, boolean mixed) {
        return mixed
                ? String.format(Locale.ROOT, "%-" + NAME_BESIDE_FAMILY + "s %-4s", name, family)
                : String.format(Locale.ROOT, "%-" + NAME + "s", name);
    }

    private String heading(boolean mixed) {
        String uplink = cell(messages.text("table.uplink"), "IP", mixed);
        return "  " + uplink
                + String.format(
                        Locale.ROOT,
                        ROW,
                        messages.text("table.health"),
                        messages.text("table.role"),
                        texts.get("status.share"),
                        messages.text("table.latency"),
                        messages.text("table.loss"),
                        texts.get("status.since"));
    }

    private String row(JsonObject uplink) {
        double share = uplink.get("share_ratio").getAsDouble();
        JsonElement roundTrip = uplink.get("rtt_seconds");
        double loss = uplink.get("loss_ratio").getAsDouble();
        boolean measured = !roundTrip.isJsonNull() && loss < 1;
        return String.format(
                Locale.ROOT,
                ROW,
                messages.text("health." + string(uplink, "health")),
                messages.text("role." + string(uplink, "role")),
                share > 0 ? Words.percent(share) : "-",
                measured ? Words.latency(Duration.ofNanos((long) (roundTrip.getAsDouble() * 1e9))) : "-",
                Words.percent(loss),
                Words.duration(
                        messages, Duration.ofSeconds(uplink.get("for_seconds").getAsLong())));
    }

    private String fault(JsonObject fault) {
        return messages.text(
                "finding." + string(fault, "gateway"),
                Map.of("target", string(fault, "target"), "text", string(fault, "text")));
    }

    private String reason(JsonObject uplink) {
        JsonObject reason = uplink.getAsJsonObject("reason");
        Map<String, Object> numbers = reason.getAsJsonObject("params").entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().getAsString()));
        return messages.text("reason." + string(reason, "code"), numbers);
    }

    /** Adds a text in lines that fit; a single longer word keeps a line to itself. */
    private static void wrap(List<String> lines, String indent, String text) {
        var line = new StringBuilder(indent);
        for (String word : text.split(" ", -1)) {
            boolean first = line.length() == indent.length();
            if (!first && line.length() + 1 + word.length() > COLUMNS) {
                lines.add(line.toString());
                line = new StringBuilder(indent.isEmpty() ? "  " : indent);
                first = true;
            }
            line.append(first ? "" : " ").append(word);
        }
        lines.add(line.toString());
    }

    private String glyph(JsonObject uplink) {
        String health = string(uplink, "health");
        boolean routing = string(uplink, "role").equals("routing");
        String key = health.equals("up") ? (routing ? "routing" : "standby") : health;
        return switch (key) {
            case "routing" -> unicode ? "●" : "*";
            case "standby" -> unicode ? "○" : "o";
            case "degraded" -> unicode ? "◐" : "~";
            case "down" -> unicode ? "✖" : "X";
            default -> "?";
        };
    }

    private static String string(JsonObject json, String key) {
        return json.get(key).getAsString();
    }
}
