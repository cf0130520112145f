// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plugin's author reads. */
class JavadocTest {
    private static final Path SOURCES = Path.of("src/main/java");

    @TempDir
    Path out;

    @Test
    void whateverAnAuthorSeesIsDescribed() throws IOException {
        List<String> missing = doclint(SOURCES.resolve("org/ftrouter/api"));

        assertThat(missing).isEmpty();
    }

    @Test
    void whatIsNotDescribedIsFound() throws IOException {
        Path source = out.resolve("Mute.java");
        Files.writeString(source, "/** A type. */ public interface Mute {\n    void method();\n}\n");

        assertThat(doclint(source)).containsExactly("Mute.java:2");
    }

    /** Where a comment is missing. Tags are not asked for: a sentence says more. */
    private List<String> doclint(Path sources) throws IOException {
        var missing = new ArrayList<String>();
        int files;
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null);
                Stream<Path> found = Files.walk(sources)) {
            List<Path> java =
                    found.filter(file -> file.toString().endsWith(".java")).toList();
            files = java.size();
            List<String> options = List.of(
                    "-proc:none",
                    "-Xdoclint:missing/protected",
                    "-Xmaxwarns",
                    "10000",
                    "-d",
                    out.toString(),
                    "-cp",
                    System.getProperty("java.class.path"));
            boolean done = compiler.getTask(
                            null,
                            manager,
                            said -> note(said, missing),
                            options,
                            null,
                            manager.getJavaFileObjectsFromPaths(java))
                    .call();
            assertThat(done).isTrue();
        }
        assertThat(files).isPositive();
        return missing;
    }

    private static void note(Diagnostic<? extends JavaFileObject> said, List<String> missing) {
        JavaFileObject file = said.getSource();
        if (file != null && said.getMessage(Locale.ENGLISH).contains("no comment")) {
            missing.add(Path.of(file.toUri()).getFileName() + ":" + said.getLineNumber());
        }
    }
}
