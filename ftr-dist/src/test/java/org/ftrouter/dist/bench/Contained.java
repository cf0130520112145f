// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ftrouter.dist.lab.Lab;

/** A program running in a lab's router, in process namespace and control group of its own. */
final class Contained implements AutoCloseable {
    private final Process process;
    private final Accounts accounts;

    /** What a program has used so far, and holds now. */
    record Usage(long cpuMicros, long started, long residentKib, int processes) {}

    private Contained(Process process, Accounts accounts) {
        this.process = process;
        this.accounts = accounts;
    }

    static Contained start(Lab lab, List<String> command) throws IOException {
        Path script = Resource.script("contained.sh", lab.folder());
        Accounts accounts = Accounts.open(lab.name());
        var line = new ArrayList<String>();
        line.add(script.toString());
        line.add(accounts.folder());
        line.add(lab.router().namespace());
        line.addAll(command);
        var builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        lab.folder().resolve("program.log").toFile()))
                .redirectInput(new java.io.File("/dev/null"));
        return new Contained(builder.start(), accounts);
    }

    boolean isAlive() {
        return process.isAlive() && !processes().isEmpty();
    }

    /** The file that runs, such as the Java of a launcher's choice. */
    String executable() {
        return processes().stream()
                .findFirst()
                .flatMap(first -> first.info().command())
                .orElse("unknown");
    }

    String accounting() {
        return accounts.method();
    }

    Usage usage() throws IOException, InterruptedException {
        List<ProcessHandle> processes = processes();
        return new Usage(
                accounts.micros(processes), lastPid(processes), Accounts.residentKib(processes), processes.size());
    }

    /** All but the {@code unshare} that waits for them. */
    private List<ProcessHandle> processes() {
        return process.descendants().toList();
    }

    /** The last number given to a process or thread in the program's namespace, where nobody else is given any but us. */
    private static long lastPid(List<ProcessHandle> processes) throws IOException, InterruptedException {
        if (processes.isEmpty()) {
            throw new IOException("the program has ended");
        }
        String first = Long.toString(processes.get(0).pid());
        Process asked = new ProcessBuilder("nsenter", "--pid", "--target", first, "cat", "/proc/loadavg")
                .redirectErrorStream(true)
                .start();
        String answer = new String(asked.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
        asked.waitFor();
        return Long.parseLong(answer.strip().replaceAll(".* ", ""));
    }

    /** Ends the program and all its children at once, by SIGKILL. */
    @Override
    public void close() throws IOException, InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
        accounts.close();
    }
}
