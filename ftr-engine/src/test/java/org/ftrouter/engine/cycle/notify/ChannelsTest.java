// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.Severity;
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
                    "the other channel",
                    () -> Objects.equals(channels.waiting().get("fine"), 0) && arrived.size() == 2);
            assertThat(arrived).containsExactly(Notices.number(1), Notices.number(2));
            assertThat(channels.waiting()).containsEntry("stuck", 2);
        }
        assertThat(new Outbox(temp.resolve("stuck"), new Journal(temp)).size()).isEqualTo(2);
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

        assertThat(new Outbox(temp.resolve("stuck"), new Journal(temp)).size()).isEqualTo(20);
    }

    @Test
    void whatAFormerRunStoredIsNotStoredAgainAndSaidToBe() {
        try (var channels = new Channels(temp)) {
            channels.use(Map.of("fine", arrived::add));
            channels.send(Notices.number(1));
            Await.until("it is delivered", () -> arrived.size() == 1);
        }
        var stored = new CountDownLatch(1);
        try (var channels = new Channels(temp)) {
            channels.use(Map.of("fine", arrived::add));
            channels.send(Notices.number(1), stored::countDown);
            channels.send(Notices.number(2));
            Await.until("what is new is delivered", () -> arrived.size() == 2);
        }

        assertThat(arrived).containsExactly(Notices.number(1), Notices.number(2));
        assertThat(stored.getCount()).isZero();
    }

    @Test
    void whatTheDiskHadNoRoomForIsWrittenWhenItHasAlsoIfNothingMoreIsSent() throws Exception {
        Path file = Files.createDirectory(temp.resolve(".journal")); // so that nothing can be written, not even by root
        try (var channels = new Channels(temp, Duration.ofMillis(20))) {
            channels.use(Map.of("stuck", notice -> new CountDownLatch(1).await()));
            channels.send(Notices.number(1));
            Await.until("it waits", () -> Objects.equals(channels.waiting().get("stuck"), 1));

            Files.delete(file);

            Await.until(
                    "it is on the disk",
                    () -> new Journal(temp)
                            .waiting("stuck").stream()
                                    .map(Journal.Entry::notice)
                                    .toList()
                                    .equals(List.of(Notices.number(1))));
        }
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

    @Test
    void aRefusalIsToldOnceThroughTheOtherChannelsUntilItWorksAgain() {
        var notifiers = new LinkedHashMap<String, Notifier>();
        notifiers.put("hook", notice -> {
            if (!notice.text("en").title().equals("title 3")) {
                throw org.ftrouter.api.notify.NotifyException.permanent("hook.example.org answered 404");
            }
        });
        notifiers.put("mail", arrived::add);
        try (var channels = new Channels(temp)) {
            channels.use(notifiers);
            for (int i = 1; i <= 4; i++) {
                channels.send(Notices.number(i));
            }

            Await.until(
                    "told twice",
                    () -> arrived.stream()
                                    .filter(n -> n.word().equals("UNDELIVERABLE"))
                                    .count()
                            == 2);
            Await.until("done", () -> channels.waiting().values().stream().allMatch(n -> n == 0));
            assertThat(arrived).hasSize(6);
            assertThat(channels.report().get("hook"))
                    .isEqualTo(new ChannelReport(0, 3, "hook.example.org answered 404"));
            assertThat(channels.report().get("mail")).isEqualTo(new ChannelReport(0, 0, ""));
            assertThat(arrived)
                    .filteredOn(n -> n.word().equals("UNDELIVERABLE"))
                    .first()
                    .satisfies(n ->
                            assertThat(n.line("en")).isEqualTo("UNDELIVERABLE hook: hook.example.org answered 404"));
        }
    }

    @Test
    void channelsThatRefuseEverythingTellEachOtherNothingForEver() {
        var asked = new CopyOnWriteArrayList<String>();
        var notifiers = new LinkedHashMap<String, Notifier>();
        for (String name : List.of("one", "two")) {
            notifiers.put(name, notice -> {
                asked.add(name);
                throw org.ftrouter.api.notify.NotifyException.permanent("no");
            });
        }
        try (var channels = new Channels(temp)) {
            channels.use(notifiers);
            channels.send(Notices.number(1));
            channels.send(Notices.number(2));

            Await.until("each its own two and one of the other", () -> asked.size() >= 6);
            Await.until("done", () -> channels.waiting().values().stream().allMatch(n -> n == 0));
            assertThat(asked).hasSize(6);
        }
    }

    @Test
    void peopleAreSparedWhatASummarySaysAndProgramsAreNot() {
        var programs = new CopyOnWriteArrayList<Notice>();
        var notifiers = new LinkedHashMap<String, Notifier>();
        notifiers.put("mail", arrived::add);
        notifiers.put("hook", new Notifier() {
            @Override
            public void send(Notice notice) {
                programs.add(notice);
            }

            @Override
            public boolean forPeople() {
                return false;
            }
        });
        try (var channels = new Channels(temp)) {
            channels.use(notifiers);
            channels.send(Notices.number(1));
            channels.send(Notices.of("2", "title 2", Map.of(Announcer.DAMPED, "flapping")));
            channels.send(Notices.number(3));

            Await.until("all", () -> programs.size() == 3 && arrived.size() == 2);
            assertThat(arrived).containsExactly(Notices.number(1), Notices.number(3));
        }
    }

    @Test
    void whatIsForTheRecordIsForProgramsAndForWhoeverWantsIt() {
        var recorder = new CopyOnWriteArrayList<Notice>();
        var notifiers = new LinkedHashMap<String, Notifier>();
        notifiers.put("mail", arrived::add);
        notifiers.put("curious", new Notifier() {
            @Override
            public void send(Notice notice) {
                recorder.add(notice);
            }

            @Override
            public Severity minSeverity() {
                return Severity.INFO;
            }
        });
        try (var channels = new Channels(temp)) {
            channels.use(notifiers);
            for (int i = 0; i < 100; i++) {
                channels.send(record(i));
            }
            channels.send(Notices.number(1));

            Await.until("all", () -> recorder.size() == 101 && arrived.size() == 1);
            assertThat(arrived).containsExactly(Notices.number(1));
        }
    }

    private static Notice record(int number) {
        Notice like = Notices.number(number);
        return new Notice(
                "info" + number,
                like.incident(),
                "config.loaded",
                "CONFIG",
                Severity.INFO,
                like.at(),
                like.host(),
                like.uplink(),
                like.fields(),
                like.texts());
    }

    @Test
    void goodNewsEndsAPause() {
        var tries = new CopyOnWriteArrayList<String>();
        try (var channels = new Channels(temp)) {
            channels.use(Map.of("mail", notice -> {
                tries.add(notice.id());
                if (tries.size() < 6) { // by themselves these would take over a minute
                    throw new org.ftrouter.api.notify.NotifyException("no route");
                }
            }));
            channels.send(Notices.number(1));
            for (int i = 1; i < 6; i++) {
                int now = i;
                Await.until("try " + i, () -> tries.size() >= now);
                Notice up = Notices.number(1);
                channels.send(new Notice(
                        "up" + i,
                        up.incident(),
                        "uplink.up",
                        "UP",
                        up.severity(),
                        up.at(),
                        up.host(),
                        up.uplink(),
                        up.fields(),
                        up.texts()));
            }
            Await.until("delivered", () -> Objects.equals(channels.waiting().get("mail"), 0));
        }
    }
}
