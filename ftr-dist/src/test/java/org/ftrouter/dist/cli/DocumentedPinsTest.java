// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every example of the page on pins is a configuration that can be used. */
class DocumentedPinsTest {
    private static final String ROUTER = """
            downlinks { lan = [ eth0, wlan0 ] }
            uplinks {
              fibre { interface = eth1, priority = 1, families = [ ipv4, ipv6 ] }
              cable { interface = eth2, priority = 1 }
              lte   { interface = ppp0 }
            }
            probe { targets = [ "ok:1" ], required = 1 }
            route = [ { type = paper } ]
            """;

    @TempDir
    Path folder;

    @Test
    void everyExampleIsValid() throws IOException {
        String page = Files.readString(Path.of("src/docs/pins.md"));
        List<String> examples = Pattern.compile("(?s)```hocon\\n(.*?)```")
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(examples).hasSize(3);
        for (String example : examples) {
            Path file = Files.writeString(folder.resolve("ftr.conf"), ROUTER + example);
            Run run = Run.ftr("check-config", file.toString());
            assertThat(run.code()).as(example + run.err() + run.out()).isZero();
            assertThat(run.err()).doesNotContain("warning:");
        }
    }
}
