// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.api.notify.Notice;
import org.jspecify.annotations.Nullable;

/**
 * What waits in all channels, in one file that is written from beginning to end, so that however many notices and channels
 * there are, one flush makes them durable: a line for each notice with the channels it waits in, and one for each channel
 * that is done with it. When most of it is done with, the rest is written anew. Safe for all threads.
 *
 * <p>For every line that says that something is done there is room from the beginning, so that a disk that has become full
 * makes no notice come twice. What cannot be written is in memory only, and is written as soon as that is possible.
 */
final class Journal {
    private static final Logger LOG = LogManager.getLogger(Journal.class);
    private static final long LEAST_REWRITTEN = 1L << 20;
    private static final int MOST_GROWTH = 4;

    private final Path file;
    private final boolean keeps;
    private final Opener opener;
    private final Map<String, SortedMap<Long, Notice>> waiting = new LinkedHashMap<>();
    private final Map<String, SortedMap<Long, Notice>> unwritten = new LinkedHashMap<>();
    private final Set<String> former = new HashSet<>(); // ids
    private @Nullable RandomAccessFile open;
    private final long found;
    private long number;
    private long end;
    private long torn; // so far a write that failed may have got
    private long reserved;
    private long rewriteAt = LEAST_REWRITTEN;

    /** A notice and its place in the order, which the clock may not tell: it can be set back. */
    record Entry(long number, Notice notice) {}

    /** A notice and the channels it is for. */
    record Addition(Notice notice, List<String> channels) {}

    /** Opens a file to read and write it. */
    interface Opener {
        RandomAccessFile open(Path file) throws IOException;
    }

    /** Takes up what an earlier run left in this folder. */
    Journal(Path folder) {
        this(folder, file -> new RandomAccessFile(file.toFile(), "rw"));
    }

    /** The same, with files that are opened so. */
    Journal(Path folder, Opener opener) {
        this(folder.resolve(".journal"), true, opener);
    }

    /** Keeps nothing: all is in memory only, and is meant to be. */
    static Journal none() {
        return new Journal(Path.of("/nonexistent"), false, file -> {
            throw new IOException("nothing is kept");
        });
    }

    private Journal(Path file, boolean keeps, Opener opener) {
        this.file = file;
        this.keeps = keeps;
        this.opener = opener;
        if (keeps && Files.exists(file)) {
            try {
                read();
            } catch (IOException e) {
                LOG.warn("Outbox: {} cannot be read: {}", file, e.toString());
            }
        }
        found = number;
    }

    private void read() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        boolean damaged = false;
        for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
            if (!line.trim().isEmpty() && !isTakenUp(line)) {
                damaged = true;
            }
        }
        int last = bytes.length - 1;
        while (last >= 0
                && (bytes[last] == '\n' || bytes[last] == 0)) { // room for more, or what a power cut left of it
            last--;
        }
        end = last + 1L;
        waiting.forEach((channel, notices) ->
                notices.keySet().forEach(n -> reserved += JournalLine.done(channel, n).length));
        if (damaged) {
            Path copy = file.resolveSibling(".journal.damaged");
            LOG.warn("Outbox: some lines of {} are damaged and left out; {} is a copy", file, copy);
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            rewriteAt = 0;
        }
    }

    private boolean isTakenUp(String line) {
        try {
            JsonObject json = JsonParser.parseString(line).getAsJsonObject();
            long its = json.get("number").getAsLong();
            number = Math.max(number, its);
            if (json.has("done")) {
                of(json.get("done").getAsString()).remove(its);
                return true;
            }
            Notice notice = NoticeJson.read(json.getAsJsonObject("notice")).orElseThrow();
            for (JsonElement channel : json.getAsJsonArray("to")) {
                of(channel.getAsString()).put(its, notice);
            }
            former.add(notice.id());
            return true;
        } catch (RuntimeException e) { // whatever a damaged disk may hold
            return false;
        }
    }

    /** Whether a place was given in this run, and not in one before. */
    boolean isOfThisRun(Entry entry) {
        return entry.number() > found;
    }

    /** Whether an earlier run stored a notice, which still stands here, perhaps delivered. */
    boolean isOfFormerRun(Notice notice) {
        return former.contains(notice.id());
    }

    private SortedMap<Long, Notice> of(String channel) {
        return waiting.computeIfAbsent(channel, c -> new TreeMap<>());
    }

    private SortedMap<Long, Notice> unwritten(String channel) {
        return unwritten.computeIfAbsent(channel, c -> new TreeMap<>());
    }

    /** What waits in a channel, in order, also what is in memory only. */
    synchronized List<Entry> waiting(String channel) {
        var all = new TreeMap<>(of(channel));
        all.putAll(unwritten(channel));
        return all.entrySet().stream()
                .map(e -> new Entry(e.getKey(), e.getValue()))
                .toList();
    }

    /** Adds notices at the end, durably if the disk allows it; their places in the same order. */
    List<Entry> add(List<Addition> additions) {
        List<Entry> entries;
        RandomAccessFile written;
        synchronized (this) {
            entries =
                    additions.stream().map(a -> new Entry(++number, a.notice())).toList();
            written = write(additions, entries);
        }
        if (written != null) {
            flush(written); // meanwhile others may say that they are done with something
        }
        return entries;
    }

    private @Nullable RandomAccessFile write(List<Addition> additions, List<Entry> entries) {
        var lines = new ByteArrayOutputStream();
        long dones = 0;
        for (int i = 0; i < additions.size(); i++) {
            List<String> channels = additions.get(i).channels();
            long place = entries.get(i).number();
            lines.writeBytes(channels.isEmpty() ? new byte[0] : JournalLine.notice(entries.get(i), channels));
            dones += channels.stream()
                    .mapToLong(c -> JournalLine.done(c, place).length)
                    .sum();
        }
        if (lines.size() == 0 || !keeps) {
            return null;
        }
        try {
            RandomAccessFile to = end > rewriteAt ? rewritten() : opened();
            writeUnwritten(to);
            append(to, lines.toByteArray(), dones);
            for (int i = 0; i < additions.size(); i++) {
                Entry entry = entries.get(i);
                additions.get(i).channels().forEach(c -> of(c).put(entry.number(), entry.notice()));
            }
            return to;
        } catch (IOException e) {
            for (int i = 0; i < additions.size(); i++) {
                Entry entry = entries.get(i);
                LOG.warn("Outbox: {} is kept in memory only: {}", entry.notice().line("en"), e.toString());
                additions.get(i).channels().forEach(c -> unwritten(c).put(entry.number(), entry.notice()));
            }
            return null;
        }
    }

    /** Tries again to write what is in memory only; whether something still is. */
    synchronized boolean isBehind() {
        if (unwritten.values().stream().allMatch(Map::isEmpty)) {
            return false;
        }
        try {
            RandomAccessFile to = opened();
            writeUnwritten(to);
            flush(to);
            return false;
        } catch (IOException e) {
            LOG.debug("outbox", e);
            return true;
        }
    }

    private void writeUnwritten(RandomAccessFile to) throws IOException {
        int written = 0;
        for (Map.Entry<String, SortedMap<Long, Notice>> channel : unwritten.entrySet()) {
            String name = channel.getKey();
            Iterator<Map.Entry<Long, Notice>> left =
                    channel.getValue().entrySet().iterator();
            while (left.hasNext()) {
                Map.Entry<Long, Notice> one = left.next();
                write(to, name, new Entry(one.getKey(), one.getValue()));
                left.remove();
                written++;
            }
        }
        if (written > 0) {
            LOG.info("Outbox: the disk has room again; what was kept in memory only is on it ({})", written);
        }
    }

    /** One that may stand there already, as another notice. */
    private void write(RandomAccessFile to, String channel, Entry entry) throws IOException {
        boolean reserved = of(channel).containsKey(entry.number());
        append(
                to,
                JournalLine.notice(entry, List.of(channel)),
                reserved ? 0 : JournalLine.done(channel, entry.number()).length);
        of(channel).put(entry.number(), entry.notice());
    }

    private void flush(RandomAccessFile written) {
        try {
            written.getFD().sync();
        } catch (IOException e) {
            LOG.warn("Outbox: {} may not survive a power cut: {}", file, e.toString());
        }
    }

    /** Puts a notice in the place of several, that of the last. A crash amid this leaves some of them beside it. */
    synchronized void replace(String channel, Collection<Long> old, long place, Notice by) {
        if (!keeps) {
            return;
        }
        var entry = new Entry(place, by);
        try {
            RandomAccessFile to = opened();
            write(to, channel, entry);
            unwritten(channel).remove(place);
            to.getFD().sync();
        } catch (IOException e) {
            LOG.warn("Outbox: {} is kept in memory only: {}", by.line("en"), e.toString());
            unwritten(channel).put(place, by);
        }
        old.stream().filter(n -> n != place).forEach(n -> done(channel, n, by));
    }

    /** A channel is done with a notice. */
    synchronized void done(String channel, Entry entry) {
        done(channel, entry.number(), entry.notice());
    }

    private void done(String channel, long place, Notice notice) {
        unwritten(channel).remove(place);
        if (of(channel).remove(place) == null) {
            return; // the disk never had it
        }
        byte[] line = JournalLine.done(channel, place);
        try {
            append(opened(), line, -line.length);
        } catch (IOException e) {
            LOG.warn("Outbox: {} may be sent again after a restart: {}", notice.line("en"), e.toString());
        }
    }

    /** Room first, then the lines: what does not fit changes nothing. They cover what a write that failed has left. */
    private void append(RandomAccessFile to, byte[] lines, long reserve) throws IOException {
        long length = to.length();
        long missing = end + lines.length + reserved + reserve - length;
        if (missing > 0) {
            try {
                to.seek(length);
                to.write("\n".repeat((int) missing).getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                to.setLength(length);
                throw e;
            }
        }
        long covered = Math.max(end + lines.length, torn);
        torn = covered;
        to.seek(end);
        to.write(padded(lines, (int) (covered - end)));
        torn = 0;
        end += lines.length;
        reserved += reserve;
    }

    private static byte[] padded(byte[] lines, int length) {
        byte[] all = Arrays.copyOf(lines, length);
        Arrays.fill(all, lines.length, length, (byte) '\n');
        return all;
    }

    /** The file, which somebody may have removed. */
    private RandomAccessFile opened() throws IOException {
        RandomAccessFile mine = open;
        if (!Files.exists(file)) {
            return rewritten();
        }
        if (mine == null) {
            mine = opener.open(file);
            open = mine;
        }
        return mine;
    }

    /** The file, with nothing in it but what waits. */
    private RandomAccessFile rewritten() throws IOException {
        rewriteAt = Math.max(LEAST_REWRITTEN, 2 * end); // should it fail
        Files.createDirectories(file.getParent());
        Path part = file.resolveSibling(".journal.part");
        Files.deleteIfExists(part);
        RandomAccessFile made = opener.open(part);
        long wasEnd = end;
        long wasReserved = reserved;
        long wasTorn = torn;
        end = 0;
        reserved = 0;
        torn = 0;
        try {
            writeAll(made);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            end = wasEnd;
            reserved = wasReserved;
            torn = wasTorn;
            made.close();
            throw e;
        }
        if (open != null) {
            open.close();
        }
        open = made;
        rewriteAt = Math.max(LEAST_REWRITTEN, MOST_GROWTH * end);
        flushFolder();
        return made;
    }

    private void writeAll(RandomAccessFile to) throws IOException {
        for (Map.Entry<String, SortedMap<Long, Notice>> channel : waiting.entrySet()) {
            String name = channel.getKey();
            for (Map.Entry<Long, Notice> one : channel.getValue().entrySet()) {
                byte[] line = JournalLine.notice(new Entry(one.getKey(), one.getValue()), List.of(name));
                append(to, line, JournalLine.done(name, one.getKey()).length);
            }
        }
        to.getFD().sync();
    }

    private void flushFolder() {
        try (FileChannel folder = FileChannel.open(file.getParent())) {
            folder.force(true);
        } catch (IOException e) {
            LOG.warn("Outbox: {} may not survive a power cut: {}", file, e.toString());
        }
    }
}
