// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What we changed on this machine, in a file that outlives the process: the route protocol numbers ever used, and each
 * sysctl's value before our first change, which no later run overwrites. Written before the change it tells of. A damaged
 * line is left out with a warning; what it said is unknown, the rest counts.
 */
final class OwnershipRecord {
    private static final Pattern PROTOCOL = Pattern.compile("protocol ([0-9]{1,3})");
    private static final Pattern SYSCTL = Pattern.compile(
            "sysctl (net/ipv[46]/(?:conf/[A-Za-z0-9_][A-Za-z0-9_.:@-]{0,14}/)?[a-z0-9_]+) ([0-9]{1,9})");

    private final Path file;
    private final Path former;
    private final Set<Integer> protocols = new TreeSet<>();
    private final Map<String, String> originals = new LinkedHashMap<>();
    private boolean dirty;

    private OwnershipRecord(Path file, Path former) {
        this.file = file;
        this.former = former;
    }

    /**
     * Reads what earlier runs left in the folder; an empty record if nothing.
     *
     * @param former folder of the backend whose place this one may have taken, with the same routes under the same tag: its
     *     record becomes a part of this one
     */
    static OwnershipRecord load(Path folder, Path former, System.Logger log) {
        var record = new OwnershipRecord(folder.resolve("owned"), former.resolve("owned"));
        record.dirty = Files.exists(record.former);
        record.read(record.former, log);
        record.read(record.file, log);
        return record;
    }

    private void read(Path from, System.Logger log) {
        try {
            if (Files.exists(from)) {
                byte[] bytes = Files.readAllBytes(from);
                new String(bytes, StandardCharsets.ISO_8859_1).lines().forEach(line -> read(line, log));
            }
        } catch (IOException e) {
            log.log(System.Logger.Level.WARNING, from + " cannot be read, former sysctls are unknown: " + e);
        }
    }

    private void read(String line, System.Logger log) {
        Matcher protocol = PROTOCOL.matcher(line);
        Matcher sysctl = SYSCTL.matcher(line);
        if (sysctl.matches()) {
            originals.putIfAbsent(sysctl.group(1), sysctl.group(2));
        } else if (protocol.matches() && Integer.parseInt(protocol.group(1)) <= 255) {
            protocols.add(Integer.valueOf(protocol.group(1)));
        } else {
            log.log(System.Logger.Level.WARNING, file + " has a damaged line, which is left out");
        }
    }

    Set<Integer> protocols() {
        return Set.copyOf(protocols);
    }

    /** Keys and their values before our first change, in the order of the changes. */
    Map<String, String> originals() {
        return new LinkedHashMap<>(originals);
    }

    void protocol(int number) {
        dirty |= protocols.add(number);
    }

    void original(String key, String value) {
        dirty |= originals.putIfAbsent(key, value) == null;
    }

    void forget(String key) {
        dirty |= originals.remove(key) != null;
    }

    /** Puts what is new on the disk; returns after it is there. */
    void save() throws IOException {
        if (!dirty) {
            return;
        }
        var text = new StringBuilder();
        protocols.forEach(p -> text.append("protocol ").append(p).append('\n'));
        originals.forEach(
                (k, v) -> text.append("sysctl ").append(k).append(' ').append(v).append('\n'));
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = file.resolveSibling("owned.new");
        Files.writeString(fresh, text, StandardCharsets.ISO_8859_1);
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        Files.deleteIfExists(former);
        dirty = false;
    }

    /** Removes the file: nothing of ours is left. */
    void delete() throws IOException {
        Files.deleteIfExists(file.resolveSibling("owned.new"));
        Files.deleteIfExists(file);
        Files.deleteIfExists(former);
        protocols.clear();
        originals.clear();
        dirty = false;
    }
}
