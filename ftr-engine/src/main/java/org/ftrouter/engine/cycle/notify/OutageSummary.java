// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.engine.text.Messages;
import org.ftrouter.engine.text.Words;

/**
 * One notice in the place of all that waited through a total outage: when it began and ended, and what was held back. Pure.
 *
 * @param from the first of the waiting notices that goes into it; all behind it do, too
 * @param began the notice that said that the last uplink was lost
 * @param ended the last one that said that there is one again
 */
record OutageSummary(int from, Notice began, Notice ended) {
    private static final String BEGINS = "routing.all-down";
    private static final String ENDS = "routing.restored";
    /** What happened so shortly before belongs to it. */
    private static final Duration PRELUDE = Duration.ofMinutes(5);

    private static final int MOST_LINES = 60;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    /** Whether the notice ends an outage that could not be told while it lasted. */
    static boolean ends(Notice notice, List<Notice> waiting) {
        return notice.kind().equals(ENDS)
                && waiting.stream().anyMatch(n -> n.kind().equals(BEGINS));
    }

    /** Whether an outage could not be told yet that, for all that is known here, is not over. */
    static boolean lasts(List<Notice> waiting) {
        List<Notice> ends = all(waiting, ENDS);
        return !all(waiting, BEGINS).stream()
                .allMatch(b -> ends.stream().anyMatch(e -> e.incident().equals(b.incident())));
    }

    /** The summary that is due; empty if there was no outage, or it is not over. */
    static Optional<OutageSummary> of(List<Notice> waiting) {
        List<Notice> begins = all(waiting, BEGINS);
        List<Notice> ends = all(waiting, ENDS);
        if (begins.isEmpty() || lasts(waiting)) {
            return Optional.empty();
        }
        Notice began = begins.get(0);
        Instant earliest = began.at().minus(PRELUDE);
        int from = waiting.indexOf(began);
        while (from > 0 && !waiting.get(from - 1).at().isBefore(earliest)) {
            from--;
        }
        return Optional.of(new OutageSummary(from, began, ends.get(ends.size() - 1)));
    }

    private static List<Notice> all(List<Notice> waiting, String kind) {
        return waiting.stream().filter(n -> n.kind().equals(kind)).toList();
    }

    /** The notice. It keeps the id of the one that ended the outage, and its incident. */
    Notice write(List<Notice> waiting) {
        List<Notice> held = waiting.subList(from, waiting.size());
        Notice latest = held.get(held.size() - 1);
        var texts = new LinkedHashMap<String, Notice.Text>();
        for (String language : ended.texts().keySet()) {
            texts.put(language, text(Messages.of(language), held, latest));
        }
        var fields = new LinkedHashMap<>(ended.fields());
        fields.putAll(state(latest));
        fields.put("began", began.at().toString());
        fields.put("ended", ended.at().toString());
        fields.put("held_back", Integer.toString(held.size()));
        return new Notice(
                ended.id(),
                began.incident(),
                ENDS,
                ended.word(),
                Severity.CRITICAL,
                ended.at(),
                ended.host(),
                Optional.empty(),
                fields,
                texts);
    }

    private static Map<String, String> state(Notice latest) {
        var state = new LinkedHashMap<String, String>();
        for (String key : List.of("routing", "usable", "configured")) {
            String value = latest.fields().get(key);
            if (value != null) {
                state.put(key, value);
            }
        }
        return state;
    }

    /** From the first event to the last, without the steps back of a clock that is set meanwhile. */
    private Duration lasted(List<Notice> held) {
        Duration lasted = Duration.ZERO;
        for (int i = held.indexOf(began); i < held.lastIndexOf(ended); i++) {
            Duration step = Duration.between(held.get(i).at(), held.get(i + 1).at());
            lasted = step.isNegative() ? lasted : lasted.plus(step);
        }
        return lasted;
    }

    private static String moment(Instant at) {
        var time = at.atZone(ZoneId.systemDefault());
        return time.toLocalDate() + " " + NoticeWriter.TIME.format(time);
    }

    static String time(Notice notice) {
        return TIME.format(notice.at().atZone(ZoneId.systemDefault()));
    }

    private Notice.Text text(Messages messages, List<Notice> held, Notice latest) {
        Map<String, Object> facts = Map.of(
                "host", ended.host(),
                "began", moment(began.at()),
                "ended", moment(ended.at()),
                "lasted", Words.duration(messages, lasted(held)),
                "count", held.size());
        var body = new StringBuilder();
        NoticeWriter.wrap(body, "", messages.text("event.outage.lead", facts));
        body.append('\n');
        NoticeWriter.wrap(body, "", messages.text("event.outage.held", facts));
        held.stream().limit(MOST_LINES).forEach(n -> NoticeWriter.wrap(body, time(n), n.line(messages.language())));
        if (held.size() > MOST_LINES) {
            NoticeWriter.wrap(body, "...", "+ " + (held.size() - MOST_LINES));
        }
        String last = latest.text(messages.language()).body();
        int table = last.indexOf("\n\n", last.indexOf("\n\n") + 1);
        body.append(table < 0 ? "" : last.substring(table + 1));
        return new Notice.Text(messages.text("event.outage.title", facts), body.toString());
    }
}
