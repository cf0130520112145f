// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.api.notify.Notice;

/**
 * The notices that a receiver will never take, one file each: the notice, and {@code refused} with the reason. A file
 * that is moved back into the outbox is sent again at the next start. Safe for all threads.
 */
final class DeadLetters {
    private static final Logger LOG = LogManager.getLogger(DeadLetters.class);
    private static final int MOST = 1000;
    private final NoticeFolder folder;
    private final Path path;
    private int count;
    private String last = "";

    DeadLetters(Path path) {
        this.path = path;
        this.folder = new NoticeFolder(path);
        if (Files.isDirectory(path)) {
            try {
                count = folder.files().size();
            } catch (IOException e) {
                LOG.warn("{} cannot be read: {}", path, e.toString());
            }
        }
    }

    synchronized void add(Notice notice, String why) {
        last = why;
        try {
            JsonObject json = JsonParser.parseString(NoticeJson.write(notice)).getAsJsonObject();
            json.addProperty("refused", why);
            json.addProperty("refused_at", Instant.now().toString());
            String name = notice.id().replaceAll("[^A-Za-z0-9_-]", "_");
            folder.write(name, json.toString());
            count = folder.keep(MOST, name);
        } catch (IOException e) {
            count++;
            LOG.warn("{} is undeliverable and is not kept: {}", notice.line("en"), e.toString());
        }
    }

    synchronized int size() {
        return count;
    }

    /** Why the last one was refused; empty if none was since the start. */
    synchronized String last() {
        return last;
    }

    Path folder() {
        return path;
    }
}
