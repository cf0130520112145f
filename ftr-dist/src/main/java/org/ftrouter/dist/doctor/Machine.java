// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Files and programs of the machine. Nothing of it is changed. */
public final class Machine {
    private static final long LIMIT_SECONDS = 20;
    private static final int CHUNK = 8192;
    private static final List<String> FOLDERS = List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin");

    private final Path root;

    /** A machine whose files stand below a folder; its programs and its kernel are always this one's. */
    public Machine(Path root) {
        this.root = root;
    }

    /**
     * How a program ended.
     *
     * @param exit its exit code
     * @param output what it printed, to both streams
     */
    record Ended(int exit, String output) {
        boolean well() {
            return exit == 0;
        }
    }

    Path path(String absolute) {
        return root.resolve(absolute.substring(1));
    }

    /** Whether there is such a file or folder. */
    boolean isThere(String absolute) {
        return Files.exists(path(absolute));
    }

    /** The text of a file, without white space around; empty if it cannot be read. */
    Optional<String> text(String absolute) {
        try (InputStream in = Files.newInputStream(path(absolute))) {
            var bytes = new ByteArrayOutputStream();
            byte[] chunk = new byte[CHUNK]; // the kernel shows a setting whole, to the first read alone
            for (int length = in.read(chunk); length > 0; length = in.read(chunk)) {
                bytes.write(chunk, 0, length);
            }
            return Optional.of(bytes.toString(StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A kernel setting by its place below {@code /proc/sys}. */
    Optional<Integer> setting(String key) {
        try {
            return text("/proc/sys/" + key).map(Integer::valueOf);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The files of a folder whose names match a pattern such as {@code *.conf}, by name. */
    List<Path> files(String folder, String pattern) {
        var files = new ArrayList<Path>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(path(folder), pattern)) {
            all.forEach(files::add);
        } catch (IOException e) {
            return List.of();
        }
        files.sort(null);
        return files;
    }

    /** Whether a process of that name (of at most 15 letters) runs. */
    boolean runs(String name) {
        try (Stream<Path> processes = Files.list(path("/proc"))) {
            return processes
                    .filter(p -> Character.isDigit(p.getFileName().toString().charAt(0)))
                    .anyMatch(p -> text("/proc/" + p.getFileName() + "/comm").equals(Optional.of(name)));
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether there is such a program. */
    static boolean has(String program) {
        return FOLDERS.stream().anyMatch(f -> Files.isExecutable(Path.of(f, program)));
    }

    /** Runs a program with an input; empty if there is none of that name. */
    static Optional<Ended> run(String input, String... command) throws IOException, InterruptedException {
        if (!has(command[0])) {
            return Optional.empty();
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = CompletableFuture.supplyAsync(() -> read(process));
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // it ended without reading; its exit code says what there is to say
        }
        try {
            String text = output.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            return Optional.of(new Ended(process.waitFor(), text));
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(String.join(" ", command) + ": " + e, e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
