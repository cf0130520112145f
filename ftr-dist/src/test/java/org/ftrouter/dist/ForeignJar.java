// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** A third party's plugin, compiled from source against the distribution's API jar and nothing else. */
public final class ForeignJar {
    private static final String IMPORTS = """
            package acme;
            import org.ftrouter.api.*;
            import org.ftrouter.api.notify.*;
            import org.ftrouter.api.probe.*;
            import org.ftrouter.api.route.*;
            """;

    private ForeignJar() {}

    /**
     * Writes a jar with one provider.
     *
     * @param work a folder for what is needed on the way
     * @param service the factory without its common package, as in {@code probe.ProbeFactory}
     * @param name of the class, which is in package {@code acme}
     */
    public static Path write(Path jar, Path work, String service, String name, String body) throws IOException {
        return write(jar, work, Map.of(service, name), name, body);
    }

    /**
     * Writes a jar with several.
     *
     * @param providers the class of each service
     * @param name of the file they are in
     */
    public static Path write(Path jar, Path work, Map<String, String> providers, String name, String body)
            throws IOException {
        Path source = Files.writeString(work.resolve(name + ".java"), IMPORTS + body);
        Path classes = Files.createTempDirectory(work, name);
        tool("javac", "-d", classes, "-cp", api(), "--release", "17", source);
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        for (var provider : providers.entrySet()) {
            Files.writeString(
                    services.resolve("org.ftrouter.api." + provider.getKey()), "acme." + provider.getValue() + "\n");
        }
        tool("jar", "--create", "--file", jar, "-C", classes, ".");
        return jar;
    }

    private static Path api() throws IOException {
        try (Stream<Path> jars = Files.list(Distribution.HOME.resolve("lib"))) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith("ftr-api-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void tool(String name, Object... arguments) {
        String[] texts = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
        assertThat(ToolProvider.findFirst(name).orElseThrow().run(System.out, System.err, texts))
                .isZero();
    }
}
