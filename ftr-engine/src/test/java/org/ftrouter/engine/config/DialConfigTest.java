// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialConfigTest {
    @TempDir
    Path folder;

    private Loaded load(String keys) throws IOException {
        Path file = Files.writeString(
                folder.resolve("ftr.conf"),
                "uplinks {\n  fibre { interface = eth1, priority = 1 }\n  lte { interface = ppp0, " + keys + " }\n}\n");
        return new ConfigurationLoader(Map.of()).load(file, UplinkIds.none());
    }

    @Test
    void commandsAreListsAndTimesHaveUsualValues() throws IOException {
        Loaded loaded =
                load("priority = 2, activate = [ /usr/sbin/ifup, \"l t e\" ], deactivate = [ /usr/sbin/ifdown, lte ]");

        assertThat(loaded.problems().list()).isEmpty();
        List<UplinkConfig> uplinks = loaded.configuration().orElseThrow().uplinks();
        assertThat(uplinks.get(0).dial()).isEmpty();
        assertThat(uplinks.get(1).dial())
                .hasValue(new DialConfig(
                        List.of("/usr/sbin/ifup", "l t e"),
                        List.of("/usr/sbin/ifdown", "lte"),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "priority = 2, activate = [ /up ] | lacks 'deactivate'",
                "priority = 2, deactivate = [ /down ] | lacks 'activate'",
                "activate = [ /up ], deactivate = [ /down ] | has no 'priority', so that nothing says when",
                "priority = 2, activate = [ ifup, lte ], deactivate = [ /down ] | begins with 'ifup', not with the absolute path",
                "priority = 2, activate = [], deactivate = [ /down ] | begins with ''",
                "priority = 2, activate = [ /up ], deactivate = [ /down ], dial-timeout = 1h | a time from 1s to 10m",
                "priority = 2, linger = 1m | needs 'activate' and 'deactivate'",
            })
    void mistakesAreNamed(String keys, String text) throws IOException {
        List<Problem> problems = load(keys).problems().list();

        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).line()).isEqualTo(3);
        assertThat(problems.get(0).text() + "; " + problems.get(0).hint()).contains(text);
    }
}
