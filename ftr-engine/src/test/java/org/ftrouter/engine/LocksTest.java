// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocksTest {
    @TempDir
    Path temp;

    @Test
    void aStateFolderThatCannotBeMadeIsNamedWithTheReasonAndARemedy() throws IOException {
        Path state = Files.writeString(temp.resolve("state"), "a file where a folder should be");
        var options = new DaemonOptions(
                temp.resolve("ftr.conf"),
                temp.resolve("control.sock"),
                state,
                List.of(),
                DaemonOptions.Mode.LIVE,
                "1",
                "en");

        assertThatThrownBy(() -> Locks.take(options))
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "the lock " + state + "/lock cannot be taken: something that is no folder is in the way; run"
                                + " as root, or name a folder of your own with --state");
    }
}
