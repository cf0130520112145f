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

/**
 * Notices that are no errors, gathered for a while and told in one; an error is told at once and carries what was waiting.
 * Pure.
 */
final class Digest {
    static final String KIND = "notify.digest";
    private static final String GATHERED = "gathered";
    private static final int MOST_LINES = 60;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private Digest() {}

    /**
     * How long the oldest of these has yet to wait for others. What is gathered already does not wait: each attempt tells
     * the same.
     */
    static Duration left(List<Notice> waiting, Duration window, Instant now) {
        Notice oldest = waiting.get(0);
        if (isGathered(oldest) || waiting.stream().anyMatch(Digest::isUrgent)) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(now, oldest.at().plus(window));
        return left.isNegative() ? Duration.ZERO : left.compareTo(window) > 0 ? window : left; // clocks are set
    }

    private static boolean isGathered(Notice notice) {
        return notice.fields().containsKey(GATHERED);
    }

    private static boolean isUrgent(Notice notice) {
        return notice.severity().compareTo(Severity.ERROR) <= 0;
    }

    /** How many, from the oldest on, go together now that it is time: up to the first error, or all. */
    static int length(List<Notice> waiting) {
        if (isGathered(waiting.get(0))) {
            return 1;
        }
        for (int i = 0; i < waiting.size(); i++) {
            if (isUrgent(waiting.get(i))) {
                return i + 1;
            }
        }
        return waiting.size();
    }

    /** One notice in the place of several. It has the id of the last, and if that is an error, is that error. */
    static Notice of(List<Notice> together, Instant now) {
        Notice last = together.get(together.size() - 1);
        boolean urgent = isUrgent(last);
        var fields = new LinkedHashMap<>(last.fields());
        fields.put(GATHERED, Integer.toString(together.size()));
        var texts = new LinkedHashMap<String, Notice.Text>();
        for (String language : last.texts().keySet()) {
            Messages messages = Messages.of(language);
            texts.put(language, urgent ? carrying(messages, together, last) : digest(messages, together, last));
        }
        return new Notice(
                last.id(),
                urgent ? last.incident() : last.id(),
                urgent ? last.kind() : KIND,
                urgent ? last.word() : NoticeWriter.word(KIND),
                together.stream().map(Notice::severity).min(Severity::compareTo).orElse(last.severity()),
                urgent ? last.at() : now,
                last.host(),
                urgent ? last.uplink() : Optional.empty(),
                fields,
                texts);
    }

    private static Notice.Text carrying(Messages messages, List<Notice> together, Notice last) {
        List<Notice> before = together.subList(0, together.size() - 1);
        var body = new StringBuilder(last.text(messages.language()).body().stripTrailing()).append("\n\n");
        NoticeWriter.wrap(body, "", messages.text("event.notify.digest.carried", Map.of("count", before.size())));
        list(body, before, messages.language());
        return new Notice.Text(last.text(messages.language()).title(), body.toString());
    }

    private static Notice.Text digest(Messages messages, List<Notice> together, Notice last) {
        Map<String, Object> facts = Map.of(
                "host", last.host(),
                "count", together.size(),
                "from", time(together.get(0)),
                "until", time(last));
        var body = new StringBuilder();
        NoticeWriter.wrap(body, "", messages.text("event.notify.digest.lead", facts));
        list(body, together, messages.language());
        String text = last.text(messages.language()).body();
        int table = text.indexOf("\n\n", text.indexOf("\n\n") + 1);
        body.append(table < 0 ? "" : text.substring(table + 1));
        return new Notice.Text(messages.text("event.notify.digest.title", facts), body.toString());
    }

    private static void list(StringBuilder body, List<Notice> notices, String language) {
        body.append('\n');
        notices.stream().limit(MOST_LINES).forEach(n -> NoticeWriter.wrap(body, time(n), n.line(language)));
        if (notices.size() > MOST_LINES) {
            NoticeWriter.wrap(body, "...", "+ " + (notices.size() - MOST_LINES));
        }
    }

    private static String time(Notice notice) {
        return TIME.format(notice.at().atZone(ZoneId.systemDefault()));
    }
}
