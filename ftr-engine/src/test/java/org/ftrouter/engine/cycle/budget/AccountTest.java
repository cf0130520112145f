// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.ftrouter.linux.NetworkLink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountTest {
    private static final LocalDate MARCH = LocalDate.parse("2026-03-01");

    private static NetworkLink link(String name, int index, long received, long sent) {
        return new NetworkLink(name, index, true, true, true, 0, 0, received, sent);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "both ways count,                                ppp0, 7, boot1, 1500, 250, 600",
        "nothing carried,                                ppp0, 7, boot1, 1000, 150, 0",
        "the machine was started anew,                   ppp0, 7, boot2, 40,   2,   42",
        "the same with counters that are larger by now,  ppp0, 7, boot2, 5000, 200, 5200",
        "the interface was made anew,                    ppp0, 9, boot1, 40,   2,   42",
        "it was renamed and the configuration with it,   lte0, 7, boot1, 1500, 250, 600",
        "the counters were reset,                        ppp0, 7, boot1, 30,   20,  50",
        "another interface from now on,                  eth5, 9, boot1, 9999, 999, 0",
    })
    void readings(String claim, String name, int index, String boot, long received, long sent, long more) {
        Account before = Account.from(MARCH).counted(link("ppp0", 7, 1000, 150), "boot1");

        Account after = before.counted(link(name, index, received, sent), boot);

        assertThat(before.used()).as("what was carried before it was counted").isZero();
        assertThat(after.used()).as(claim).isEqualTo(more);
        assertThat(after.counted(link(name, index, received + 1, sent), boot).used())
                .isEqualTo(more + 1);
    }

    @Test
    void theNextMonthBeginsWithNothingAndAClockSetBackBeginsNone() {
        Account march = Account.from(MARCH)
                .counted(link("ppp0", 7, 0, 0), "b")
                .counted(link("ppp0", 7, 700, 0), "b")
                .told(2);

        assertThat(march.in(MARCH)).isEqualTo(march);
        assertThat(march.in(LocalDate.parse("1970-01-01"))).isEqualTo(march);
        Account april = march.in(LocalDate.parse("2026-04-01"));
        assertThat(april.used()).isZero();
        assertThat(april.counted(link("ppp0", 7, 701, 0), "b").used()).isEqualTo(1);
    }

    @Test
    void itOutlivesBeingWritten() {
        Account account = Account.from(MARCH)
                .counted(link("ppp0", 7, 0, 0), "b")
                .counted(link("ppp0", 7, 700, 3), "b")
                .told(1);

        assertThat(Account.read(account.line())).hasValue(account);
        assertThat(Account.read(Account.from(MARCH).line())).hasValue(Account.from(MARCH));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "2026-02-31 1 0 ppp0/7 b 1 1", "2026-03-01 -1 0 ppp0/7 b 1 1"})
    void whatMakesNoSenseIsNone(String line) {
        assertThat(Account.read(line)).isEmpty();
    }
}
