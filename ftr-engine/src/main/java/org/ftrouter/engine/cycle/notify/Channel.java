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
import org.ftrouter.api.notify.Severity;

/**
 * One notifier with its outbox and its thread: oldest first, until it is taken or refused for good, with growing pauses. A
 * send that outlives its deadline is interrupted and, if it does not react, abandoned with its thread; with
 * {@value #ABANDONED} of them still hanging, no further one is begun.
 */
final class Channel implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(Channel.class);
    private static final int ABANDONED = 3;

    private final String name;
    private final Notifier notifier;
    private final Outbox outbox;
    private final Semaphore kicks = new Semaphore(0);
    private final Thread thread;
    private final Duration deadline;
    private final Owner owner;
    private final Delivery delivery;
    private final boolean forPeople;
    private final Severity minSeverity;
    private final List<ExecutorService> abandoned = new ArrayList<>();
    private volatile ExecutorService sender;
    private volatile boolean closed;

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
        this.notifier = notifier;
        this.outbox = outbox;
        this.delivery = new Delivery(name, outbox, owner, firstRetry);
        this.forPeople = notifier.forPeople();
        this.minSeverity = notifier.minSeverity();
        outbox.readByPeople(forPeople, notifier.gatherFor());
        this.sender = newSender();
        this.thread = new Thread(this::run, "notify-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    String name() {
        return name;
    }

    /** Whether it is to be told: it is urgent enough, and no summary says it to those who read summaries. */
    boolean takes(Notice notice) {
        boolean damped = notice.fields().containsKey(Announcer.DAMPED);
        return notice.severity().compareTo(minSeverity) <= 0 && !(damped && forPeople);
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
        if (outbox.isExpired(next)) {
            delivery.expired(next);
            return;
        }
        Optional<Delivery.Pause> pause = delivery.ended(next, send(next));
        if (pause.isPresent()) {
            pause(pause.get());
        }
    }

    /** What lasts, for a receiver that forgets; it is due again soon, whatever comes of it. */
    private void repeat() throws InterruptedException {
        for (Notice notice : owner.open()) {
            send(notice).ifPresent(f -> LOG.debug("Channel {}: '{}' is not repeated: {}", name, notice, f.why()));
        }
    }

    private Optional<Delivery.Failure> send(Notice notice) throws InterruptedException {
        abandoned.removeIf(ExecutorService::isTerminated);
        if (abandoned.size() >= ABANDONED) {
            return Optional.of(new Delivery.Failure(ABANDONED + " earlier attempts hang and ignore being interrupted"));
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
            return Optional.of(Delivery.Failure.of(e.getCause()));
        } catch (TimeoutException e) {
            abandon(sending);
            return Optional.of(new Delivery.Failure("no answer within " + deadline.toSeconds() + " s"));
        }
    }

    private void abandon(Future<?> sending) {
        sending.cancel(true);
        sender.shutdownNow();
        abandoned.add(sender);
        sender = newSender();
    }

    private void pause(Delivery.Pause pause) throws InterruptedException {
        Thread.sleep(pause.firm().toMillis());
        if (kicks.tryAcquire(pause.rest().toMillis(), TimeUnit.MILLISECONDS)) {
            kicks.drainPermits();
        }
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
