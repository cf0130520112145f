// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
}
