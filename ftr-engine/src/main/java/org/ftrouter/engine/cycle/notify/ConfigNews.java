// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.engine.config.Problem;
import org.ftrouter.engine.config.Written;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.text.Messages;
import org.ftrouter.engine.text.Words;

/**
 * Tells of configurations: that one is in force and what is new in it, that one was rejected and why, that the former one
 * has returned. One in force is for the record, unless people were told before that one was rejected. Of rejections in a
 * row, and of the same one again, people are told now and then; machines of each. Safe for all threads.
 */
public final class ConfigNews {
    private static final int MOST_NAMES = 6;
    private static final int LONGEST = 300;
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final String host;
    private final Ticker ticker;
    private final InstantSource wall;
    private final Consumer<Notice> out;
    private final Pace pace = new Pace(PAUSE, LONGEST_PAUSE);
    private String rejection = "";
    private String incident = "";

    /** Nothing has been told. */
    public ConfigNews(String host, Ticker ticker, InstantSource wall, Consumer<Notice> out) {
        this.host = host;
        this.ticker = ticker;
        this.wall = wall;
        this.out = out;
    }

    /**
     * A configuration is in force.
     *
     * @param uplinks names of its uplinks
     * @param changes to the one before; empty: there was none
     * @param trial how long it may be until somebody confirms it; empty: it is there for good
     */
    public synchronized void loaded(
            Path file, List<String> uplinks, Optional<Written.Changes> changes, Optional<Duration> trial) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("config_file", PlainNotice.line(file.toString()));
        fields.put("uplinks", String.join(",", uplinks));
        changes.ifPresent(c -> {
            fields.put("changed", String.join(",", c.changed()));
            fields.put("added", String.join(",", c.added()));
            fields.put("removed", String.join(",", c.removed()));
        });
        trial.ifPresent(limit -> fields.put("trial_seconds", Long.toString(limit.toSeconds())));
        String told = incident;
        rejection = "";
        incident = "";
        PlainNotice notice = notice("config.loaded", told.isEmpty() ? Severity.INFO : Severity.NOTICE, told);
        out.accept(notice.write(
                fields,
                facts(notice, file, messages -> Map.of("changes", changes(messages, uplinks, changes, trial)))));
    }

    private static String changes(
            Messages messages, List<String> uplinks, Optional<Written.Changes> changes, Optional<Duration> trial) {
        String what = changes.map(c -> changes(messages, c))
                .orElseGet(() ->
                        messages.text("changes.uplinks", Map.of("count", uplinks.size(), "names", names(uplinks))));
        return trial.map(t -> messages.text("changes.trial", Map.of("time", Words.duration(messages, t))) + "; " + what)
                .orElse(what);
    }

    private static String changes(Messages messages, Written.Changes changes) {
        if (changes.isEmpty()) {
            return messages.text("changes.same");
        }
        var parts = new ArrayList<String>();
        if (!changes.changed().isEmpty()) {
            parts.add(messages.text("changes.changed", Map.of("names", names(changes.changed()))));
        }
        if (!changes.added().isEmpty()) {
            parts.add(messages.text("changes.added", Map.of("names", names(changes.added()))));
        }
        if (!changes.removed().isEmpty()) {
            parts.add(messages.text("changes.removed", Map.of("names", names(changes.removed()))));
        }
        return String.join("; ", parts);
    }

    private static String names(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())));
        return PlainNotice.line(names.size() > MOST_NAMES ? first + ", + " + (names.size() - MOST_NAMES) : first);
    }

    /**
     * A configuration was refused, and the one in force stays.
     *
     * @param errors all that is wrong with it; empty if the reason lies elsewhere
     * @param text the reason, if there are no errors
     */
    public synchronized void rejected(Path file, List<Problem> errors, String text) {
        Optional<Problem> first = errors.stream().findFirst();
        String error = cut(first.map(p -> p.text() + (p.hint().isEmpty() ? "" : "; " + p.hint()))
                .orElse(text));
        String place = PlainNotice.line(first.map(Problem::place).orElse(file.toString()));
        var fields = new LinkedHashMap<String, String>();
        fields.put(
                "config_file",
                PlainNotice.line(first.map(p -> p.file().toString()).orElse(file.toString())));
        first.filter(p -> p.line() > 0).ifPresent(p -> fields.put("config_line", Integer.toString(p.line())));
        fields.put("error", error);
        first.ifPresent(p -> fields.put("code", p.code()));
        fields.put("errors", Integer.toString(Math.max(1, errors.size())));
        Moment now = new Moment(ticker.nanos());
        boolean again = rejection.equals(place + error) || !pace.allows(now);
        PlainNotice notice = notice("config.rejected", Severity.WARNING, incident);
        if (again) {
            fields.put(Announcer.DAMPED, "repeated");
        } else {
            pace.told(now);
            rejection = place + error;
            incident = notice.incident();
        }
        int more = Math.max(0, errors.size() - 1);
        out.accept(notice.write(
                fields, facts(notice, file, messages -> Map.of("place", place, "error", error, "more", more))));
    }

    /** Nobody has confirmed the one on trial. */
    public synchronized void rolledBack(Path file) {
        PlainNotice notice = notice("config.rolled-back", Severity.WARNING, "");
        out.accept(notice.write(
                Map.of("config_file", PlainNotice.line(file.toString())), facts(notice, file, messages -> Map.of())));
    }

    private PlainNotice notice(String kind, Severity severity, String incident) {
        PlainNotice notice = PlainNotice.of(kind, severity, wall.instant(), host);
        return incident.isEmpty() ? notice : new PlainNotice(notice.id(), incident, kind, severity, notice.at(), host);
    }

    private static Function<Messages, Map<String, Object>> facts(
            PlainNotice notice, Path file, Function<Messages, Map<String, Object>> more) {
        return messages -> {
            var facts = new LinkedHashMap<String, Object>(more.apply(messages));
            facts.put("file", PlainNotice.line(file.toString()));
            facts.put("time", time(notice.at()));
            return facts;
        };
    }

    private static String time(Instant at) {
        return NoticeWriter.TIME.format(at.atZone(ZoneId.systemDefault()));
    }

    private static String cut(String text) {
        String one = PlainNotice.line(text.replaceAll("\\s+", " "));
        return one.length() <= LONGEST ? one : one.substring(0, LONGEST) + "...";
    }
}
