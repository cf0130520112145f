// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A program that is started for each event. Killed is the process that it has become for one, by turns before and after
 * that is written down.
 */
final class Script extends ProcessReceiver {
    private final Path hold;
    private final Path held;
    private int kills;

    Script(Path folder) throws IOException {
        super(folder);
        hold = folder.resolve("hold");
        held = folder.resolve("held");
        Files.writeString(folder.resolve("script"), """
                hold() {
                    if [ "$(cat %1$s/hold 2>/dev/null)" = "$1" ]; then
                        echo $$ > %1$s/part
                        mv %1$s/part %1$s/held
                        kill -STOP $$
                    fi
                }
                hold before
                printf '%%s\\n' "$FTR_ID" >> %1$s/ids
                hold after
                """.formatted(folder));
        Files.writeString(folder.resolve("output"), "");
    }

    @Override
    public String type() {
        return "exec";
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("command", List.of("/bin/sh", folder.resolve("script").toString()));
    }

    /** Kills the process that waits for it, and lets others do their work. */
    @Override
    public void start() throws Exception {
        if (Files.exists(hold)) {
            await("the program is started", () -> Files.exists(held));
            close();
        }
    }

    /** The next process stops, and is killed with the next start. */
    @Override
    public void kill() throws IOException {
        Files.writeString(hold, kills % 2 == 0 ? "before" : "after");
        kills++;
    }

    @Override
    public List<String> ids() throws IOException {
        return idsIn(folder.resolve("ids"));
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(hold);
        if (Files.exists(held)) {
            ProcessHandle.of(Long.parseLong(Files.readString(held).strip())).ifPresent(ProcessHandle::destroyForcibly);
            Files.delete(held);
        }
    }
}
