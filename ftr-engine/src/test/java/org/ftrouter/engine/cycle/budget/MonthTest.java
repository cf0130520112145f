// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MonthTest {

    @ParameterizedTest
    @CsvSource({
        "2026-03-15, 1,  2026-03-01, 2026-04-01",
        "2026-03-01, 1,  2026-03-01, 2026-04-01",
        "2026-03-14, 15, 2026-02-15, 2026-03-15",
        "2026-03-15, 15, 2026-03-15, 2026-04-15",
        "2026-03-30, 31, 2026-02-28, 2026-03-31",
        "2026-03-31, 31, 2026-03-31, 2026-04-30",
        "2026-04-29, 31, 2026-03-31, 2026-04-30",
        "2026-04-30, 31, 2026-04-30, 2026-05-31",
        "2026-02-27, 31, 2026-01-31, 2026-02-28",
        "2028-02-29, 31, 2028-02-29, 2028-03-31",
        "2028-02-28, 30, 2028-01-30, 2028-02-29",
        "2026-01-10, 20, 2025-12-20, 2026-01-20",
        "2026-12-31, 31, 2026-12-31, 2027-01-31",
    })
    void beginAndEnd(LocalDate today, int fromDay, LocalDate begin, LocalDate end) {
        assertThat(Month.begin(today, fromDay)).isEqualTo(begin);
        assertThat(Month.end(begin, fromDay)).isEqualTo(end);
    }
}
