// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.ftrouter.api.notify.NotifyException;
import org.junit.jupiter.api.Test;

class ApproachTest {

    @Test
    void anEncryptionThatNeverComesAboutEndsAtTheDeadlineAndIsTheStepThatFailed() throws Exception {
        try (var silent = new RawServer((in, out) -> in.readAllBytes())) {
            var steps = new RecordedSteps();
            var approach = new Approach("127.0.0.1", silent.port(), Duration.ofSeconds(1), steps);

            assertThatThrownBy(() -> approach.walk(Optional.of(CheckedTls.trusting(Optional.empty(), "127.0.0.1"))))
                    .isInstanceOf(NotifyException.class)
                    .hasMessage("127.0.0.1:" + silent.port() + " did not finish this step within 1 s");
            assertThat(steps.lines).last().isEqualTo("tls ...");
        }
    }
}
