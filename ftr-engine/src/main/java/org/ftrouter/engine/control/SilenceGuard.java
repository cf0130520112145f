// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Closes a channel on which nothing was heard for a time, so that who waits there is woken. */
final class SilenceGuard implements AutoCloseable {
    private final Channel channel;
    private final Executor later;
    private CompletableFuture<Void> end;

    SilenceGuard(Channel channel, Duration patience) {
        this.channel = channel;
        this.later = CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS);
        this.end = CompletableFuture.runAsync(this::hangUp, later);
    }

    /** Something was heard: the time begins anew. */
    void broken() {
        end.cancel(false);
        end = CompletableFuture.runAsync(this::hangUp, later);
    }

    private void hangUp() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        end.cancel(false);
    }
}
