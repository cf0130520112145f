// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documentation as whoever has only the archive finds it. */
class ShippedDocsIT {
    private static final Path SOURCES = Path.of("src/docs");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)[^)]*\\)");

    @TempDir
    private Path temp;

    private Path home;

    @BeforeEach
    void unpack() throws Exception {
        Path archive = only(Path.of("target"), "fault-tolerant-router-*.tar.gz");
        assertThat(Distribution.run(Map.of(), "tar", "-xzf", archive.toAbsolutePath(), "-C", temp)
                        .code())
                .isZero();
        home = only(temp, "fault-tolerant-router-*");
    }

    private static Path only(Path folder, String pattern) throws IOException {
        var found = new ArrayList<Path>();
        try (var all = Files.newDirectoryStream(folder, pattern)) {
            all.forEach(found::add);
        }
        assertThat(found).as(pattern).hasSize(1);
        return found.get(0);
    }

    private static List<Path> pages(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(p -> p.toString().endsWith(".md"))
                    .map(folder::relativize)
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyPageIsThereWithTheLicenceAndEverySettingAndEachLinkLeadsSomewhere() throws Exception {
        assertThat(pages(home.resolve("docs"))).isEqualTo(pages(SOURCES)).hasSizeGreaterThan(10);
        assertThat(home.resolve("LICENSE")).isNotEmptyFile();
        assertThat(home.resolve("conf/reference.conf")).isNotEmptyFile();
        assertThat(home.resolve("mibs/FTR-MIB.txt")).isNotEmptyFile();
        assertThat(home.resolve("systemd/catalog/ftr.catalog")).isNotEmptyFile();
        var broken = new ArrayList<String>();
        int links = 0;
        for (Path page : pages(home)) {
            Path file = home.resolve(page);
            for (String link : LINK.matcher(Files.readString(file))
                    .results()
                    .map(m -> m.group(1))
                    .filter(l -> !l.matches("[a-z]+:.*"))
                    .toList()) {
                links++;
                Path target = file.resolveSibling(link).normalize();
                if (!target.startsWith(home) || !Files.isRegularFile(target)) {
                    broken.add(page + ": " + link);
                }
            }
        }

        assertThat(broken).isEmpty();
        assertThat(links).isGreaterThan(30);
    }

    /** The build itself fails where the Javadoc tool warns. */
    @Test
    void anAuthorOfPluginsFindsEveryTypeInThePagesAndInTheSourcesThatAnIdeShows() throws Exception {
        Path sdk = home.resolve("sdk");
        var pages = new TreeSet<String>();
        try (Stream<Path> all = Files.walk(sdk.resolve("javadoc/org"))) {
            all.map(page -> sdk.resolve("javadoc").relativize(page).toString())
                    .filter(page -> page.matches(".*/[A-Z]\\w*\\.html"))
                    .forEach(page -> pages.add(page.replace(".html", "")));
        }
        Set<String> classes = entries(sdk, "ftr-api-*[0-9A-Z].jar", ".class");
        Set<String> sources = entries(sdk, "ftr-api-*[0-9A-Z]-sources.jar", ".java");
        sources.addAll(entries(sdk, "ftr-api-*-test-sources.jar", ".java"));

        assertThat(pages)
                .contains("org/ftrouter/api/probe/Probe", "org/ftrouter/api/testkit/ProbeContract")
                .hasSizeGreaterThan(50);
        assertThat(sources).containsAll(pages).containsAll(classes);
        assertThat(Files.readString(sdk.resolve("javadoc/org/ftrouter/api/probe/Probe.html")))
                .contains("thread");
    }

    private static Set<String> entries(Path sdk, String jar, String suffix) throws IOException {
        Path folder = only(sdk.resolve("repository/org/ftrouter/ftr-api"), "*");
        try (var read = new ZipFile(only(folder, jar).toFile())) {
            return read.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.matches("[\\w/]+\\" + suffix))
                    .map(name -> name.replace(suffix, ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
