// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;

/** A notice of something that happened seven minutes ago, and what its receiver must have understood. */
public final class Late {
    private static final long DELAY_SECONDS = 427;
    private static final long PATIENCE_SECONDS = 50; // until it is eight minutes

    private final Instant happened =
            Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(DELAY_SECONDS);

    public Notice notice() {
        return new Notice(
                "01LATE",
                "01LATE",
                "uplink.down",
                "DOWN",
                Severity.WARNING,
                happened,
                "gw1",
                Optional.of("dsl"),
                Map.of("usable", "1", "family", "IPv4"),
                Map.of("en", new Notice.Text("dsl: 0 of 4", "b\n")));
    }

    /** When it happened. */
    public String time() {
        return happened.toString();
    }

    /** What is told to people in a line. */
    public String said() {
        return DateTimeFormatter.ofPattern(
                        "'(delayed 7 min: this happened on' uuuu-MM-dd 'at' HH:mm:ss zzz')'", Locale.ENGLISH)
                .format(happened.atZone(ZoneId.systemDefault()));
    }

    /** The time, as RFC 3339 has it, is the event's own, and the delay is given in seconds. */
    public void assertUnderstood(String time, String delay) {
        assertThat(OffsetDateTime.parse(time).toInstant()).isEqualTo(happened);
        assertThat(Long.parseLong(delay)).isBetween(DELAY_SECONDS, DELAY_SECONDS + PATIENCE_SECONDS);
    }
}
