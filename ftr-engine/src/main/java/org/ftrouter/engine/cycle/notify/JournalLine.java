// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** What the journal writes: a line of JSON, in UTF-8, that begins where the one before may have been torn. */
final class JournalLine {
    private JournalLine() {}

    /** That a channel is done with the notice of a place. */
    static byte[] done(String channel, long place) {
        var json = new JsonObject();
        json.addProperty("done", channel);
        json.addProperty("number", place);
        return ("\n" + json).getBytes(StandardCharsets.UTF_8);
    }

    /** A notice and the channels it waits in. */
    static byte[] notice(Journal.Entry entry, Collection<String> channels) {
        var json = new JsonObject();
        json.addProperty("number", entry.number());
        var to = new JsonArray();
        channels.forEach(to::add);
        json.add("to", to);
        json.add("notice", NoticeJson.of(entry.notice()));
        return ("\n" + json).getBytes(StandardCharsets.UTF_8);
    }
}
