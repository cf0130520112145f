// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetConfigTest {
    @TempDir
    Path folder;

    private Loaded load(String keys) throws IOException {
        Path file = Files.writeString(folder.resolve("ftr.conf"), """
                uplinks {
                  fibre { interface = eth1, priority = 1, address = 192.0.2.2, gateway = 192.0.2.1 }
                  lte { interface = ppp0, %s }
                }
                """.formatted(keys));
        return new ConfigurationLoader(Map.of()).load(file, UplinkIds.none());
    }

    @Test
    void sizesHaveUnits() throws IOException {
        Loaded loaded = load("priority = 2, budget { monthly = 20 GB, from-day = 31, priority-when-spent = 5 }");

        assertThat(loaded.problems().list()).isEmpty();
        List<UplinkConfig> uplinks = loaded.configuration().orElseThrow().uplinks();
        assertThat(uplinks.get(0).budget()).isEmpty();
        assertThat(uplinks.get(1).budget()).hasValue(new BudgetConfig(20_000_000_000L, 31, 5));
    }

    @Test
    void usuallyAMonthBeginsOnItsFirstDayAndASpentUplinkIsTheLast() throws IOException {
        assertThat(load("priority = 2, budget { monthly = 512MiB }")
                        .configuration()
                        .orElseThrow()
                        .uplinks()
                        .get(1)
                        .budget())
                .hasValue(new BudgetConfig(512L << 20, 1, 1_000_000));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "priority = 2, budget { from-day = 2 } | lacks 'monthly'",
                "priority = 2, budget { monthly = 20 apples } | is '20 apples'",
                "priority = 2, budget { monthly = 1GB, from-day = 32 } | allowed is a whole number from 1 to 31",
                "priority = 2, budget { monthly = 1GB, priority-when-spent = 2 } | is not behind the uplink's priority",
                "budget { monthly = 1GB } | has no 'priority' that could be lowered",
                "priority = 2, budget { monthly = 1GB, weekly = 1GB } | unknown setting 'uplinks.lte.budget.weekly'",
                "priority = 2, budget { monthly = 1GB }, interface = eth1, address = 192.0.2.3, gateway = 192.0.2.1 | shares interface eth1 with 'fibre', so that nothing counts its bytes alone",
            })
    void mistakesAreNamed(String keys, String text) throws IOException {
        Path file = folder.resolve("ftr.conf");
        List<Problem> problems = load(keys).problems().list().stream()
                .filter(p -> !p.text().contains("twice"))
                .toList();

        assertThat(problems).as(Files.readString(file)).hasSize(1);
        assertThat(problems.get(0).text()).contains(text);
    }
}
