// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipException;

/**
 * Reads a jar from end to end before anything of it is used: a damaged one would fail later, somewhere; one that unpacks
 * to gigabytes would take the daemon's memory, and the daemon with it.
 */
final class JarCheck {
    static final long MOST_BYTES = 32L << 20;
    static final long MOST_UNPACKED = 128L << 20;
    static final int MOST_ENTRIES = 20_000;

    private final Path file;
    private final List<Path> own;
    private final Set<String> names = new HashSet<>();
    private final byte[] buffer = new byte[8192];
    private long unpacked;

    private JarCheck(Path file, List<Path> own) {
        this.file = file;
        this.own = own;
    }

    /** Throws what is wrong with the jar, which is one of those of its plugin. */
    static void of(Path jar, List<Path> own) throws IOException {
        long size = Files.size(jar);
        if (size > MOST_BYTES) {
            throw new ZipException("it has " + size + " bytes, and " + MOST_BYTES + " is the most for a plugin");
        }
        new JarCheck(jar, own).check();
    }

    private void check() throws IOException {
        try (var jar = new JarFile(file.toFile(), false)) {
            if (jar.size() > MOST_ENTRIES) {
                throw new ZipException("it holds " + jar.size() + " files, and " + MOST_ENTRIES + " is the most");
            }
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                name(entry.getName());
                content(jar, entry);
            }
            classPath(jar.getManifest());
        } catch (IllegalArgumentException e) { // names that are no text
            throw new ZipException(String.valueOf(e.getMessage()));
        }
    }

    private void name(String name) throws ZipException {
        String shown = "'" + Boundary.cut(name.replaceAll("\\p{Cntrl}", "?")) + "'";
        boolean climbs = name.startsWith("/") || name.contains("\\") || ("/" + name + "/").contains("/../");
        if (climbs || name.chars().anyMatch(Character::isISOControl)) {
            throw new ZipException("it holds a file named " + shown + ", which leads out of it");
        }
        if (!names.add(name)) {
            throw new ZipException("it holds " + shown + " twice");
        }
    }

    private void content(JarFile jar, JarEntry entry) throws IOException {
        var sum = new CRC32();
        try (InputStream in = jar.getInputStream(entry)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                sum.update(buffer, 0, count);
                unpacked += count;
                if (unpacked > MOST_UNPACKED) {
                    throw new ZipException("it unpacks to more than " + MOST_UNPACKED + " bytes");
                }
            }
        }
        if (entry.getCrc() != -1 && entry.getCrc() != sum.getValue()) {
            throw new ZipException("'" + entry.getName() + "' in it is damaged");
        }
    }

    /** Other jars would be loaded without a look at who can write them, and are not the plugin's. Missing ones are none. */
    private void classPath(Manifest manifest) throws IOException {
        String path = manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
        for (String name : path == null ? new String[0] : path.split("\\s+", -1)) {
            if (name.contains("/") || name.contains(":") || isStrange(name)) {
                throw new ZipException("its manifest names jars elsewhere (Class-Path: " + Boundary.cut(name)
                        + "); put them beside it into a folder of their own");
            }
        }
    }

    private boolean isStrange(String name) throws IOException {
        Path named = Path.of(file.toUri().resolve(name)); // as a class loader does
        if (!Files.isRegularFile(named)) {
            return false;
        }
        for (Path mine : own) {
            if (Files.isSameFile(mine, named)) {
                return false;
            }
        }
        return true;
    }
}
