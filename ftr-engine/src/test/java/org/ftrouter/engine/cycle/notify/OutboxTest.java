// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.testkit.ManualTicker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OutboxTest {
    private static final Duration SETTLING = Duration.ofSeconds(45);

    @TempDir
    Path temp;

    private Path folder() {
        return temp.resolve("outbox/mail");
    }

    /** As after a start. */
    private Outbox outbox() {
        return new Outbox(folder(), new Journal(folder().getParent()));
    }

    private static List<Notice> taken(Outbox outbox) throws InterruptedException {
        var taken = new ArrayList<Notice>();
        while (outbox.size() > 0) {
            Notice next = outbox.await();
            taken.add(next);
            outbox.done(next);
        }
        return taken;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void noticesComeOutInTheOrderTheyWentInAndStayUntilDone() throws Exception {
        var outbox = outbox();
        outbox.add(Notices.number(1));
        outbox.add(Notices.number(2));

        assertThat(outbox.await()).isEqualTo(Notices.number(1));
        assertThat(outbox.await()).isEqualTo(Notices.number(1));
        assertThat(taken(outbox)).containsExactly(Notices.number(1), Notices.number(2));
    }

    @Test
    void whatIsNotDoneSurvivesARestartInOrder() throws Exception {
        var before = outbox();
        for (int i = 0; i < 20; i++) {
            before.add(Notices.number(i));
        }
        before.done(Notices.number(0));

        List<Notice> after = taken(outbox());

        assertThat(after).hasSize(19).startsWith(Notices.number(1)).endsWith(Notices.number(19));
        assertThat(outbox().size()).isZero();
    }

    @Test
    void filesThatSomebodyPutIntoTheFolderAreSentAfterTheOthersAndDamagedOnesAreSetAside() throws Exception {
        outbox().add(Notices.number(1));
        Files.createDirectories(folder());
        Files.writeString(folder().resolve("2.json"), "{\"id\":");
        Files.write(folder().resolve("3.json"), new byte[] {'{', (byte) 0xff, (byte) 0xc3, 0});
        Files.createDirectory(folder().resolve("0.json"));
        Files.writeString(folder().resolve("4.json"), NoticeJson.write(Notices.number(4)));

        List<Notice> after = taken(outbox());

        assertThat(after).containsExactly(Notices.number(1), Notices.number(4));
        assertThat(files()).containsExactly("0.json", "2.json.damaged", "3.json.damaged");
        assertThat(outbox().size()).isZero();
    }

    @Test
    void withoutAFolderNoticesAreKeptInMemory() throws Exception {
        Files.writeString(temp.resolve("outbox"), "a file in the place of the folder");

        var outbox = outbox();
        outbox.add(Notices.number(1));

        assertThat(taken(outbox)).containsExactly(Notices.number(1));
    }

    @Test
    void aThousandWaitThenARecordTakesThePlaceOfTheOldest() throws Exception {
        var outbox = outbox();
        for (int i = 0; i < 1003; i++) {
            outbox.add(Notices.number(i));
        }

        assertThat(outbox.size()).isEqualTo(1000);
        List<Notice> taken = taken(outbox());
        assertThat(taken.get(0)).as("it may be on its way").isEqualTo(Notices.number(0));
        assertThat(taken.get(1).word()).isEqualTo("GAP");
        assertThat(taken.get(1).fields()).containsEntry("count", "4");
        assertThat(taken.get(1).line("en")).isEqualTo("GAP 4 messages are missing here");
        assertThat(taken.subList(2, 1000)).first().isEqualTo(Notices.number(5));
        assertThat(taken).hasSize(1000).last().isEqualTo(Notices.number(1002));
    }

    @Test
    void theOrderDoesNotDependOnTheClock() throws Exception {
        outbox().add(Notices.number(7));
        outbox().add(Notices.number(3)); // set back over a restart

        assertThat(taken(outbox())).containsExactly(Notices.number(7), Notices.number(3));
    }

    @Test
    void whatIsUndeliverableIsKeptApartWithTheReason() throws Exception {
        var outbox = outbox();
        outbox.add(Notices.number(1));
        outbox.add(Notices.number(2));

        outbox.undeliverable(outbox.await(), "550 no such user");

        assertThat(outbox.await()).isEqualTo(Notices.number(2));
        Path kept = folder().resolve("undeliverable").resolve(Notices.number(1).id() + ".json");
        assertThat(kept).content().contains("\"title 1\"", "\"refused\":\"550 no such user\"");
        var later = outbox();
        assertThat(later.refused().size()).isEqualTo(1);
        assertThat(taken(later)).containsExactly(Notices.number(2));
    }

    private static Notice event(int n, String kind, String incident, int second) {
        Notice usual = Notices.number(n);
        return new Notice(
                usual.id(),
                incident,
                kind,
                NoticeWriter.word(kind),
                org.ftrouter.api.notify.Severity.WARNING,
                usual.at().plusSeconds(second),
                "gw1",
                usual.uplink(),
                java.util.Map.of("usable", String.valueOf(second % 2)),
                java.util.Map.of(
                        "en",
                        new Notice.Text("event " + n, "lead\n\nwhy\n\ntable " + n + "\n"),
                        "it",
                        new Notice.Text("evento " + n, "x\n\ny\n\ntavola " + n + "\n")));
    }

    private static Outbox afterAnOutage(Path folder) {
        var outbox = new Outbox(folder, new Journal(folder.getParent()), Duration.ofMillis(1), Ticker.SYSTEM);
        outbox.readByPeople(true, Duration.ZERO);
        outbox.add(event(1, "uplink.down", "old", -400));
        outbox.add(event(2, "uplink.down", "a", 0));
        outbox.add(event(3, "uplink.down", "b", 2));
        outbox.add(event(4, "routing.all-down", "all", 2));
        outbox.add(event(5, "uplink.up", "b", 62));
        outbox.add(event(6, "routing.restored", "all", 62));
        outbox.add(event(7, "uplink.up", "a", 65));
        return outbox;
    }

    @Test
    void aTotalOutageThatCouldNotBeToldBecomesOneMessage() throws Exception {
        List<Notice> taken = taken(afterAnOutage(folder()));

        assertThat(taken).hasSize(2);
        assertThat(taken.get(0).id()).isEqualTo(Notices.number(1).id());
        Notice summary = taken.get(1);
        assertThat(summary.kind()).isEqualTo("routing.restored");
        assertThat(summary.id()).isEqualTo(Notices.number(6).id());
        assertThat(summary.incident()).isEqualTo("all");
        assertThat(summary.line("en")).isEqualTo("RESTORED gw1 was offline for 1 min 0 s");
        assertThat(summary.line("it")).isEqualTo("RESTORED gw1 è rimasto senza rete per 1 min 0 s");
        assertThat(summary.fields()).containsEntry("held_back", "6").containsEntry("usable", "1");
        assertThat(summary.text("en").body())
                .contains("DOWN event 2\n", "DOWN event 3\n", "ALL-DOWN event 4\n", "UP event 5\n", "UP event 7\n")
                .endsWith("\ntable 7\n")
                .doesNotContain("table 2");
        assertThat(outbox().size()).isZero();
    }

    @Test
    void anOutageInWhichTheClockIsSetBackLastsNoTimeBelowZero() throws Exception {
        var outbox = new Outbox(folder(), new Journal(folder().getParent()), Duration.ofMillis(1), Ticker.SYSTEM);
        outbox.readByPeople(true, Duration.ZERO);
        int day = 86_400;
        outbox.add(event(1, "routing.all-down", "all", 0));
        outbox.add(event(2, "uplink.degraded", "a", 30));
        outbox.add(event(3, "uplink.up", "b", 60 - day));
        outbox.add(event(4, "routing.restored", "all", 62 - day));

        Notice summary = outbox.await();

        assertThat(summary.line("en")).isEqualTo("RESTORED gw1 was offline for 32 s");
        assertThat(summary.fields()).containsEntry("held_back", "4");
    }

    @Test
    void theSummarySurvivesARestart() throws Exception {
        Notice first = afterAnOutage(folder()).await();

        var later = outbox();
        later.readByPeople(true, Duration.ZERO);

        assertThat(later.await()).isEqualTo(first);
        later.done(first);
        assertThat(later.await().fields()).containsEntry("held_back", "6");
    }

    @Test
    void programsGetEveryEventOfAnOutage() throws Exception {
        Outbox outbox = afterAnOutage(folder());
        outbox.readByPeople(false, Duration.ZERO);

        assertThat(taken(outbox)).hasSize(7);
    }

    @Test
    void anOutageThatIsNotOverIsNotSummedUp() throws Exception {
        Outbox outbox = afterAnOutage(folder());
        outbox.add(event(8, "routing.all-down", "next", 70));

        assertThat(taken(outbox)).hasSize(8);
    }

    @Test
    void whatWasToldInTimeIsNotToldAgain() throws Exception {
        var outbox = new Outbox(folder(), new Journal(temp.resolve("outbox")), Duration.ofMillis(1), Ticker.SYSTEM);
        outbox.readByPeople(true, Duration.ZERO);
        outbox.add(event(4, "routing.all-down", "all", 2));
        outbox.done(outbox.await());
        outbox.add(event(6, "routing.restored", "all", 62));

        assertThat(taken(outbox)).containsExactly(event(6, "routing.restored", "all", 62));
    }

    private static Outbox amidAnOutage(Path folder, ManualTicker ticker) {
        var outbox = new Outbox(folder, new Journal(folder.getParent()), SETTLING, ticker);
        outbox.readByPeople(true, Duration.ZERO);
        outbox.add(event(2, "uplink.down", "a", 0));
        outbox.add(event(3, "uplink.down", "b", 2));
        outbox.add(event(4, "routing.all-down", "all", 2));
        return outbox;
    }

    @Test
    void onceSomethingGetsThroughTheRestOfATotalOutageWaitsForItsEnd() throws Exception {
        var ticker = new ManualTicker();
        Outbox outbox = amidAnOutage(folder(), ticker);
        ticker.advance(Duration.ofMinutes(1));

        outbox.done(outbox.await()); // it was on its way when the line came back
        assertThat(outbox.await(Duration.ZERO)).isEmpty();
        outbox.add(event(5, "uplink.up", "b", 62));
        outbox.add(event(6, "routing.restored", "all", 62));
        ticker.advance(SETTLING);

        assertThat(taken(outbox)).singleElement().satisfies(summary -> {
            assertThat(summary.kind()).isEqualTo("routing.restored");
            assertThat(summary.fields()).containsEntry("held_back", "4");
        });
    }

    @Test
    void whoCanBeReachedAmidATotalOutageIsToldOfItSoon() throws Exception {
        var ticker = new ManualTicker();
        Outbox outbox = amidAnOutage(folder(), ticker);

        outbox.done(outbox.await()); // in time: by another network, perhaps
        ticker.advance(Duration.ofMinutes(1));
        outbox.done(outbox.await(Duration.ZERO).orElseThrow());
        ticker.advance(Duration.ofSeconds(15));

        assertThat(outbox.await(Duration.ZERO)).contains(event(4, "routing.all-down", "all", 2));
    }
}
