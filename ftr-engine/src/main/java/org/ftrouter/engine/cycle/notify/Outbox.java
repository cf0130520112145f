// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.api.notify.Notice;

/**
 * The notices of one channel that are not delivered yet, in order: in memory, and one file each in a folder, so that they
 * survive a restart. A disk that is full or read-only costs durability, never a notice. Safe for all threads.
 */
final class Outbox {
    private static final Logger LOG = LogManager.getLogger(Outbox.class);
    private static final int MOST = 1000;

    private final Path folder;
    private final Deque<Notice> queue = new ArrayDeque<>();

    /** Takes up what an earlier run left; damaged files are set aside. */
    Outbox(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            for (Path file : files()) {
                takeUp(file);
            }
        } catch (IOException e) {
            LOG.warn("Outbox: notices are kept in memory only: {}", e.toString());
        }
    }

    /** One file that cannot be read must not hide the others. */
    private void takeUp(Path file) {
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            Optional<Notice> notice = NoticeJson.read(text);
            if (notice.isPresent()) {
                queue.addLast(notice.get());
            } else {
                LOG.warn("Outbox: {} is damaged and set aside", file);
                Path aside = file.resolveSibling(file.getFileName() + ".damaged");
                Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            LOG.warn("Outbox: {} cannot be read and is left where it is: {}", file, e.toString());
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return new ArrayList<>(
                    files.filter(f -> f.toString().endsWith(".json")).sorted().toList());
        }
    }

    /** Adds a notice at the end; the oldest one goes if there are too many. */
    synchronized void add(Notice notice) {
        if (queue.size() >= MOST) {
            Notice oldest = queue.getFirst();
            LOG.warn("Outbox: {} notices wait in {}; the oldest is given up: {}", MOST, folder, oldest.line("en"));
            done(oldest);
        }
        queue.addLast(notice);
        try {
            Path part = folder.resolve(notice.id() + ".part");
            Files.writeString(part, NoticeJson.write(notice), StandardCharsets.UTF_8);
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(part, file(notice), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("Outbox: {} is kept in memory only: {}", notice.line("en"), e.toString());
        }
        notifyAll();
    }

    /** Waits for the oldest notice, and leaves it in the box. */
    synchronized Notice await() throws InterruptedException {
        while (queue.isEmpty()) {
            wait();
        }
        return queue.getFirst();
    }

    /** Takes out a notice that was delivered or given up. */
    synchronized void done(Notice notice) {
        queue.remove(notice);
        try {
            Files.deleteIfExists(file(notice));
        } catch (IOException e) {
            LOG.warn(
                    "Outbox: {} cannot be deleted and may be sent again after a restart: {}",
                    file(notice),
                    e.toString());
        }
    }

    synchronized int size() {
        return queue.size();
    }

    private Path file(Notice notice) {
        return folder.resolve(notice.id() + ".json");
    }
}
