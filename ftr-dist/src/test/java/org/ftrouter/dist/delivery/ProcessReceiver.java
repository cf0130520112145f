// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A receiver that is a program of the system. */
abstract class ProcessReceiver implements Receiver {
    private static final Pattern ID = Pattern.compile("01E\\d{5}");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    final Path folder;
    private @Nullable Process process;

    ProcessReceiver(Path folder) {
        this.folder = folder;
    }

    void run(List<String> command) throws IOException {
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("output").toFile()));
        builder.environment().put("SNMP_PERSISTENT_DIR", folder.toString());
        process = builder.start();
    }

    /** A question with a clear answer. */
    interface Question {
        boolean ask() throws Exception;
    }

    void await(String what, Question question) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!question.ask()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(what + ": " + Files.readString(folder.resolve("output")));
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void kill() throws Exception {
        Process mine = process;
        if (mine != null) {
            List<ProcessHandle> children = mine.descendants().toList();
            mine.destroyForcibly().waitFor();
            children.forEach(ProcessHandle::destroyForcibly);
            for (ProcessHandle child : children) {
                child.onExit().get();
            }
        }
    }

    /** Ends it in good order. */
    void end() throws Exception {
        Process mine = process;
        if (mine != null) {
            mine.destroy();
            mine.waitFor();
        }
    }

    static String id(String message) {
        return ID.matcher(message).results().findFirst().orElseThrow().group();
    }

    static boolean answers(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static List<String> idsIn(Path file) throws IOException {
        return Files.exists(file)
                ? ID.matcher(Files.readString(file))
                        .results()
                        .map(MatchResult::group)
                        .toList()
                : List.of();
    }

    /** The first id of each line. */
    static List<String> firstIdsIn(Path file) throws IOException {
        return Files.exists(file) ? firstIdsIn(Files.readAllLines(file).stream()) : List.of();
    }

    static List<String> firstIdsIn(Stream<String> lines) {
        return lines.flatMap(
                        l -> ID.matcher(l).results().map(MatchResult::group).limit(1))
                .toList();
    }

    /** Net-SNMP, which confirms a notification after it has written it down. */
    static final class SnmpTrapd extends ProcessReceiver {
        private final int port;
        private final Map<String, Object> access;

        private SnmpTrapd(Path folder, String conf, Map<String, Object> access) throws IOException {
            super(folder);
            port = FreePort.udp();
            this.access = access;
            Files.writeString(folder.resolve("snmptrapd.conf"), conf);
        }

        static SnmpTrapd version2c(Path folder) throws IOException {
            return new SnmpTrapd(folder, "authCommunity log public\n", Map.of("community", "public"));
        }

        /** Signed and encrypted; the engine and its clock, which restarts with it, are the receiver's. */
        static SnmpTrapd version3(Path folder) throws IOException {
            return new SnmpTrapd(
                    folder,
                    "createUser ftr SHA-256 auth-canary AES priv-canary\nauthUser log ftr priv\n",
                    Map.of(
                            "version",
                            "v3",
                            "user",
                            "ftr",
                            "auth-password",
                            "auth-canary",
                            "priv-password",
                            "priv-canary"));
        }

        @Override
        public String type() {
            return "snmptrap";
        }

        @Override
        public Map<String, Object> settings() {
            var settings = new HashMap<>(access);
            settings.putAll(Map.of("to", "127.0.0.1:" + port, "inform", true));
            return settings;
        }

        @Override
        public void start() throws Exception {
            long before = starts();
            run(List.of(
                    "/usr/sbin/snmptrapd",
                    "-f",
                    "-C",
                    "-c",
                    folder.resolve("snmptrapd.conf").toString(),
                    "-A",
                    "-Lf",
                    log().toString(),
                    "-m",
                    "",
                    "-On",
                    "-F",
                    "%v\\n",
                    "udp:127.0.0.1:" + port));
            await("snmptrapd starts", () -> starts() > before);
        }

        private long starts() throws IOException {
            return Files.exists(log())
                    ? Files.readAllLines(log()).stream()
                            .filter(l -> l.contains("NET-SNMP version"))
                            .count()
                    : 0;
        }

        private Path log() {
            return folder.resolve("traps");
        }

        @Override
        public List<String> ids() throws IOException {
            return firstIdsIn(log());
        }
    }
}
