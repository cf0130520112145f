// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.testkit.ManualTicker;
import org.ftrouter.engine.cycle.Await;
import org.ftrouter.engine.cycle.LogLines;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ChannelTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(20);

    @TempDir
    Path temp;

    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final List<Notice> open = new CopyOnWriteArrayList<>();
    private final Channel.Owner owner = new Channel.Owner() {
        @Override
        public void refused(String channel, Notice notice, String why) {
            refused.add(channel + " " + notice.text("en").title() + " " + why);
        }

        @Override
        public void delivered(String channel) {
            refused.remove("none of it");
        }

        @Override
        public List<Notice> open() {
            return open;
        }
    };
    private final CountDownLatch forEver = new CountDownLatch(1);
    private @Nullable Channel channel;

    @AfterEach
    void close() {
        forEver.countDown();
        if (channel != null) {
            channel.close();
        }
    }

    private Channel channel(Notifier notifier, Duration deadline, Duration firstRetry) {
        channel = new Channel(
                "mail", notifier, new Outbox(temp.resolve("mail"), new Journal(temp)), owner, deadline, firstRetry);
        return channel;
    }

    private void take(Notice notice) {
        sent.add(notice.text("en").title());
    }

    @Test
    void noticesAreDeliveredOnceAndInOrder() {
        Channel made = channel(this::take, LONG, SHORT);

        for (int i = 1; i <= 50; i++) {
            made.outbox().add(Notices.number(i));
        }

        Await.until("delivered", () -> made.outbox().size() == 0);
        assertThat(sent).hasSize(50).startsWith("title 1", "title 2").endsWith("title 49", "title 50");
    }

    @Test
    void whatIsRefusedIsTriedAgainBeforeTheNextOne() {
        Channel made = channel(
                notice -> {
                    take(notice);
                    if (sent.size() < 3) {
                        throw new NotifyException("451 greylisted");
                    }
                },
                LONG,
                SHORT);

        made.outbox().add(Notices.number(1));
        made.outbox().add(Notices.number(2));

        Await.until("delivered", () -> made.outbox().size() == 0);
        assertThat(sent).containsExactly("title 1", "title 1", "title 1", "title 2");
    }

    @Test
    void aNotifierThatBreaksDownCountsAsARefusal() {
        Channel made = channel(
                notice -> {
                    take(notice);
                    if (sent.size() == 1) {
                        throw new StackOverflowError();
                    }
                },
                LONG,
                SHORT);

        made.outbox().add(Notices.number(1));

        Await.until("delivered", () -> made.outbox().size() == 0);
        assertThat(sent).hasSize(2);
    }

    @Test
    void whatHasWaitedForAWeekIsUndeliverableAndTheNextOneIsTried() {
        var ticker = new ManualTicker();
        var outbox = new Outbox(temp.resolve("mail"), new Journal(temp), SHORT, ticker);
        channel = new Channel(
                "mail",
                notice -> {
                    if (notice.text("en").title().equals("title 1")) {
                        sent.add("refused");
                        throw new NotifyException("451 come back later");
                    }
                    take(notice);
                },
                outbox,
                owner,
                LONG,
                SHORT);
        outbox.add(Notices.number(1));
        Await.until("first tries", () -> sent.size() > 1);
        ticker.advance(Duration.ofDays(6));
        outbox.add(Notices.number(2));
        assertThat(refused).isEmpty();

        ticker.advance(Duration.ofDays(1));

        Await.until("delivered", () -> outbox.size() == 0);
        assertThat(sent).endsWith("title 2");
        assertThat(refused).containsExactly("mail title 1 not delivered within 7 days: 451 come back later");
        assertThat(outbox.refused().size()).isEqualTo(1);
    }

    @Test
    void whatAnEarlierRunLeftMoreThanAWeekAgoIsNotSent() {
        Instant now = Instant.now();
        var before = new Outbox(temp.resolve("mail"), new Journal(temp));
        before.add(Notices.at(1, now.minus(Duration.ofDays(8))));
        before.add(Notices.at(2, now.minus(Duration.ofDays(6))));
        before.add(Notices.at(3, now.plus(Duration.ofDays(9000)))); // the clock is not set yet

        Channel made = channel(this::take, LONG, SHORT);

        Await.until("delivered", () -> made.outbox().size() == 0);
        assertThat(sent).containsExactly("title 2", "title 3");
        assertThat(refused).containsExactly("mail title 1 not delivered within 7 days");
        assertThat(made.outbox().refused().size()).isEqualTo(1);
    }

    @Test
    void aClockThatIsSetByDecadesMakesNothingTooOld() {
        Channel made = channel(this::take, LONG, SHORT);

        made.outbox().add(Notices.at(1, Instant.EPOCH));

        Await.until("delivered", () -> made.outbox().size() == 0);
        assertThat(sent).containsExactly("title 1");
    }

    /** It was taken out of the configuration; meanwhile the clock was set. */
    @Test
    void neitherDoesItIfTheChannelComesBack() {
        var journal = new Journal(temp);
        new Outbox(temp.resolve("mail"), journal).add(Notices.at(1, Instant.EPOCH));

        var again = new Outbox(temp.resolve("mail"), journal);

        assertThat(again.size()).isEqualTo(1);
        assertThat(again.isExpired(Notices.at(1, Instant.EPOCH))).isFalse();
    }

    @Test
    void aBetterNetworkEndsThePause() {
        Channel made = channel(
                notice -> {
                    take(notice);
                    if (sent.size() == 1) {
                        throw new NotifyException("no route to host");
                    }
                },
                LONG,
                LONG);
        made.outbox().add(Notices.number(1));
        Await.until("first try", () -> sent.size() == 1);

        made.kick();

        Await.until("delivered", () -> made.outbox().size() == 0);
    }

    @Test
    void aReceiverThatAskedForTimeGetsItWhateverTheNetworkDoes() {
        var asked = Duration.ofMillis(300);
        var times = new CopyOnWriteArrayList<Long>();
        Channel made = channel(
                notice -> {
                    times.add(System.nanoTime());
                    if (times.size() == 1) {
                        throw new NotifyException("429 slow down", asked);
                    }
                },
                LONG,
                SHORT);
        made.outbox().add(Notices.number(1));
        Await.until("first try", () -> times.size() == 1);

        made.kick();

        Await.until("delivered", () -> made.outbox().size() == 0);
        assertThat(Duration.ofNanos(times.get(1) - times.get(0))).isGreaterThanOrEqualTo(asked);
    }

    @Test
    void aNotifierIsStartedOnceBeforeItsFirstNotice() {
        Channel made = channel(
                new Notifier() {
                    @Override
                    public void start() {
                        sent.add("start");
                    }

                    @Override
                    public void send(Notice notice) {
                        take(notice);
                    }
                },
                LONG,
                SHORT);
        made.outbox().add(Notices.number(1));
        made.outbox().add(Notices.number(2));

        Await.until("delivered", () -> made.outbox().size() == 0);
        assertThat(sent).containsExactly("start", "title 1", "title 2");
    }

    @Test
    void aNotifierThatHangsForEverIsAbandonedAtTheDeadline() {
        Channel made = channel(
                notice -> {
                    take(notice);
                    if (sent.size() == 1) {
                        hang();
                    }
                },
                SHORT,
                SHORT);

        made.outbox().add(Notices.number(1));

        Await.until("delivered", () -> made.outbox().size() == 0);
        assertThat(sent).startsWith("title 1", "title 1");
    }

    @Test
    void oneThatAlwaysHangsCostsAFewThreadsAndNoMore() {
        Channel made = channel(
                notice -> {
                    take(notice);
                    hang();
                },
                SHORT,
                SHORT);

        try (var log = new LogLines()) {
            made.outbox().add(Notices.number(1));
            Await.until(
                    "given up for now",
                    () -> log.lines().stream().anyMatch(l -> l.contains("3 earlier attempts hang")));
        }

        assertThat(sent).hasSize(3);
        forEver.countDown();
        Await.until("delivered", () -> made.outbox().size() == 0);
    }

    /** Not even an interrupt ends it. */
    private void hang() {
        boolean over = false;
        while (!over) {
            try {
                over = forEver.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                sent.add("interrupted");
                sent.remove("interrupted");
            }
        }
    }

    @Test
    void whatAnEarlierRunLeftIsDeliveredFirst() {
        new Outbox(temp.resolve("mail"), new Journal(temp)).add(Notices.number(1));

        Channel made = channel(this::take, LONG, SHORT);
        made.outbox().add(Notices.number(2));

        Await.until("delivered", () -> made.outbox().size() == 0);
        assertThat(sent).containsExactly("title 1", "title 2");
    }

    @Test
    void closingInterruptsASendAndKeepsTheNotice() throws Exception {
        var interrupted = new CountDownLatch(1);
        Channel made = channel(
                notice -> {
                    take(notice);
                    try {
                        forEver.await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                },
                LONG,
                SHORT);
        made.outbox().add(Notices.number(1));
        Await.until("begun", () -> !sent.isEmpty());

        made.close();

        interrupted.await();
        assertThat(new Outbox(temp.resolve("mail"), new Journal(temp)).size()).isEqualTo(1);
    }

    @Test
    void whatIsRefusedForGoodDoesNotHoldUpTheNextOne() {
        Channel made = channel(
                notice -> {
                    take(notice);
                    if (sent.size() == 1) {
                        throw NotifyException.permanent("hook.example.org answered 401");
                    }
                },
                LONG,
                LONG);

        made.outbox().add(Notices.number(1));
        made.outbox().add(Notices.number(2));

        Await.until("delivered", () -> made.outbox().size() == 0);
        assertThat(sent).containsExactly("title 1", "title 2");
        assertThat(refused).containsExactly("mail title 1 hook.example.org answered 401");
        assertThat(made.outbox().refused().size()).isEqualTo(1);
        assertThat(made.outbox().refused().last()).isEqualTo("hook.example.org answered 401");
    }

    @Test
    void whatLastsIsSentAgainToAReceiverThatForgetsAndNeverInFrontOfNews() {
        open.add(Notices.number(1));
        Channel made = channel(
                new Notifier() {
                    @Override
                    public void send(Notice notice) throws NotifyException {
                        take(notice);
                        if (sent.size() == 2) {
                            throw new NotifyException("busy"); // the next repetition is soon enough
                        }
                    }

                    @Override
                    public Duration repeatEvery() {
                        return SHORT;
                    }
                },
                LONG,
                LONG);

        Await.until("repeated", () -> sent.size() >= 3);
        open.clear();
        made.outbox().add(Notices.number(2));

        Await.until("delivered", () -> made.outbox().size() == 0);
        assertThat(sent).startsWith("title 1", "title 1", "title 1").endsWith("title 2");
    }
}
