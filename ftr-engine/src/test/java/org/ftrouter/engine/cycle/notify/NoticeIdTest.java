// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class NoticeIdTest {
    @Test
    void idsOfOneMillisecondSortInTheOrderTheyWereMade() {
        var ids = new ArrayList<String>();
        for (int i = 0; i < 1000; i++) {
            ids.add(NoticeId.at(Instant.parse("2026-03-04T05:06:07.890Z").plusMillis(i / 100)));
        }

        assertThat(ids).isSorted().doesNotHaveDuplicates().allMatch(id -> id.matches("[0-9A-HJKMNP-TV-Z]{26}"));
    }

    @Test
    void aClockThatIsSetBackDoesNotTurnTheOrderRound() {
        String before = NoticeId.at(Instant.parse("2031-03-04T05:06:07Z"));

        assertThat(NoticeId.at(Instant.parse("2026-03-04T05:06:07Z"))).isGreaterThan(before);
    }
}
