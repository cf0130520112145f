// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api;

import static org.assertj.core.api.Assertions.assertThat;

import japicmp.cmp.JApiCmpArchive;
import japicmp.cmp.JarArchiveComparator;
import japicmp.cmp.JarArchiveComparatorOptions;
import japicmp.cmp.JarArchiveComparatorOptions.OverrideCompatibilityChange;
import japicmp.config.Options;
import japicmp.exception.JApiCmpException;
import japicmp.model.JApiClass;
import japicmp.model.JApiCompatibilityChangeType;
import japicmp.model.JApiSemanticVersionLevel;
import japicmp.output.incompatible.IncompatibleErrorOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether a plugin that was compiled against the last release runs with this API, and whether its source still
 * compiles, as japicmp sees it. The last release's API is in {@code src/test/api/released.jar} (before the first
 * release: the state that is to be released), this one's in {@code target/api.jar}.
 */
class ApiCompatibilityTest {
    private static final Path RELEASED = Path.of("src/test/api/released.jar");
    private static final Path PRESENT = Path.of("target/api.jar");

    @TempDir
    Path folder;

    @Test
    void pluginsOfTheLastReleaseGoOnWorking() throws Exception {
        Path classes = Path.of(Settings.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        jar(classes, "org/ftrouter/api", PRESENT);

        assertThat(breaks(RELEASED, PRESENT))
                .as(
                        "What breaks plugins made for the last release. If it is meant, and the next release says so:"
                                + " cp ftr-api/%s ftr-api/%s",
                        PRESENT, RELEASED)
                .isEmpty();
    }

    /** Cutting a release is: set the version, and copy the API. */
    @Test
    void aReleaseLeavesItsApiBehindForTheNextOne() throws Exception {
        String version = Files.readString(Path.of("pom.xml")).replaceFirst("(?s).*?<version>([^<]*)</version>.*", "$1");
        pluginsOfTheLastReleaseGoOnWorking();

        assertThat(forgotten(version, RELEASED, PRESENT))
                .as("What %s has and its stored API has not: cp ftr-api/%s ftr-api/%s", version, PRESENT, RELEASED)
                .isEmpty();
    }

    @Test
    void onlyAReleaseHasToBeStored() throws Exception {
        Path before = compiled("public interface B { int one(); }");
        Path after = compiled("public interface B { int one(); default int two() { return 2; } }");

        assertThat(forgotten("1.2.0", before, after)).contains("B.two():METHOD_REMOVED");
        assertThat(forgotten("1.2.0", after, after)).isEmpty();
        assertThat(forgotten("1.3.0-SNAPSHOT", before, after)).isEmpty();
    }

    private static List<String> forgotten(String version, Path released, Path present) {
        return version.endsWith("-SNAPSHOT") ? List.of() : breaks(/* released= */ present, /* present= */ released);
    }

    @Test
    void theReleasedApiIsComparedAsAWhole() throws Exception {
        Path nothing = jar(Files.createDirectories(folder.resolve("nothing")), "", folder.resolve("nothing.jar"));

        assertThat(breaks(RELEASED, nothing))
                .contains(
                        "org.ftrouter.api.Settings:CLASS_REMOVED",
                        "org.ftrouter.api.probe.Probe:CLASS_REMOVED",
                        "org.ftrouter.api.route.RouteBackend:CLASS_REMOVED",
                        "org.ftrouter.api.notify.Notifier:CLASS_REMOVED");
    }

    @Test
    void theSameApiAndNewTypesBreakNothing() throws Exception {
        String one = "public interface B { int one(); }";

        assertThat(breaks(one, one)).isEmpty();
        assertThat(breaks(one, one + " interface C { int two(); }")).isEmpty();
        assertThat(breaks(one, "public interface B { int one(); interface C { int two(); } }"))
                .isEmpty();
    }

    @Test
    void whatIsGoneOrChangedIsABreak() throws Exception {
        String two = "public interface B { int one(); default void two() {} }";

        assertThat(breaks(two, "public interface B { int one(); }")).contains("B.two():METHOD_REMOVED");
        assertThat(breaks(two, "public interface B { long one(); default void two() {} }"))
                .contains("B.one():METHOD_RETURN_TYPE_CHANGED");
        assertThat(breaks(two, "public interface B { int one(int a); default void two() {} }"))
                .contains("B.one():METHOD_REMOVED");
        assertThat(breaks("public interface B {}", "public final class B {}")).contains("B:CLASS_TYPE_CHANGED");
        assertThat(breaks("public record B(int a) {}", "public record B(int a, int b) {}"))
                .contains("B.B(int):CONSTRUCTOR_REMOVED");
        assertThat(breaks("public enum B { C, D }", "public enum B { C }")).contains("B.D:FIELD_REMOVED");
    }

    @Test
    void whatStillRunsButNoLongerCompilesIsABreak() throws Exception {
        String list = "public interface B { java.util.List<String> one(); }";

        assertThat(breaks(list, "public interface B { java.util.List<Integer> one(); }"))
                .contains("B.one():METHOD_RETURN_TYPE_GENERICS_CHANGED");
        assertThat(breaks(list, "public interface B { java.util.List<String> one() throws java.io.IOException; }"))
                .contains("B.one():METHOD_NOW_THROWS_CHECKED_EXCEPTION");
    }

    @Test
    void whatImplementersWouldHaveToAddIsABreakAndWhatTheyMayAddIsNone() throws Exception {
        String one = "public interface B { int one(); }";

        assertThat(breaks(one, "public interface B { int one(); int two(); }"))
                .contains("B.two():METHOD_ADDED_TO_INTERFACE");
        assertThat(breaks(one, "public interface B { int one(); default int two() { return 2; } }"))
                .isEmpty();
    }

    @Test
    void whatNeedNotBeImplementedAnyMoreBreaksNothing() throws Exception {
        assertThat(breaks(
                        "public interface B { int one(); }", "public interface B { default int one() { return 1; } }"))
                .isEmpty();
    }

    private List<String> breaks(String released, String present) throws IOException {
        return breaks(compiled(released), compiled(present));
    }

    /** Each as {@code TYPE.MEMBER:CHANGE}. */
    private static List<String> breaks(Path released, Path present) {
        Options options = Options.newDefault();
        options.setErrorOnBinaryIncompatibility(true);
        options.setErrorOnSourceIncompatibility(true);
        JarArchiveComparatorOptions what = JarArchiveComparatorOptions.of(options);
        what.getClassPathEntries()
                .addAll(Stream.of(System.getProperty("java.class.path").split(":"))
                        .filter(entry -> entry.endsWith(".jar"))
                        .toList());
        // japicmp thinks of implementers of two interfaces that have it both; of ours nobody has
        what.addOverrideCompatibilityChange(new OverrideCompatibilityChange(
                JApiCompatibilityChangeType.METHOD_ABSTRACT_NOW_DEFAULT, true, true, JApiSemanticVersionLevel.MINOR));
        var comparator = new JarArchiveComparator(what);
        List<JApiClass> changes = comparator.compare(archive(released), archive(present));
        try {
            new IncompatibleErrorOutput(options, changes, comparator).generate();
            return List.of();
        } catch (JApiCmpException e) {
            String list = e.getMessage().replaceFirst("^[^:]*: ", "");
            return List.of(list.split("[,;](?![^(]*\\))"));
        }
    }

    private static JApiCmpArchive archive(Path jar) {
        return new JApiCmpArchive(jar.toFile(), "");
    }

    /** A jar with the public type {@code B}. */
    private Path compiled(String source) throws IOException {
        Path work = Files.createTempDirectory(folder, "b");
        Path file = Files.writeString(work.resolve("B.java"), source);
        int exit = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", work.toString(), file.toString());
        assertThat(exit).isZero();
        return jar(work, "", work.resolve("b.jar"));
    }

    /** The compiled classes below the folder, as a jar that is always the same for the same classes. */
    private static Path jar(Path classes, String below, Path jar) throws IOException {
        try (Stream<Path> walk = Files.walk(classes.resolve(below));
                var out = new JarOutputStream(Files.newOutputStream(jar))) {
            List<Path> files = walk.filter(file -> file.toString().endsWith(".class"))
                    .sorted()
                    .toList();
            for (Path file : files) {
                var entry = new JarEntry(classes.relativize(file).toString());
                entry.setTime(0);
                out.putNextEntry(entry);
                out.write(Files.readAllBytes(file));
            }
        }
        return jar;
    }
}
