// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.engine.text.Languages;
import org.ftrouter.engine.text.Messages;
import org.ftrouter.engine.text.Obeyed;

/**
 * A notice about no uplink: its texts are {@code event.KIND.title}, {@code .lead}, {@code .why} and {@code .more}. Pure.
 *
 * @param id unique
 * @param incident id of the first notice of the same trouble
 * @param kind stable word for machines
 * @param at when it happened
 * @param host name of the router
 */
record PlainNotice(String id, String incident, String kind, Severity severity, Instant at, String host) {

    /** As it can stand in a notice, whoever has written it: a name of a file or a plugin, what stands in a configuration. */
    static String line(String text) {
        return Obeyed.marked(text);
    }

    /** The first of its trouble, or the only one. */
    static PlainNotice of(String kind, Severity severity, Instant at, String host) {
        String id = NoticeId.at(at);
        return new PlainNotice(id, id, kind, severity, at, host);
    }

    /** With details for machines, and the parameters of the texts of a language. */
    Notice write(Map<String, String> fields, Function<Messages, Map<String, Object>> facts) {
        return write(fields, facts, messages -> "");
    }

    /** The same with something that follows the reasons, such as a table. */
    Notice write(
            Map<String, String> fields,
            Function<Messages, Map<String, Object>> facts,
            Function<Messages, String> behind) {
        var texts = new LinkedHashMap<String, Notice.Text>();
        for (String language : Languages.SUPPORTED) {
            Messages messages = Messages.of(language);
            texts.put(language, text(messages, facts.apply(messages), behind.apply(messages)));
        }
        return new Notice(
                id, incident, kind, NoticeWriter.word(kind), severity, at, host, Optional.empty(), fields, texts);
    }

    private Notice.Text text(Messages messages, Map<String, Object> facts, String behind) {
        String event = "event." + kind;
        var body = new StringBuilder();
        NoticeWriter.wrap(body, "", messages.text(event + ".lead", facts));
        body.append('\n');
        NoticeWriter.wrap(body, messages.text("mail.why"), messages.text(event + ".why", facts));
        body.append(behind);
        NoticeWriter.wrap(body, messages.text("mail.more"), messages.text(event + ".more", facts));
        NoticeWriter.wrap(body, messages.text("mail.event"), id + "  " + kind);
        return new Notice.Text(messages.text(event + ".title", facts), body.toString());
    }
}
