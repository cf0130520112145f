// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLettersTest {
    private static final int MOST = 1000;

    @TempDir
    Path temp;

    /** A receiver that refuses everything for ever fills no disk. */
    @Test
    void theNewestAreKept() throws Exception {
        Path folder = temp.resolve("undeliverable");
        var letters = new DeadLetters(folder);

        for (int i = 0; i < MOST + 3; i++) {
            letters.add(Notices.number(i), "no such user");
        }

        assertThat(letters.size()).isEqualTo(MOST);
        assertThat(new DeadLetters(folder).size()).isEqualTo(MOST);
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = files.map(f -> f.getFileName().toString()).toList();
            assertThat(names)
                    .hasSize(MOST)
                    .contains(
                            Notices.number(MOST + 2).id() + ".json",
                            Notices.number(3).id() + ".json")
                    .doesNotContain(Notices.number(2).id() + ".json");
        }
    }

    @Test
    void theNewestIsKeptAlsoWhenTheClockWasSetBack() {
        Path folder = temp.resolve("undeliverable");
        var letters = new DeadLetters(folder);
        for (int i = 1; i <= MOST; i++) {
            letters.add(Notices.number(i), "no such user");
        }

        letters.add(Notices.number(0), "no such user");

        assertThat(letters.size()).isEqualTo(MOST);
        assertThat(folder.resolve(Notices.number(0).id() + ".json")).exists();
        assertThat(folder.resolve(Notices.number(1).id() + ".json")).doesNotExist();
    }
}
