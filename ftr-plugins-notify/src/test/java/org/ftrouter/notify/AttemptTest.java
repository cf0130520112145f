// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.ftrouter.api.notify.NotifyException;
import org.junit.jupiter.api.Test;

class AttemptTest {

    @Test
    void workThatEndsInTimeIsNotAbandoned() {
        var work = new Stubborn();
        work.release.countDown();

        assertThatCode(() -> Attempt.run(work, Duration.ofMinutes(1))).doesNotThrowAnyException();
        assertThat(work.abandoned.getCount()).isEqualTo(1);
    }

    @Test
    void workThatIgnoresEverythingIsLeftAtTheDeadline() {
        var work = new Stubborn();

        assertThatThrownBy(() -> Attempt.run(work, Duration.ofMillis(50)))
                .isInstanceOf(NotifyException.class)
                .hasMessage("host:25 did not finish the login within 50 ms");
        assertThat(work.abandoned.getCount()).isZero();
        work.release.countDown();
    }

    @Test
    void anInterruptLeavesWorkThatIgnoresEverything() {
        var work = new Stubborn();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Attempt.run(work, Duration.ofMinutes(1))).isInstanceOf(InterruptedException.class);
        assertThat(work.abandoned.getCount()).isZero();
        work.release.countDown();
    }

    /** Blocks like a name look-up: neither an interrupt nor a closed socket ends it. */
    private static final class Stubborn implements Attempt.Work {
        private final CountDownLatch release = new CountDownLatch(1);
        private final CountDownLatch abandoned = new CountDownLatch(1);

        @Override
        public void deliver() throws NotifyException {
            boolean waiting = true;
            while (waiting) {
                try {
                    release.await();
                    waiting = false;
                } catch (InterruptedException e) {
                    waiting = true;
                }
            }
        }

        @Override
        public void abandon() {
            abandoned.countDown();
        }

        @Override
        public String unfinished() {
            return "host:25 did not finish the login";
        }
    }
}
