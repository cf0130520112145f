// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.time.Duration;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.NotifyException;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt to deliver leads to: the notice is done with if it was taken or refused for good, or is tried again after
 * growing pauses, no shorter than the receiver asks for. No thread, no clock.
 */
final class Delivery {
    static final Duration LONGEST_WISH = Duration.ofHours(1);

    private static final Logger LOG = LogManager.getLogger(Delivery.class);
    private static final Duration LAST_RETRY = Duration.ofMinutes(5);

    private final String channel;
    private final Outbox outbox;
    private final Channel.Owner owner;
    private final Duration firstRetry;
    private Duration retry;
    private String lastWhy = "";

    Delivery(String channel, Outbox outbox, Channel.Owner owner, Duration firstRetry) {
        this.channel = channel;
        this.outbox = outbox;
        this.owner = owner;
        this.firstRetry = firstRetry;
        retry = firstRetry;
    }

    /**
     * Why a notice was not taken.
     *
     * @param permanent it never will be
     * @param wish how long the receiver wants to be left alone
     */
    record Failure(String why, boolean permanent, Duration wish) {

        /** It may be taken another time. */
        Failure(String why) {
            this(why, false, Duration.ZERO);
        }

        static Failure of(@Nullable Throwable thrown) {
            if (thrown instanceof NotifyException refused) {
                Duration wish = refused.retryAfter().orElse(Duration.ZERO);
                return new Failure(
                        String.valueOf(refused.getMessage()),
                        refused.isPermanent(),
                        wish.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : wish);
            }
            return new Failure(String.valueOf(thrown));
        }
    }

    /**
     * The pause before the next attempt.
     *
     * @param firm what the receiver asked for, which holds whatever the network does
     * @param rest what follows, which ends as soon as the network is better than it was
     */
    record Pause(Duration firm, Duration rest) {}

    /** It has waited too long, and is not tried any more. The pauses go on growing: nothing was taken. */
    void expired(Notice notice) {
        giveUp(notice, "not delivered within 7 days" + lastWhy);
    }

    private void giveUp(Notice notice, String why) {
        LOG.warn("Channel {}: '{}' is undeliverable: {}", channel, notice.line("en"), why);
        outbox.undeliverable(notice, why);
        owner.refused(channel, notice, why);
    }

    /** An attempt has ended; without a pause, the next notice is tried at once. */
    Optional<Pause> ended(Notice notice, Optional<Failure> failure) {
        if (failure.isEmpty()) {
            outbox.done(notice);
            retry = firstRetry;
            lastWhy = "";
            owner.delivered(channel);
            return Optional.empty();
        }
        String why = failure.get().why();
        if (failure.get().permanent()) {
            giveUp(notice, why);
            retry = firstRetry;
            return Optional.empty();
        }
        lastWhy = ": " + why;
        Duration wish = failure.get().wish();
        Duration rest = retry.compareTo(wish) > 0 ? retry.minus(wish) : Duration.ZERO;
        long seconds = wish.plus(rest).toSeconds();
        LOG.warn("Channel {}: '{}' is not delivered, next try in {} s: {}", channel, notice.line("en"), seconds, why);
        retry = retry.multipliedBy(2).compareTo(LAST_RETRY) > 0 ? LAST_RETRY : retry.multipliedBy(2);
        return Optional.of(new Pause(wish, rest));
    }
}
