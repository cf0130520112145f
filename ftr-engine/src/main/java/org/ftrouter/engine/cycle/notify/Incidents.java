// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.api.notify.Notice;

/**
 * What people have been told and is not over: by subject the notice that said so first, in memory and one file each, so
 * that a restart amid an outage tells nothing twice and its end once. {@link #open()} is for all threads, the rest for the
 * engine's; files are written by the executor.
 */
public final class Incidents {
    private static final Logger LOG = LogManager.getLogger(Incidents.class);
    private static final String SUBJECT = "incident_subject";

    private final NoticeFolder folder;
    private final Executor disk;
    private volatile Map<String, Notice> open = Map.of();

    /** Takes up what an earlier run left. */
    Incidents(Path folder, Executor disk) {
        this.folder = new NoticeFolder(folder);
        this.disk = disk;
        if (Files.isDirectory(folder)) {
            read();
        }
    }

    /** None, and nothing is kept. */
    static Incidents none() {
        return new Incidents(Path.of("/nonexistent"), task -> {});
    }

    private void read() {
        var found = new LinkedHashMap<String, Notice>();
        try {
            for (Path file : folder.files()) {
                NoticeJson.read(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
                        .ifPresent(n -> found.put(n.fields().getOrDefault(SUBJECT, n.id()), n));
            }
        } catch (IOException e) {
            LOG.warn("Open incidents cannot be read: {}", e.toString());
        }
        open = Map.copyOf(found);
    }

    boolean isOpen(String subject) {
        return open.containsKey(subject);
    }

    /** Subjects of all that lasts. */
    List<String> subjects() {
        return List.copyOf(open.keySet());
    }

    /** The notice that opened it. */
    Optional<Notice> of(String subject) {
        return Optional.ofNullable(open.get(subject));
    }

    /** The notices of all that lasts. */
    public List<Notice> open() {
        return List.copyOf(open.values());
    }

    /** From now on it lasts; nothing happens if it did before. */
    void open(String subject, Notice first) {
        if (!open.containsKey(subject)) {
            var next = new LinkedHashMap<>(open);
            next.put(subject, first);
            open = Map.copyOf(next);
            disk.execute(() -> write(subject, first));
        }
    }

    private void write(String subject, Notice first) {
        var fields = new LinkedHashMap<>(first.fields());
        fields.put(SUBJECT, subject);
        try {
            folder.write(first.id(), NoticeJson.write(first.with(fields)));
        } catch (IOException e) {
            LOG.warn("'{}' may be told again after a restart: {}", first.line("en"), e.toString());
        }
    }

    /** It is over. */
    void close(String subject) {
        Notice first = open.get(subject);
        if (first != null) {
            var next = new LinkedHashMap<>(open);
            next.remove(subject);
            open = Map.copyOf(next);
            disk.execute(() -> delete(first));
        }
    }

    private void delete(Notice first) {
        try {
            folder.delete(first.id());
        } catch (IOException e) {
            LOG.warn("The end of '{}' may be told again after a restart: {}", first.line("en"), e.toString());
        }
    }

    /** Forgets the others: what they are about is no longer there. */
    void keep(Predicate<String> subjects) {
        open.keySet().stream().filter(subjects.negate()).toList().forEach(this::close);
    }
}
