// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ftrouter.api.notify.Notice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OutboxTest {
    @TempDir
    Path temp;

    private Path folder() {
        return temp.resolve("outbox/mail");
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
        var outbox = new Outbox(folder());
        outbox.add(Notices.number(1));
        outbox.add(Notices.number(2));

        assertThat(outbox.await()).isEqualTo(Notices.number(1));
        assertThat(outbox.await()).isEqualTo(Notices.number(1));
        assertThat(taken(outbox)).containsExactly(Notices.number(1), Notices.number(2));
    }

    @Test
    void whatIsNotDoneSurvivesARestartInOrder() throws Exception {
        var before = new Outbox(folder());
        for (int i = 0; i < 20; i++) {
            before.add(Notices.number(i));
        }
        before.done(Notices.number(0));

        List<Notice> after = taken(new Outbox(folder()));

        assertThat(after).hasSize(19).startsWith(Notices.number(1)).endsWith(Notices.number(19));
        assertThat(files()).isEmpty();
    }

    @Test
    void aDamagedFileIsSetAsideAndTheOthersAreKept() throws Exception {
        var before = new Outbox(folder());
        before.add(Notices.number(1));
        before.add(Notices.number(4));
        Files.writeString(folder().resolve("2.json"), "{\"id\":");
        Files.write(folder().resolve("3.json"), new byte[] {'{', (byte) 0xff, (byte) 0xc3, 0});
        Files.createDirectory(folder().resolve("0.json"));

        List<Notice> after = taken(new Outbox(folder()));

        assertThat(after).containsExactly(Notices.number(1), Notices.number(4));
        assertThat(files()).containsExactly("0.json", "2.json.damaged", "3.json.damaged");
    }

    @Test
    void withoutAFolderNoticesAreKeptInMemory() throws Exception {
        Files.writeString(temp.resolve("outbox"), "a file in the place of the folder");

        var outbox = new Outbox(folder());
        outbox.add(Notices.number(1));

        assertThat(taken(outbox)).containsExactly(Notices.number(1));
    }

    @Test
    void aThousandWaitThenTheOldestIsGivenUp() throws Exception {
        var outbox = new Outbox(folder());
        for (int i = 0; i < 1003; i++) {
            outbox.add(Notices.number(i));
        }

        assertThat(outbox.size()).isEqualTo(1000);
        assertThat(outbox.await()).isEqualTo(Notices.number(3));
        assertThat(files()).hasSize(1000);
    }
}
