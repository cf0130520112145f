// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.dial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.engine.disk.AtomicFile;
import org.ftrouter.engine.text.Obeyed;
import org.ftrouter.linux.Program;

/**
 * Runs programs on threads of their own, each in a process group, and logs what they print. Phases are kept in a file that
 * is worth nothing after the machine was started anew.
 */
public final class ProgramCommands implements Commands, AutoCloseable {
    private static final Logger LOG = LogManager.getLogger("ftr");
    private static final Pattern LINE = Pattern.compile("(\\S+) ([a-z-]+)");
    private static final List<String> INHERITED = List.of("PATH", "LANG", "LC_ALL", "TZ");
    private static final int MOST_LINES = 50;
    private static final int MOST_COLUMNS = 300;

    private final Path file;
    private final String boot;
    private final ExecutorService disk = Executors.newSingleThreadExecutor(threads("dial-state"));
    private final ExecutorService programs = Executors.newCachedThreadPool(threads("dial"));

    /**
     * Runs programs.
     *
     * @param file where the phases are kept
     * @param boot what tells one start of the machine from another
     */
    public ProgramCommands(Path file, String boot) {
        this.file = file;
        this.boot = boot;
    }

    private static ThreadFactory threads(String name) {
        return task -> {
            var thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** What tells one start of this machine from another. */
    public static String bootOfThisMachine() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }

    @Override
    public void run(Command command, Map<String, String> phases, Consumer<Optional<String>> ended) {
        try {
            disk.execute(() -> {
                write(phases);
                programs.execute(() -> ended.accept(run(command)));
            });
        } catch (RejectedExecutionException e) {
            ended.accept(Optional.of("shutdown"));
        }
    }

    private static Optional<String> run(Command command) {
        String name = command.line().get(0);
        var environment = new LinkedHashMap<>(command.environment());
        INHERITED.forEach(key -> Optional.ofNullable(System.getenv(key)).ifPresent(v -> environment.put(key, v)));
        try {
            Program.Ended ended = Program.run(command.line(), environment, new byte[0], command.limit());
            List<String> said = lines(ended.said());
            said.forEach(line -> LOG.info("{}: {}: {}", command.uplink(), name, line));
            if (ended.exitCode().isEmpty()) {
                return Optional.of(name + ": timeout " + command.limit().toSeconds() + " s");
            }
            int code = ended.exitCode().getAsInt();
            String last = said.isEmpty() ? "" : ": " + said.get(said.size() - 1);
            return code == 0 ? Optional.empty() : Optional.of(name + ": exit " + code + last);
        } catch (IOException e) {
            return Optional.of(name + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(name + ": shutdown");
        }
    }

    private static List<String> lines(String said) {
        return said.lines()
                .map(line -> line.replaceAll("\\s", " ").strip())
                .filter(line -> !line.isEmpty())
                .map(line -> line.length() > MOST_COLUMNS ? line.substring(0, MOST_COLUMNS) : line)
                .map(Obeyed::marked)
                .limit(MOST_LINES)
                .toList();
    }

    @Override
    public void remember(Map<String, String> phases) {
        try {
            disk.execute(() -> write(phases));
        } catch (RejectedExecutionException e) {
            LOG.debug("shutdown", e);
        }
    }

    private void write(Map<String, String> phases) {
        String text = phases.entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue() + "\n")
                .collect(Collectors.joining("", boot + "\n", ""));
        try {
            AtomicFile.write(file, text);
        } catch (IOException e) {
            LOG.warn("{} cannot be written; after a restart, the kernel tells what is dialled: {}", file, e.toString());
        }
    }

    @Override
    public Map<String, String> remembered() {
        var phases = new LinkedHashMap<String, String>();
        try {
            List<String> lines = AtomicFile.lines(file);
            if (!lines.isEmpty() && lines.get(0).equals(boot)) {
                for (String line : lines.subList(1, lines.size())) {
                    Matcher matcher = LINE.matcher(line);
                    if (matcher.matches()) {
                        phases.put(matcher.group(1), matcher.group(2));
                    }
                }
            }
        } catch (NoSuchFileException e) {
            return phases;
        } catch (IOException e) {
            LOG.warn("{} cannot be read; the kernel tells what is dialled: {}", file, e.toString());
        }
        return phases;
    }

    /** Ends what is under way: it is run again after the next start. */
    @Override
    public void close() {
        disk.shutdown();
        programs.shutdownNow();
    }
}
