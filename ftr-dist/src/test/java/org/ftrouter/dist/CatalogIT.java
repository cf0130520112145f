// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.ftrouter.dist.Distribution.Done;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The catalogue that explains journal entries: systemd takes it, in both languages, and every id sent is in it. */
class CatalogIT {
    private static final Path SHIPPED = Distribution.HOME.resolve("systemd/catalog");
    private static final Pattern ENTRY = Pattern.compile("(?m)^-- ([0-9a-f]{32})$");

    @TempDir
    Path root;

    @Test
    void systemdReadsItInBothLanguages() throws Exception {
        Path folder = Files.createDirectories(root.resolve("usr/lib/systemd/catalog"));
        Files.createDirectories(root.resolve("var/lib/systemd/catalog"));
        for (String file : new String[] {"ftr.catalog", "ftr.it.catalog"}) {
            Files.copy(SHIPPED.resolve(file), folder.resolve(file));
        }

        Done update = Distribution.run(Map.of(), "journalctl", "--update-catalog", "--root=" + root);
        Done list = Distribution.run(Map.of(), "journalctl", "--list-catalog", "--root=" + root);

        assertThat(update).isEqualTo(new Done(0, "", ""));
        assertThat(list.out())
                .contains(
                        "0699b4c4aab7485ca38d30173361845e Fault Tolerant Router: Internet uplink @FTR_UPLINK@ is down");
        assertThat(Files.readString(
                        root.resolve("var/lib/systemd/catalog/database"), java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("Il collegamento a internet @FTR_UPLINK@");
    }

    @Test
    void everyIdThatIsSentIsExplainedInBothLanguages() throws Exception {
        String source = Files.readString(
                Path.of("../ftr-plugins-notify/src/main/java/org/ftrouter/notify/journald/JournalEntry.java"));
        Set<String> sent = new TreeSet<>();
        Pattern.compile("\"([0-9a-f]{32})\"").matcher(source).results().forEach(m -> sent.add(m.group(1)));

        assertThat(sent).hasSizeGreaterThan(5).isEqualTo(ids("ftr.catalog")).isEqualTo(ids("ftr.it.catalog"));
    }

    private static Set<String> ids(String file) throws Exception {
        Set<String> ids = new TreeSet<>();
        ENTRY.matcher(Files.readString(SHIPPED.resolve(file))).results().forEach(m -> ids.add(m.group(1)));
        return ids;
    }
}
