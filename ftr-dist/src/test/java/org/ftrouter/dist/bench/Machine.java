// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import org.ftrouter.dist.bench.Results.Setting;

/** Where and with what the figures were measured. */
final class Machine {
    private Machine() {}

    static Setting setting(String command, int runs, double lossMinutes, double quietMinutes, Contained first)
            throws IOException, InterruptedException {
        var versions = new LinkedHashMap<String, String>();
        versions.put("FTR", firstLine("ftr-dist/target/ftr/bin/ftr", "--version") + java(first));
        versions.put("lsm", firstLine("lsm", "--version"));
        versions.put("keepalived", firstLine("keepalived", "--version"));
        versions.put("fping", firstLine("fping", "--version"));
        return new Setting(
                command,
                LocalDate.now(java.time.ZoneId.systemDefault()).toString(),
                Runtime.getRuntime().availableProcessors() + " x " + processor() + ", " + system(),
                "Linux " + System.getProperty("os.version"),
                System.getProperty("java.version"),
                versions,
                runs,
                lossMinutes,
                quietMinutes,
                first.accounting());
    }

    /** The Java that the launcher has chosen for FTR, if that is the program. */
    private static String java(Contained program) {
        String file = program.executable();
        return file.endsWith("/java") ? " on " + file : "";
    }

    private static String processor() throws IOException {
        return value(Path.of("/proc/cpuinfo"), "model name\\s*:");
    }

    private static String system() throws IOException {
        return value(Path.of("/etc/os-release"), "PRETTY_NAME=").replace("\"", "");
    }

    private static String value(Path file, String key) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.matches(key + ".*"))
                .map(line -> line.replaceFirst(key, "").strip())
                .findFirst()
                .orElse("unknown");
    }

    private static String firstLine(String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return "not installed";
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.lines().findFirst().orElse("unknown").strip();
    }
}
