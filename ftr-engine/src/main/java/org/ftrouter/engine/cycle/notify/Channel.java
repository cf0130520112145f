// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;

/**
 * One notifier with its outbox and its thread: oldest first, until it is taken or refused for good, with growing pauses. A
 * send that outlives its deadline is interrupted and, if it does not react, abandoned with its thread; with
 * {@value #ABANDONED} of them still hanging, no further one is begun.
 */
final class Channel implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(Channel.class);
    private static final Duration LAST_RETRY = Duration.ofMinutes(5);
    private static final Duration LONGEST_WISH = Duration.ofHours(1);
    private static final int ABANDONED = 3;

    private final String name;
    private final Notifier notifier;
    private final Outbox outbox;
    private final Semaphore kicks = new Semaphore(0);
    private final Thread thread;
    private final Duration deadline;
    private final Duration firstRetry;
    private final Owner owner;
    private final boolean forPeople;
    private final List<ExecutorService> abandoned = new ArrayList<>();
    private volatile ExecutorService sender;
    private volatile boolean closed;
    private Duration retry;
    private Duration wish = Duration.ZERO;

    /** What a channel needs of those it belongs to. Called by its thread. */
    interface Owner {
        /** A notice will never be taken. */
        void refused(String channel, Notice notice, String why);

        /** A notice was taken. */
        void delivered(String channel);

        /** The first notices of the incidents that last. */
        List<Notice> open();
    }

    Channel(String name, Notifier notifier, Outbox outbox, Owner owner) {
        this(name, notifier, outbox, owner, Duration.ofSeconds(90), Duration.ofSeconds(2));
    }

    Channel(String name, Notifier notifier, Outbox outbox, Owner owner, Duration deadline, Duration firstRetry) {
        this.owner = owner;
        this.name = name;
        this.deadline = deadline;
        this.firstRetry = firstRetry;
        this.retry = firstRetry;
        this.notifier = notifier;
        this.outbox = outbox;
        this.forPeople = notifier.forPeople();
        outbox.readByPeople(forPeople, notifier.gatherFor());
        this.sender = newSender();
        this.thread = new Thread(this::run, "notify-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    String name() {
        return name;
    }

    boolean isForPeople() {
        return forPeople;
    }

    Outbox outbox() {
        return outbox;
    }

    /** The network is better than it was: the next try need not wait. */
    void kick() {
        kicks.release();
    }

    private void run() {
        try {
            sender.execute(notifier::start);
            Duration every = notifier.repeatEvery();
            while (!closed) {
                Optional<Notice> next = every.isZero() ? Optional.of(outbox.await()) : outbox.await(every);
                if (next.isPresent()) {
                    deliver(next.get());
                } else {
                    repeat();
                }
            }
        } catch (InterruptedException | RejectedExecutionException e) { // the latter if closed just before a send
            LOG.debug("{}: ends", name);
        }
    }

    private void deliver(Notice next) throws InterruptedException {
        Optional<Failure> failure = send(next);
        if (failure.isEmpty()) {
            outbox.done(next);
            retry = firstRetry;
            owner.delivered(name);
        } else if (failure.get().permanent()) {
            String why = failure.get().why();
            LOG.warn("Channel {}: '{}' is undeliverable: {}", name, next.line("en"), why);
            outbox.undeliverable(next, why);
            retry = firstRetry;
            owner.refused(name, next, why);
        } else {
            LOG.warn(
                    "Channel {}: '{}' is not delivered, next try in {} s: {}",
                    name,
                    next.line("en"),
                    next().toSeconds(),
                    failure.get().why());
            pause();
        }
    }

    /** What lasts, for a receiver that forgets; it is due again soon, whatever comes of it. */
    private void repeat() throws InterruptedException {
        for (Notice notice : owner.open()) {
            send(notice).ifPresent(f -> LOG.debug("Channel {}: '{}' is not repeated: {}", name, notice, f.why()));
        }
    }

    /** Why a notice was not taken. */
    private record Failure(String why, boolean permanent) {}

    private Optional<Failure> send(Notice notice) throws InterruptedException {
        abandoned.removeIf(ExecutorService::isTerminated);
        if (abandoned.size() >= ABANDONED) {
            return Optional.of(new Failure(ABANDONED + " earlier attempts hang and ignore being interrupted", false));
        }
        Future<?> sending = sender.submit(() -> {
            notifier.send(notice);
            return null;
        });
        try {
            sending.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            LOG.debug("{}: delivered {}", name, notice.line("en"));
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(failure(e));
        } catch (TimeoutException e) {
            abandon(sending);
            return Optional.of(new Failure("no answer within " + deadline.toSeconds() + " s", false));
        }
    }

    private Failure failure(ExecutionException failure) {
        if (failure.getCause() instanceof NotifyException refused) {
            wish = refused.retryAfter()
                    .map(d -> d.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : d)
                    .orElse(Duration.ZERO);
            return new Failure(String.valueOf(refused.getMessage()), refused.isPermanent());
        }
        return new Failure(String.valueOf(failure.getCause()), false);
    }

    private void abandon(Future<?> sending) {
        sending.cancel(true);
        sender.shutdownNow();
        abandoned.add(sender);
        sender = newSender();
    }

    /** The time to the next try: growing, and no less than the other side asked for. */
    private Duration next() {
        return wish.compareTo(retry) > 0 ? wish : retry;
    }

    /** What the other side asked for holds whatever the network does; the rest of the pause ends with a kick. */
    private void pause() throws InterruptedException {
        Thread.sleep(wish.toMillis());
        long rest = Math.max(0, next().minus(wish).toMillis());
        wish = Duration.ZERO;
        if (kicks.tryAcquire(rest, TimeUnit.MILLISECONDS)) {
            kicks.drainPermits();
        }
        retry = retry.multipliedBy(2).compareTo(LAST_RETRY) > 0 ? LAST_RETRY : retry.multipliedBy(2);
    }

    private ExecutorService newSender() {
        return Executors.newSingleThreadExecutor(task -> {
            var worker = new Thread(task, "send-" + name);
            worker.setDaemon(true);
            return worker;
        });
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        sender.shutdownNow();
        notifier.close();
    }
}
