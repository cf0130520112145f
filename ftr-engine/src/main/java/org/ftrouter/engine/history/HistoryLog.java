// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.engine.cycle.PathId;
import org.jspecify.annotations.Nullable;

/**
 * Writes the history. Entries come from any thread and wait for no disk: what the disk cannot take is dropped. A crash
 * loses the last seconds.
 */
public final class HistoryLog implements AutoCloseable {
    /** The whole history is no larger than this. */
    static final long LARGEST = 64L << 20;

    private static final Logger LOG = LogManager.getLogger(HistoryLog.class);
    private static final int WRITTEN_EVERY_SECONDS = 5;
    private static final int WAITING = 20_000;
    private static final int PARTS = 16;
    /** A run that was short leaves a small file. */
    private static final int MOST_FILES = 1000;

    private final Path folder;
    private final long largest;
    private final long largestFile;
    private final InstantSource wall;
    private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private List<PathId> members = List.of();
    private @Nullable FileChannel file;
    private @Nullable Path begun;
    private LineWriter lines = new LineWriter();
    private boolean failing;

    /** Begins a new file in the folder, which need not exist yet. */
    public static HistoryLog in(Path folder, InstantSource wall) {
        var log = new HistoryLog(folder, LARGEST, wall);
        log.thread.start();
        return log;
    }

    HistoryLog(Path folder, long largest, InstantSource wall) {
        this.folder = folder;
        this.largest = largest;
        this.largestFile = largest / PARTS;
        this.wall = wall;
        this.thread = new Thread(this::run, "history");
        thread.setDaemon(true);
    }

    /** A question was asked so long ago, and this became of it. Any thread. */
    void asked(PathId path, String target, long agoNanos, int micros) {
        waiting.offer(new Entry.Asked(wall.millis() - agoNanos / 1_000_000, path, target, micros));
    }

    /** New connections use these paths now; called after every turn, by the engine thread. */
    public void members(List<PathId> now) {
        if (!now.equals(members)) {
            members = List.copyOf(now);
            waiting.offer(new Entry.Members(wall.millis(), members));
        }
    }

    private void run() {
        try {
            while (!closing.await(WRITTEN_EVERY_SECONDS, TimeUnit.SECONDS)) { // so that many entries make one write
                flush();
            }
        } catch (InterruptedException e) {
            LOG.debug("history: interrupted");
        }
        flush();
        closeFile();
    }

    void flush() {
        var entries = new ArrayList<Entry>();
        waiting.drainTo(entries);
        if (!entries.isEmpty()) {
            try {
                write(entries);
                failing = false;
            } catch (IOException e) {
                if (!failing) {
                    LOG.warn("What probes got is not recorded, which only 'ftr simulate --replay' needs: {}", e + "");
                }
                failing = true;
                closeFile();
                discardIfEmpty();
            }
        }
    }

    /** Writes at once, by the calling thread. */
    void write(List<Entry> entries) throws IOException {
        FileChannel open = file;
        if (open == null || open.position() > largestFile) {
            closeFile();
            open = begin(entries.get(0).at());
            file = open;
        }
        var text = new StringBuilder();
        for (Entry entry : entries) {
            text.append(lines.lines(entry));
        }
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
        while (bytes.hasRemaining()) {
            open.write(bytes);
        }
    }

    private FileChannel begin(long at) throws IOException {
        Files.createDirectories(folder);
        List<Path> old = HistoryFiles.in(folder);
        makeRoom(old);
        lines = new LineWriter();
        long name = Math.max(at, HistoryFiles.last(old) + 1);
        begun = folder.resolve(HistoryFiles.name(name));
        return FileChannel.open(begun, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** Deletes the oldest, but nothing that there is room for: each restart begins a file. */
    private void makeRoom(List<Path> old) throws IOException {
        long size = 0;
        for (Path one : old) {
            size += Files.size(one);
        }
        int left = old.size();
        for (Path oldest : old) {
            if (size + largestFile <= largest && left < MOST_FILES) {
                return;
            }
            size -= Files.size(oldest);
            left--;
            Files.delete(oldest);
        }
    }

    /** While the disk is full, a file is begun again and again. */
    private void discardIfEmpty() {
        try {
            if (begun != null && Files.size(begun) == 0) {
                Files.delete(begun);
            }
        } catch (IOException e) {
            LOG.debug("history", e);
        }
    }

    private void closeFile() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            LOG.debug("history", e);
        }
        file = null;
    }

    /** Writes what is waiting, and ends. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(2000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
