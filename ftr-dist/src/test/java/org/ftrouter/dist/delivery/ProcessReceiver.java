// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A receiver that is a program of the system. */
abstract class ProcessReceiver implements Receiver {
    private static final Pattern ID = Pattern.compile("01E\\d{5}");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    final Path folder;
    private final List<String> within;
    private @Nullable Process process;

    ProcessReceiver(Path folder) {
        this(folder, List.of());
    }

    /** Its programs run within the one of that command, such as {@code ip netns exec internet}. */
    ProcessReceiver(Path folder, List<String> within) {
        this.folder = folder;
        this.within = within;
    }

    void run(List<String> command) throws IOException {
        var builder = new ProcessBuilder(
                        Stream.of(within, command).flatMap(List::stream).toList())
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
}
