// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The jars of one plugin, which share a class loader.
 *
 * @param jars at least one
 */
record PluginJars(List<Path> jars) {

    /** Every {@code FOLDER/*.jar} by itself, and the jars of every {@code FOLDER/NAME/} together, sorted by name. */
    static List<PluginJars> in(Path folder) throws IOException {
        var found = new ArrayList<PluginJars>();
        for (Path entry : sorted(folder)) {
            if (isJar(entry)) {
                found.add(new PluginJars(List.of(entry)));
            } else if (Files.isDirectory(entry)) {
                List<Path> jars =
                        sorted(entry).stream().filter(PluginJars::isJar).toList();
                if (!jars.isEmpty()) {
                    found.add(new PluginJars(jars));
                }
            }
        }
        return found;
    }

    /** What people know it by: the jar, or the folder of several. */
    Path place() {
        return jars.size() == 1 ? jars.get(0) : jars.get(0).resolveSibling("");
    }

    /** Changes when one of the files is replaced or written to. */
    String print() throws IOException {
        var print = new StringBuilder();
        for (Path jar : jars) {
            print.append(jar).append(' ').append(Files.readAttributes(jar, "unix:ino,size,lastModifiedTime,ctime"));
        }
        return print.toString();
    }

    /**
     * A class loader over the jars.
     *
     * @throws IOException if one of them is no whole jar, or none that can be trusted with our memory
     */
    URLClassLoader open(ClassLoader parent) throws IOException {
        var urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            JarCheck.of(jars.get(i), jars); // a class loader would pass over a damaged jar in silence
            urls[i] = jars.get(i).toUri().toURL();
        }
        return new URLClassLoader(place().getFileName().toString(), urls, parent);
    }

    private static boolean isJar(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".jar") && !name.startsWith(".") && !Files.isDirectory(file);
    }

    private static List<Path> sorted(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }
}
