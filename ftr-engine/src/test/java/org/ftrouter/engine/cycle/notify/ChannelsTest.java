// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.engine.cycle.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ChannelsTest {
    @TempDir
    Path temp;

    private final List<Notice> arrived = new CopyOnWriteArrayList<>();

    @Test
    void aChannelThatHangsDoesNotHoldUpTheOthers() {
        var forEver = new CountDownLatch(1);
        var notifiers = new LinkedHashMap<String, Notifier>();
        notifiers.put("stuck", notice -> forEver.await());
        notifiers.put("fine", arrived::add);
        try (var channels = new Channels(temp)) {
            channels.use(notifiers);
            channels.send(Notices.number(1));
            channels.send(Notices.number(2));

            Await.until(
                    "the other channel", () -> channels.waiting().getOrDefault("fine", 1) == 0 && arrived.size() == 2);
            assertThat(arrived).containsExactly(Notices.number(1), Notices.number(2));
            assertThat(channels.waiting()).containsEntry("stuck", 2);
        }
        assertThat(new Outbox(temp.resolve("stuck")).size()).isEqualTo(2);
    }

    @Test
    void whatWasSentJustBeforeTheEndIsInTheOutbox() {
        var notifiers = new LinkedHashMap<String, Notifier>();
        notifiers.put("stuck", notice -> new CountDownLatch(1).await());
        var channels = new Channels(temp);
        channels.use(notifiers);
        for (int i = 0; i < 20; i++) {
            channels.send(Notices.number(i));
        }

        channels.close();

        assertThat(new Outbox(temp.resolve("stuck")).size()).isEqualTo(20);
    }

    @Test
    void afterTheEndSendingDoesNothing() {
        var channels = new Channels(temp);
        channels.close();

        channels.send(Notices.number(1));
        channels.kick();

        assertThat(channels.waiting()).isEmpty();
    }

    @Test
    void aChannelThatStaysKeepsWhatWaitsAndTheNewNotifierGetsIt() {
        var forEver = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        var hanging = new Notifier() {
            @Override
            public void send(Notice notice) throws InterruptedException {
                forEver.await();
            }

            @Override
            public void close() {
                closed.countDown();
            }
        };
        try (var channels = new Channels(temp)) {
            channels.use(Map.of("mail", hanging));
            channels.send(Notices.number(1));

            channels.use(Map.of("mail", arrived::add));
            channels.send(Notices.number(2));

            Await.until("both", () -> arrived.size() == 2);
            assertThat(arrived).containsExactly(Notices.number(1), Notices.number(2));
            assertThat(closed.getCount()).isZero();
        }
    }
}
