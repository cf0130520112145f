// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.status;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.Path;
import org.ftrouter.api.Uplink;
import org.ftrouter.engine.config.Mode;
import org.ftrouter.engine.cycle.Cycle;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.apply.ApplyOutcome;
import org.ftrouter.engine.cycle.budget.BudgetState;
import org.ftrouter.engine.cycle.dial.DialState;
import org.ftrouter.engine.cycle.drain.Drain;
import org.ftrouter.engine.cycle.notify.ChannelReport;
import org.ftrouter.engine.cycle.notify.Finding;
import org.ftrouter.engine.cycle.plan.Planned;
import org.ftrouter.engine.cycle.plan.Role;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Reason;
import org.ftrouter.engine.cycle.verdict.TargetState;
import org.ftrouter.engine.text.Messages;
import org.ftrouter.engine.text.Words;

/**
 * Builds the document {@code ftr.status/1}: keys are only ever added, times are ISO 8601 with offset, durations seconds,
 * shares and losses 0 to 1. {@code reason.code} is for machines; {@code reason.text} is English.
 */
public final class StatusReport {
    /** The reason that stands with a backend whose work another program undoes again and again. */
    public static final String CONTESTED = "CONTESTED";

    private final String host;
    private final String version;
    private final List<Uplink> uplinks;

    public StatusReport(String host, String version, List<Uplink> uplinks) {
        this.host = host;
        this.version = version;
        this.uplinks = List.copyOf(uplinks);
    }

    /**
     * The document. Called on the engine thread.
     *
     * @param outcomes the last outcome of every backend
     * @param channels how each channel to people stands
     * @param findings on which side of its gateway the fault of a silent path is
     */
    public JsonObject build(
            Cycle cycle,
            Map<String, ApplyOutcome> outcomes,
            Map<String, ChannelReport> channels,
            Map<PathId, Finding> findings,
            Moment now,
            Instant wall) {
        var json = new JsonObject();
        json.addProperty("schema", "ftr.status/1");
        json.addProperty("host", host);
        json.addProperty("version", version);
        json.addProperty("at", time(wall, Duration.ZERO));
        json.add("overall", overall(cycle));
        json.add("kernel", kernel(outcomes, cycle));
        json.add("notifications", notifications(channels));
        var rows = new JsonArray();
        cycle.verdicts().paths().forEach((id, verdict) -> rows.add(row(cycle, id, verdict, now, wall)));
        rows.forEach(row -> addFault(row.getAsJsonObject(), findings));
        json.add("uplinks", rows);
        json.add("pins", PinRows.of(cycle.planned().plan()));
        return json;
    }

    /**
     * Adds how the configuration is in force.
     *
     * @param unconfirmed how long there is yet to confirm it; empty if that is not asked for
     */
    public static void add(JsonObject status, Mode mode, Optional<Duration> unconfirmed) {
        status.addProperty("mode", Words.code(mode));
        if (mode == Mode.OBSERVE) {
            status.getAsJsonObject("kernel").addProperty("in_sync", false);
        }
        unconfirmed.ifPresent(left -> status.addProperty("unconfirmed_seconds", left.toSeconds()));
    }

    private static JsonObject notifications(Map<String, ChannelReport> channels) {
        var json = new JsonObject();
        json.addProperty(
                "spooled",
                channels.values().stream().mapToInt(ChannelReport::waiting).sum());
        json.addProperty(
                "undeliverable",
                channels.values().stream()
                        .mapToInt(ChannelReport::undeliverable)
                        .sum());
        var rows = new JsonArray();
        channels.forEach((name, channel) -> {
            var row = new JsonObject();
            row.addProperty("name", name);
            row.addProperty("spooled", channel.waiting());
            row.addProperty("undeliverable", channel.undeliverable());
            row.addProperty("refusal", channel.refusal());
            rows.add(row);
        });
        json.add("channels", rows);
        return json;
    }

    private static void addFault(JsonObject row, Map<PathId, Finding> findings) {
        findings.forEach((id, finding) -> {
            if (row.get("name").getAsString().equals(id.uplink())
                    && row.get("family").getAsString().equals(id.family().toString())) {
                var fault = new JsonObject();
                fault.addProperty("gateway", finding.code());
                fault.addProperty("target", finding.target());
                fault.addProperty("text", finding.text());
                row.add("fault", fault);
            }
        });
    }

    private static JsonObject overall(Cycle cycle) {
        int usable = cycle.verdicts().usable();
        long resting = cycle.verdicts().paths().values().stream()
                .filter(PathVerdict::isResting)
                .count();
        int all = cycle.verdicts().paths().size();
        var json = new JsonObject();
        json.addProperty("state", usable > 0 && usable + resting == all ? "up" : usable > 0 ? "degraded" : "down");
        json.addProperty("usable", usable);
        json.addProperty("configured", all);
        return json;
    }

    private static JsonObject kernel(Map<String, ApplyOutcome> outcomes, Cycle cycle) {
        var json = new JsonObject();
        List<String> contested = cycle.applier().contested();
        json.addProperty(
                "in_sync",
                contested.isEmpty() && cycle.applier().written(cycle.planned().plan(), outcomes));
        var problems = new JsonArray();
        outcomes.forEach((name, outcome) -> outcome.problem()
                .ifPresent(p -> problems.add(problem(name, p.reason().name(), p.text()))));
        contested.forEach(name -> problems.add(problem(name, CONTESTED, "contested")));
        json.add("problems", problems);
        return json;
    }

    private static JsonObject problem(String backend, String reason, String text) {
        var problem = new JsonObject();
        problem.addProperty("backend", backend);
        problem.addProperty("reason", reason);
        problem.addProperty("text", text);
        return problem;
    }

    private JsonObject row(Cycle cycle, PathId id, PathVerdict verdict, Moment now, Instant wall) {
        Planned planned = cycle.planned();
        var json = new JsonObject();
        json.addProperty("name", id.uplink());
        json.addProperty("family", id.family().toString());
        uplinks.stream().filter(u -> u.name().equals(id.uplink())).findFirst().ifPresent(uplink -> {
            json.addProperty("interface", uplink.device());
            json.addProperty("description", uplink.description());
            json.addProperty("weight", uplink.weight());
            uplink.priority()
                    .ifPresentOrElse(
                            p -> json.addProperty("priority", p), () -> json.add("priority", JsonNull.INSTANCE));
            json.addProperty("table", uplink.table());
            json.addProperty("mark", uplink.mark());
        });
        Path path = cycle.network().paths().get(id);
        if (path != null) {
            json.addProperty("address", path.source().getHostAddress());
            path.gateway().ifPresent(g -> json.addProperty("gateway", g.getHostAddress()));
        }
        json.addProperty("health", Words.code(verdict.health()));
        json.addProperty("usable", verdict.usable());
        json.addProperty("role", Words.code(planned.roles().getOrDefault(id, Role.EXCLUDED)));
        json.addProperty("share_ratio", planned.share(id));
        figures(json, cycle, id, verdict);
        json.addProperty("since", time(wall, now.since(verdict.since())));
        json.addProperty("for_seconds", now.since(verdict.since()).toSeconds());
        json.add("reason", reason(verdict.reason()));
        json.add("targets", targets(cycle.judge().targets(id), now, wall));
        cycle.dials().of(id.uplink(), now).ifPresent(dial -> json.add("dial", dial(dial)));
        cycle.budgets().of(id.uplink()).ifPresent(budget -> json.add("budget", budget(budget)));
        cycle.drains().of(id.uplink()).ifPresent(drain -> json.add("drained", drained(drain)));
        return json;
    }

    private static void figures(JsonObject json, Cycle cycle, PathId id, PathVerdict verdict) {
        verdict.roundTrip()
                .ifPresentOrElse(
                        t -> json.addProperty("rtt_seconds", t.toNanos() / 1e9),
                        () -> json.add("rtt_seconds", JsonNull.INSTANCE));
        verdict.jitter()
                .ifPresentOrElse(
                        t -> json.addProperty("jitter_seconds", t.toNanos() / 1e9),
                        () -> json.add("jitter_seconds", JsonNull.INSTANCE));
        json.addProperty("loss_ratio", verdict.loss());
        cycle.probes().traffic(id).ifPresent(traffic -> {
            json.addProperty("probe_bytes_sent", traffic.sent());
            json.addProperty("probe_bytes_received", traffic.received());
            json.addProperty("probe_bytes_month", traffic.month());
        });
    }

    private static JsonArray targets(List<TargetState> states, Moment now, Instant wall) {
        var rows = new JsonArray();
        for (TargetState state : states) {
            var row = new JsonObject();
            row.addProperty("name", state.name());
            row.addProperty("silent", state.silent());
            row.addProperty("said", state.said());
            state.lastHeard()
                    .ifPresentOrElse(
                            heard -> row.addProperty("last_answer", time(wall, now.since(heard))),
                            () -> row.add("last_answer", JsonNull.INSTANCE));
            rows.add(row);
        }
        return rows;
    }

    private static JsonObject budget(BudgetState budget) {
        var json = new JsonObject();
        json.addProperty("used_bytes", budget.used());
        json.addProperty("limit_bytes", budget.limit());
        json.addProperty("since", budget.begin().toString());
        json.addProperty("until", budget.end().toString());
        json.addProperty("spent", budget.spent());
        return json;
    }

    private static JsonObject drained(Drain drain) {
        var json = new JsonObject();
        json.addProperty("since", time(drain.since(), Duration.ZERO));
        drain.until()
                .ifPresentOrElse(
                        u -> json.addProperty("until", time(u, Duration.ZERO)),
                        () -> json.add("until", JsonNull.INSTANCE));
        json.addProperty("reason", drain.reason());
        json.addProperty("by", drain.by());
        return json;
    }

    private static JsonObject dial(DialState dial) {
        var json = new JsonObject();
        json.addProperty("state", dial.phase());
        json.addProperty("failures", dial.failures());
        json.addProperty("error", dial.error());
        json.addProperty("retry_seconds", dial.retryIn().toSeconds());
        return json;
    }

    private static JsonObject reason(Reason reason) {
        var json = new JsonObject();
        json.addProperty("code", reason.code().name());
        var numbers = new JsonObject();
        reason.numbers().forEach((key, value) -> {
            if (value instanceof Number number) {
                numbers.addProperty(key, number);
            } else {
                numbers.addProperty(key, value.toString());
            }
        });
        json.add("params", numbers);
        json.addProperty("text", Words.reason(Messages.of("en"), reason));
        return json;
    }

    private static String time(Instant wall, Duration ago) {
        return wall.minus(ago)
                .truncatedTo(ChronoUnit.MILLIS)
                .atZone(ZoneId.systemDefault())
                .toOffsetDateTime()
                .toString();
    }
}
