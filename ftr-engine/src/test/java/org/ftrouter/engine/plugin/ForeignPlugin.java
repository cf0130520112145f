// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.ftrouter.api.Settings;

/** Builds a plugin jar as a third party would: compiled from source against the API and nothing else. */
public final class ForeignPlugin {
    private final Path work;
    private final List<JavaFileObject> sources = new ArrayList<>();
    private final List<String[]> services = new ArrayList<>();
    private final List<String[]> resources = new ArrayList<>();
    private final List<Path> against = new ArrayList<>();

    ForeignPlugin(Path work) {
        this.work = work;
        try {
            against.add(Path.of(Settings.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Compile against this instead of the API. */
    ForeignPlugin against(Path classes) {
        against.clear();
        against.add(classes);
        return this;
    }

    ForeignPlugin source(String name, String text) {
        sources.add(new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        });
        return this;
    }

    ForeignPlugin provides(Class<?> service, String provider) {
        services.add(new String[] {service.getName(), provider});
        return this;
    }

    /** Adds a file. */
    ForeignPlugin resource(String name, String text) {
        resources.add(new String[] {name, text});
        return this;
    }

    /** Also sees these when compiled. */
    ForeignPlugin with(Path classes) {
        against.add(classes);
        return this;
    }

    /** The folder of compiled classes. */
    Path classes() throws IOException {
        Path classes = Files.createTempDirectory(work, "classes");
        var said = new StringWriter();
        List<String> options = List.of(
                "-d",
                classes.toString(),
                "-cp",
                String.join(
                        System.getProperty("path.separator"),
                        against.stream().map(Path::toString).toList()),
                "--release",
                "17");
        boolean done = ToolProvider.getSystemJavaCompiler()
                .getTask(said, null, null, options, null, sources)
                .call();
        if (!done) {
            throw new IllegalArgumentException(said.toString());
        }
        return classes;
    }

    /** Writes the jar. */
    public Path jar(Path jar) throws IOException {
        return jar(jar, classes());
    }

    /** Writes the jar with no services file but those among the resources. */
    Path jarWithoutServices(Path jar) throws IOException {
        services.clear();
        return jar(jar);
    }

    /** Writes the jar with classes compiled before. */
    Path jar(Path jar, Path classes) throws IOException {
        Files.createDirectories(jar.getParent());
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "0.4.1");
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                Stream<Path> files = Files.walk(classes)) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> put(out, classes.relativize(file).toString(), file));
            for (String[] service : services) {
                out.putNextEntry(new JarEntry("META-INF/services/" + service[0]));
                out.write((service[1] + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
            for (String[] resource : resources) {
                out.putNextEntry(new JarEntry(resource[0]));
                out.write(resource[1].getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        return jar;
    }

    private static void put(JarOutputStream out, String name, Path file) {
        try {
            out.putNextEntry(new JarEntry(name));
            out.write(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
