// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.ftrouter.notify.webhook.Webhooks.down;
import static org.ftrouter.notify.webhook.Webhooks.webhook;

import java.util.Map;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.notify.HttpReceiver;
import org.ftrouter.notify.Leaks;
import org.junit.jupiter.api.Test;

class WebhookLeakTest {

    @Test
    void aThousandSendsLeaveNoThreadAndNoFileBehind() throws Exception {
        try (var receiver = new HttpReceiver();
                Notifier notifier = webhook("url", receiver.url("/"))) {
            notifier.send(down());
            var before = Leaks.now();
            for (int i = 0; i < 1000; i++) {
                if (i % 10 == 0) {
                    receiver.answer(500, "no", Map.of("Connection", "close"));
                    assertThat(catchThrowable(() -> notifier.send(down()))).isNotNull();
                    receiver.answer(200, "", Map.of());
                } else {
                    notifier.send(down());
                }
            }

            assertThat(receiver.requests).hasSize(1001);
            Leaks.now().assertNoMoreThan(before);
        }
    }
}
