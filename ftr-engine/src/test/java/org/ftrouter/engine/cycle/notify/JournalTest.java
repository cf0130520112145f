// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.ftrouter.api.notify.Notice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    Path temp;

    private Path file() {
        return temp.resolve(".journal");
    }

    private static Journal.Addition to(Notice notice, String... channels) {
        return new Journal.Addition(notice, List.of(channels));
    }

    private List<Notice> left(String channel) {
        return new Journal(temp)
                .waiting(channel).stream().map(Journal.Entry::notice).toList();
    }

    @Test
    void whatWaitsInEachChannelIsKnownAfterARestart() {
        var journal = new Journal(temp);
        List<Journal.Entry> entries =
                journal.add(List.of(to(Notices.number(1), "mail", "hook"), to(Notices.number(2), "mail", "hook")));
        journal.add(List.of(to(Notices.number(3), "mail")));

        journal.done("mail", entries.get(0));
        journal.done("hook", entries.get(0));
        journal.done("hook", entries.get(1));

        assertThat(left("mail")).containsExactly(Notices.number(2), Notices.number(3));
        assertThat(left("hook")).isEmpty();
        assertThat(left("of no such name")).isEmpty();
    }

    @Test
    void oneTakesThePlaceOfSeveral() {
        var journal = new Journal(temp);
        List<Long> places = IntStream.range(0, 5)
                .mapToObj(i -> journal.add(List.of(to(Notices.number(i), "mail", "hook")))
                        .get(0)
                        .number())
                .toList();

        journal.replace("mail", places.subList(1, 4), places.get(3), Notices.number(77));

        assertThat(left("mail")).containsExactly(Notices.number(0), Notices.number(77), Notices.number(4));
        assertThat(left("hook")).hasSize(5);
    }

    @Test
    void aLineThatWasTornByAPowerCutCostsNothingElse() throws Exception {
        new Journal(temp).add(List.of(to(Notices.number(1), "mail"), to(Notices.number(2), "mail")));
        String text = Files.readString(file()).stripTrailing();
        Files.writeString(file(), text.substring(0, text.length() - 40) + "\0\0\0\n\n");

        var later = new Journal(temp);
        later.add(List.of(to(Notices.number(3), "mail")));

        assertThat(left("mail")).containsExactly(Notices.number(1), Notices.number(3));
        assertThat(temp.resolve(".journal.damaged")).exists();
        assertThat(file()).content().as("written anew").doesNotContain("\0");
    }

    @Test
    void damageInTheMiddleCostsWhatIsDamaged() throws Exception {
        var journal = new Journal(temp);
        for (int i = 0; i < 10; i++) {
            journal.add(List.of(to(Notices.number(i), "mail")));
        }
        byte[] bytes = Files.readAllBytes(file());
        System.arraycopy(new byte[600], 0, bytes, bytes.length / 2, 600);
        Files.write(file(), bytes);

        assertThat(left("mail")).contains(Notices.number(0), Notices.number(9)).hasSizeBetween(5, 9);
    }

    @Test
    void whatIsDoneDoesNotFillTheDisk() throws Exception {
        var journal = new Journal(temp);
        List<Journal.Entry> first = journal.add(List.of(to(Notices.number(0), "stuck", "fine")));
        journal.done("fine", first.get(0));
        for (int i = 0; i < 200; i++) { // 50 each, some 5 MiB in all
            int from = 1 + 50 * i;
            journal.add(IntStream.range(from, from + 50)
                            .mapToObj(n -> to(Notices.number(n), "fine"))
                            .toList())
                    .forEach(entry -> journal.done("fine", entry));
        }

        assertThat(Files.size(file())).isLessThan(2L << 20);
        assertThat(left("stuck")).containsExactly(Notices.number(0));
        assertThat(left("fine")).isEmpty();
    }

    @Test
    void thereIsRoomForWhatWillBeDone() throws Exception {
        var journal = new Journal(temp);
        List<Journal.Entry> entries = journal.add(IntStream.range(0, 50)
                .mapToObj(i -> to(Notices.number(i), "mail", "a-channel-with-a-long-name"))
                .toList());
        long before = Files.size(file());

        for (Journal.Entry entry : entries) {
            journal.done("mail", entry);
            journal.done("a-channel-with-a-long-name", entry);
        }

        assertThat(Files.size(file())).isEqualTo(before);
        assertThat(left("mail")).isEmpty();
        var later = new Journal(temp);
        later.add(List.of(to(Notices.number(51), "mail")));
        assertThat(left("mail")).containsExactly(Notices.number(51));
    }

    @Test
    void aJournalThatSomebodyRemovesIsWrittenAnew() throws Exception {
        var journal = new Journal(temp);
        journal.add(List.of(to(Notices.number(1), "mail")));
        Files.delete(file());

        journal.add(List.of(to(Notices.number(2), "mail")));

        assertThat(left("mail")).containsExactly(Notices.number(1), Notices.number(2));
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenInItsPlaceOnceThatIsPossible() throws Exception {
        new Journal(temp).add(List.of(to(Notices.number(1), "mail")));
        var journal = new Journal(temp);
        noDisk();
        List<Journal.Entry> kept =
                journal.add(List.of(to(Notices.number(2), "mail", "hook"), to(Notices.number(3), "mail", "hook")));
        journal.done("hook", kept.get(0));
        assertThat(journal.isBehind()).isTrue();
        aDiskAgain();

        assertThat(journal.isBehind()).isFalse();
        journal.done("mail", kept.get(1));
        journal.add(List.of(to(Notices.number(4), "mail")));

        assertThat(left("mail")).containsExactly(Notices.number(1), Notices.number(2), Notices.number(4));
        assertThat(left("hook")).containsExactly(Notices.number(3));
    }

    @Test
    void theNextNoticeTakesAlongWhatCouldNotBeWrittenBeforeIt() throws Exception {
        var journal = new Journal(temp);
        noDisk();
        List<Long> places = journal
                .add(List.of(
                        to(Notices.number(1), "mail"), to(Notices.number(2), "mail"), to(Notices.number(3), "mail")))
                .stream()
                .map(Journal.Entry::number)
                .toList();
        journal.replace("mail", places.subList(0, 2), places.get(1), Notices.number(77));
        aDiskAgain();

        journal.add(List.of(to(Notices.number(4), "mail")));

        assertThat(left("mail")).containsExactly(Notices.number(77), Notices.number(3), Notices.number(4));
    }

    /** The channel was taken out of the configuration, and is back. */
    @Test
    void whoTakesUpAChannelAgainFindsWhatCouldNotBeWrittenToo() throws Exception {
        new Journal(temp).add(List.of(to(Notices.number(1), "mail")));
        var journal = new Journal(temp);
        noDisk();
        journal.add(List.of(to(Notices.number(2), "mail", "hook"), to(Notices.number(3), "mail")));

        assertThat(journal.waiting("mail").stream().map(Journal.Entry::notice))
                .containsExactly(Notices.number(1), Notices.number(2), Notices.number(3));
        assertThat(journal.waiting("hook").stream().map(Journal.Entry::notice)).containsExactly(Notices.number(2));
    }

    /** As of a disk that breaks off within room that was there: a shorter line follows, then the machine ends. */
    @Test
    void whatAFailedWriteHasLeftSpoilsNoLaterLine() throws Exception {
        var breaks = new AtomicBoolean();
        var journal = new Journal(temp, file -> breakingOff(file, breaks));
        journal.add(List.of(to(Notices.number(1), "mail")));
        breaks.set(true);
        Journal.Entry torn = journal.add(
                        List.of(to(Notices.number(2), "mail", "a-channel-with-a-long-name".repeat(20))))
                .get(0);
        breaks.set(false);
        journal.done("mail", torn); // delivered all the same
        journal.done("a-channel-with-a-long-name".repeat(20), torn);

        journal.add(List.of(to(Notices.number(3), "mail")));

        assertThat(left("mail")).containsExactly(Notices.number(1), Notices.number(3));
        assertThat(temp.resolve(".journal.damaged")).doesNotExist();
    }

    private static RandomAccessFile breakingOff(Path file, AtomicBoolean breaks) throws IOException {
        return new RandomAccessFile(file.toFile(), "rw") {
            @Override
            public void write(byte[] bytes) throws IOException {
                boolean room = bytes[bytes.length - 1] == '\n';
                if (room || !breaks.get()) {
                    super.write(bytes);
                    return;
                }
                super.write(bytes, 0, bytes.length - 20);
                throw new IOException("Input/output error");
            }
        };
    }

    /** A folder of that name lets nothing be written, not even for root. */
    private void noDisk() throws IOException {
        if (Files.exists(file())) {
            Files.move(file(), temp.resolve("aside"));
        }
        Files.createDirectory(file());
    }

    private void aDiskAgain() throws IOException {
        Files.delete(file());
        if (Files.exists(temp.resolve("aside"))) {
            Files.move(temp.resolve("aside"), file());
        }
    }

    @Test
    void placesAreNotUsedTwice() throws IOException {
        var journal = new Journal(temp);
        Journal.Entry one = journal.add(List.of(to(Notices.number(1), "mail"))).get(0);
        journal.done("mail", one);

        Journal.Entry two =
                new Journal(temp).add(List.of(to(Notices.number(2), "mail"))).get(0);

        assertThat(two.number()).isGreaterThan(one.number());
    }

    @Test
    void whateverStandsInTheFileItIsReadAndUsed() throws Exception {
        Files.write(file(), new byte[] {'\n', '[', ']', '\n', '{', '}', '\n', (byte) 0xff, '\n', '4'});
        Files.writeString(
                file(),
                "\n{\"number\":\"x\"}\n{\"number\":1,\"done\":{}}",
                StandardCharsets.UTF_8,
                StandardOpenOption.APPEND);

        new Journal(temp).add(List.of(to(Notices.number(1), "mail")));

        assertThat(left("mail")).containsExactly(Notices.number(1));
    }
}
