// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    private final List<String> forced = new ArrayList<>();
    private Path file;

    @BeforeEach
    void anOldFile() throws IOException {
        file = Files.writeString(folder.resolve("budgets"), "old");
    }

    /** What a power cut right now would find behind the name. */
    private void force(Path path) throws IOException {
        String whole = Files.isDirectory(path) ? "folder" : Files.readString(path);
        forced.add(whole + " forced, file " + Files.readString(file));
    }

    @Test
    void theTextIsOnTheDiskBeforeItHasTheNameAndTheNameBeforeItReturns() throws IOException {
        AtomicFile.write(file, "n\u00e8w", this::force);

        assertThat(forced).containsExactly("n\u00e8w forced, file old", "folder forced, file n\u00e8w");
        assertThat(folder.toFile().list()).containsExactly("budgets");
    }

    @Test
    void linesBesideBytesThatAreNoTextAreRead() throws IOException {
        Files.write(file, new byte[] {'a', ' ', '1', '\n', (byte) 0xff, '\n', 'b', ' ', '2'});

        assertThat(AtomicFile.lines(file)).containsExactly("a 1", "\ufffd", "b 2");
    }

    @Test
    void aDiskThatCannotTakeTheTextLeavesTheOldFile() {
        assertThatThrownBy(() -> AtomicFile.write(file, "new", path -> {
                    throw new IOException("No space left on device");
                }))
                .hasMessage("No space left on device");

        assertThat(file).hasContent("old");
    }

    @Test
    void itIsWrittenForTheFirstTimeAndOverWhatACrashHasLeft() throws IOException {
        Files.delete(file);
        Files.writeString(folder.resolve("budgets.new"), "a half that is longer than the whole");

        AtomicFile.write(file, "new");

        assertThat(file).hasContent("new");
        assertThat(folder.resolve("budgets.new")).doesNotExist();
    }

    @Test
    void aRelativePathIsFine() throws IOException {
        Path relative = Path.of("").toAbsolutePath().relativize(file.toAbsolutePath());

        AtomicFile.write(relative, "new");

        assertThat(file).hasContent("new");
    }
}
