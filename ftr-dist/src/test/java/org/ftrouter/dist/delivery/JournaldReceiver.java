// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A systemd-journald of our own, in a mount namespace with its own {@code /run}, and with sockets that nobody keeps for it
 * when it is killed, as systemd would: what lies in them is gone. Needs root.
 */
public final class JournaldReceiver extends ProcessReceiver {
    private @Nullable Process namespace;

    public JournaldReceiver(Path folder) {
        super(folder);
    }

    @Override
    public String type() {
        return "journald";
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("socket", run().resolve("systemd/journal/socket").toString());
    }

    /** Made once: it outlives the daemon, and so do the journal and the name of the socket. */
    private Process namespace() {
        Process mine = namespace;
        if (mine == null) {
            try {
                mine = new ProcessBuilder(
                                "unshare",
                                "--mount",
                                "sh",
                                "-c",
                                "mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/journal /run/log/journal && touch"
                                        + " /run/ready && exec sleep 3600")
                        .start();
                namespace = mine;
                await("the namespace", () -> Files.exists(run().resolve("ready")));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        return mine;
    }

    private Path run() {
        return Path.of("/proc/" + namespace().pid() + "/root/run");
    }

    @Override
    public void start() throws Exception {
        Path socket = run().resolve("systemd/journal/socket");
        Files.deleteIfExists(socket);
        run(List.of("nsenter", "--mount", "--target", "" + namespace().pid(), "/lib/systemd/systemd-journald"));
        await("journald starts", () -> Files.exists(socket));
    }

    @Override
    public List<String> ids() throws IOException {
        Path journal = run().resolve("log/journal");
        Process reader = new ProcessBuilder(
                        "journalctl", "--directory=" + journal, "--output=cat", "--output-fields=FTR_EVENT_ID", "--all")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new String(reader.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                .lines()
                .filter(l -> l.matches("01E\\d{5}"))
                .toList();
    }

    /** All that it has, oldest first, as journalctl prints it. */
    public List<JsonObject> entries() throws IOException {
        Path journal = run().resolve("log/journal");
        Process reader = new ProcessBuilder("journalctl", "--directory=" + journal, "--output=json", "--all")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new String(reader.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                .lines()
                .map(l -> JsonParser.parseString(l).getAsJsonObject())
                .toList();
    }

    /** What {@code journalctl -x} prints of the entries that match, with the catalogue in that folder as the only one. */
    public String explained(String match, Path catalogue) throws Exception {
        String script = "mount -t tmpfs tmpfs /var/lib/systemd && mkdir /var/lib/systemd/catalog"
                + " && mount --bind \"$1\" /usr/lib/systemd/catalog && journalctl --update-catalog"
                + " && exec journalctl --directory=\"$2\" --catalog --no-hostname \"$3\"";
        Path journal = run().resolve("log/journal");
        var builder = new ProcessBuilder(
                "unshare", "--mount", "sh", "-c", script, "sh", catalogue.toString(), journal.toString(), match);
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process reader = builder.redirectErrorStream(true).start();
        return new String(reader.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws Exception {
        kill();
        Process mine = namespace;
        if (mine != null) {
            mine.destroyForcibly().waitFor();
        }
    }
}
