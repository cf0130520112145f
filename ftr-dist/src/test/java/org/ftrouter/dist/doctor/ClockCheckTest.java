// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.engine.text.Messages;
import org.junit.jupiter.api.Test;

/** A clock that is wrong, one that nobody keeps, and one that is kept. */
class ClockCheckTest {
    private static final String NOW = "2026-07-01T12:00:00Z";

    private static List<Finding> found(String now, Optional<Machine.Ended> answer) throws Exception {
        var none = Path.of("/nowhere");
        var found = new ArrayList<Finding>();
        new ClockCheck(() -> Instant.parse(now), question -> {
                    assertThat(question)
                            .containsExactly("timedatectl", "show", "--property=NTPSynchronized", "--value");
                    return answer;
                })
                .look(new Patient(new Machine(none), none, Optional.empty(), none, List.of()), found::add);
        return found;
    }

    private static Optional<Machine.Ended> says(int exit, String output) {
        return Optional.of(new Machine.Ended(exit, output));
    }

    @Test
    void aTimeBeforeTheFirstReleaseIsWrongWhateverTheTimeServerSays() throws Exception {
        List<Finding> found = found("1970-01-01T00:03:12Z", says(0, "yes\n"));

        assertThat(found).containsExactly(Finding.problem("clock.wrong", "time", "1970-01-01T00:03:12Z"));
        assertThat(found("2024-12-31T23:59:59Z", says(0, "yes\n"))).hasSize(1);
        assertThat(found("2025-01-01T00:00:00Z", says(0, "yes\n"))).isEmpty();
    }

    @Test
    void aClockThatNoTimeServerKeepsIsWorthKnowing() throws Exception {
        assertThat(found(NOW, says(0, "no\n"))).containsExactly(Finding.note("clock.free"));
        assertThat(found(NOW, says(0, "yes\n"))).isEmpty();
    }

    @Test
    void whereTimedatectlIsMissingOrCannotAnswerNothingIsClaimed() throws Exception {
        assertThat(found(NOW, Optional.empty())).isEmpty();
        assertThat(found(NOW, says(1, "no\n"))).isEmpty();
    }

    @Test
    void bothHaveARemedy() throws Exception {
        Messages texts = Messages.of(Doctor.class, "en");

        assertThat(texts.text("clock.wrong.remedy", Map.of())).contains("timedatectl set-ntp true");
        assertThat(texts.text("clock.free.remedy", Map.of())).isEqualTo("timedatectl set-ntp true");
    }
}
