// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.plan.Role;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Reason;
import org.ftrouter.engine.text.Languages;
import org.ftrouter.engine.text.Messages;
import org.ftrouter.engine.text.Words;

/** Writes the texts of events, in every language we have. Pure but for the log. */
public final class NoticeWriter {
    /** Events go to the log under this name. */
    private static final Logger LOG = LogManager.getLogger("ftr");

    static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss zzz", Locale.US); // others lack "CET"
    private static final int COLUMNS = 72;
    /** Width of the table's first column; longer names stand on a line of their own. */
    private static final int NAME = 20;

    private final String host;
    private final String version;
    private final String logLanguage;
    private final Map<String, Uplink> uplinks;
    private final ZoneId zone;
    private final boolean observing;

    public NoticeWriter(String host, String version, String logLanguage, List<Uplink> uplinks, ZoneId zone) {
        this(host, version, logLanguage, uplinks, zone, false);
    }

    /**
     * A writer.
     *
     * @param observing whether the texts are to say what would be done, since nothing is
     */
    public NoticeWriter(
            String host, String version, String logLanguage, List<Uplink> uplinks, ZoneId zone, boolean observing) {
        this.observing = observing;
        this.host = host;
        this.version = version;
        this.logLanguage = logLanguage;
        this.uplinks = uplinks.stream().collect(Collectors.toMap(Uplink::name, u -> u));
        this.zone = zone;
    }

    Notice write(String id, String incident, String kind, Severity severity, Instant at, Situation situation) {
        var texts = new LinkedHashMap<String, Notice.Text>();
        for (String language : Languages.SUPPORTED) {
            texts.put(language, text(Messages.of(language), id, kind, at, situation));
        }
        return new Notice(
                id,
                incident,
                kind,
                word(kind),
                severity,
                at,
                host,
                situation.path().map(PathId::uplink),
                fields(situation),
                texts);
    }

    /** The filter word of a kind: what stands behind its last dot, in capitals; never translated. */
    static String word(String kind) {
        if (kind.startsWith("config.")) {
            return "CONFIG";
        }
        return kind.substring(kind.lastIndexOf('.') + 1).toUpperCase(Locale.ROOT);
    }

    private Map<String, String> fields(Situation situation) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("family", situation.family().toString());
        situation.path().ifPresent(id -> {
            PathVerdict verdict = situation.verdicts().of(id);
            fields.put("interface", device(id));
            tier(id).ifPresent(tier -> fields.put("tier", tier));
            fields.put("health", Words.code(verdict.health()));
            fields.put("reason", verdict.reason().code().name());
            verdict.reason().numbers().forEach((key, value) -> fields.putIfAbsent(key, value.toString()));
            fields.put("role", Words.code(role(situation, id)));
            fields.put("loss_ratio", decimal(verdict.loss()));
            verdict.roundTrip()
                    .filter(t -> verdict.loss() < 1)
                    .ifPresent(t -> fields.put("rtt_seconds", decimal(t.toNanos() / 1e9)));
        });
        situation.before().ifPresent(before -> {
            Duration lasted = Announcer.lasted(before, situation.now());
            fields.put("previous_health", Words.code(before.health()));
            fields.put("duration_seconds", Long.toString(lasted.toSeconds()));
        });
        situation.finding().ifPresent(f -> fields.put("gateway", f.code()));
        situation
                .more()
                .forEach((name, value) -> fields.put(
                        name, value instanceof Duration time ? Long.toString(time.toSeconds()) : value.toString()));
        if (situation.damped()) {
            fields.put(Announcer.DAMPED, "flapping");
        }
        fields.put("routing", members(situation));
        counts(situation, fields);
        return fields;
    }

    /** Never as in {@code 1.2E-4}: scripts compare it. */
    private static String decimal(double number) {
        return BigDecimal.valueOf(number).toPlainString();
    }

    /** How many paths there are, and can be used. */
    static void counts(Situation situation, Map<String, String> fields) {
        fields.put("usable", Integer.toString(situation.usable()));
        fields.put("configured", Integer.toString(situation.verdicts().paths().size()));
    }

    /** The number of its priority group; empty if it has none, or is not known. */
    private Optional<String> tier(PathId id) {
        Uplink uplink = uplinks.get(id.uplink());
        return uplink == null || uplink.priority().isEmpty()
                ? Optional.empty()
                : Optional.of(Integer.toString(uplink.priority().getAsInt()));
    }

    String host() {
        return host;
    }

    String time(Instant at) {
        return TIME.format(at.atZone(zone));
    }

    /** What new connections use, in each family, or would use. */
    String shares(Messages messages, Situation situation) {
        String all = Stream.of(Family.values())
                .filter(f -> !situation.planned().members(f).isEmpty())
                .map(f -> f + " " + shares(situation, f))
                .collect(Collectors.joining("; "));
        return all.isEmpty()
                ? messages.text("shares.none")
                : messages.text(observing ? "shares.would" : "shares.are", Map.of("shares", all));
    }

    private static Role role(Situation situation, PathId id) {
        return situation.planned().roles().getOrDefault(id, Role.EXCLUDED);
    }

    private static String members(Situation situation) {
        return situation.planned().members(situation.family()).stream()
                .map(PathId::toString)
                .collect(Collectors.joining(","));
    }

    private Notice.Text text(Messages messages, String id, String kind, Instant at, Situation situation) {
        Map<String, Object> facts = facts(messages, at, situation);
        String title = messages.text("event." + kind + ".title", facts);
        var body = new StringBuilder();
        wrap(body, "", messages.text("event." + kind + ".lead", facts));
        body.append('\n');
        wrap(body, messages.text("mail.why", Map.of()), why(messages, kind, facts, situation));
        wrap(body, messages.text("mail.effect", Map.of()), effect(messages, situation));
        body.append('\n').append(table(messages, situation)).append('\n');
        wrap(body, messages.text("mail.more", Map.of()), messages.text("event." + kind + ".more", facts));
        wrap(body, messages.text("mail.event", Map.of()), id + "  " + kind + "  ftr " + version);
        return new Notice.Text(title, body.toString());
    }

    private static String why(Messages messages, String kind, Map<String, Object> facts, Situation situation) {
        String why = messages.text("event." + kind + ".why", facts);
        return situation
                .finding()
                .map(f -> why + " "
                        + messages.text("finding." + f.code(), Map.of("target", f.target(), "text", f.text())))
                .orElse(why);
    }

    private Map<String, Object> facts(Messages messages, Instant at, Situation situation) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("time", time(at));
        facts.put("family", situation.family().toString());
        Optional<PathId> path = situation.path();
        if (path.isPresent()) {
            PathVerdict verdict = situation.verdicts().of(path.get());
            facts.put("uplink", path.get().toString());
            facts.put("interface", device(path.get()));
            facts.put("about", about(path.get()));
            facts.put("reason", Words.reason(messages, verdict.reason()));
            facts.put("why", Words.why(messages, verdict.reason()));
            Duration lasted = situation
                    .before()
                    .map(b -> Announcer.lasted(b, situation.now()))
                    .orElse(Duration.ZERO);
            facts.put("lasted", Words.duration(messages, lasted));
            facts.put("health", Words.health(messages, verdict.health()));
        }
        situation
                .more()
                .forEach((name, value) ->
                        facts.put(name, value instanceof Duration time ? Words.duration(messages, time) : value));
        return facts;
    }

    private String device(PathId id) {
        Uplink uplink = uplinks.get(id.uplink());
        return uplink == null ? "" : uplink.device();
    }

    private String about(PathId id) {
        Uplink uplink = uplinks.get(id.uplink());
        if (uplink == null) {
            return "";
        }
        return uplink.description().isEmpty() || uplink.description().equals(uplink.name())
                ? uplink.device()
                : uplink.description() + ", " + uplink.device();
    }

    private String effect(Messages messages, Situation situation) {
        Family family = situation.family();
        if (situation.planned().members(family).isEmpty()) {
            return messages.text("effect.none", Map.of());
        }
        String shares = shares(situation, family);
        if (observing) {
            return messages.text("effect.would", Map.of("shares", shares));
        }
        String key = situation.planned().stranded().contains(family) ? "effect.kept" : "effect.shares";
        return messages.text(key, Map.of("shares", shares));
    }

    private static String shares(Situation situation, Family family) {
        return situation.planned().members(family).stream()
                .map(id -> id + " " + Words.percent(situation.planned().share(id)))
                .collect(Collectors.joining(", "));
    }

    static String table(Messages messages, Situation situation) {
        var table = new StringBuilder(row(
                messages.text("table.uplink", Map.of()),
                messages.text("table.health", Map.of()),
                messages.text("table.role", Map.of()),
                messages.text("table.latency", Map.of()),
                messages.text("table.loss", Map.of())));
        situation.verdicts().paths().forEach((id, verdict) -> {
            Role role = role(situation, id);
            table.append(row(
                    id.toString(),
                    Words.health(messages, verdict.health()),
                    Words.role(messages, role),
                    verdict.loss() >= 1
                            ? "-"
                            : verdict.roundTrip().map(Words::latency).orElse("-"),
                    Words.percent(verdict.loss())));
        });
        return table.toString();
    }

    private static String row(String uplink, String health, String role, String latency, String loss) {
        String name = uplink.length() <= NAME ? uplink : uplink + "\n" + " ".repeat(NAME);
        return String.format(Locale.ROOT, "%-20s %-12s %-14s %9s %7s\n", name, health, role, latency, loss);
    }

    /** Appends a paragraph with a label in front, wrapped. */
    static void wrap(StringBuilder out, String label, String text) {
        int indent = label.isEmpty() ? 0 : 10;
        var line = new StringBuilder(label.isEmpty() ? "" : String.format(Locale.ROOT, "%-9s", label));
        boolean first = label.isEmpty();
        for (String word : text.split(" ", -1)) {
            if (!first && line.length() + 1 + word.length() > COLUMNS) {
                out.append(line.toString().stripTrailing()).append('\n');
                line = new StringBuilder(" ".repeat(indent));
                first = true;
            }
            line.append(first ? "" : " ").append(word);
            first = false;
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }

    void log(Notice notice) {
        String said = notice.fields().getOrDefault(Reason.SAID, "");
        LOG.log(
                notice.severity().syslog() <= 4 ? Level.WARN : Level.INFO,
                notice.line(logLanguage) + (said.isEmpty() ? "" : ": " + said));
    }

    void logRouting(Situation situation) {
        Messages messages = Messages.of(logLanguage);
        for (Family family : Family.values()) {
            String shares = shares(situation, family);
            if (!shares.isEmpty()) {
                LOG.info(messages.text(
                        observing ? "log.routing.would" : "log.routing",
                        Map.of("family", family.toString(), "shares", shares)));
            }
        }
    }
}
