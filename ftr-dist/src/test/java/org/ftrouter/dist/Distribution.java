// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The unpacked distribution that the build left. */
public final class Distribution {
    public static final Path HOME = Path.of("target/ftr").toAbsolutePath();

    private Distribution() {}

    /** What a process did. */
    public record Done(int code, String out, String err) {}

    /** Runs a command to its end with variables set beside those of this process; an empty value unsets one. */
    public static Done run(Map<String, String> environment, Object... command)
            throws IOException, InterruptedException {
        var builder =
                new ProcessBuilder(Arrays.stream(command).map(Object::toString).toList());
        environment.forEach((name, value) -> {
            if (value.isEmpty()) {
                builder.environment().remove(name);
            } else {
                builder.environment().put(name, value);
            }
        });
        Path err = java.nio.file.Files.createTempFile("err", "");
        try {
            Process process = builder.redirectError(err.toFile()).start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command[0] + " did not end");
            }
            return new Done(process.exitValue(), out, java.nio.file.Files.readString(err));
        } finally {
            java.nio.file.Files.delete(err);
        }
    }

    /** Runs {@code bin/ftr}, in English. */
    static Done ftr(Object... arguments) throws IOException, InterruptedException {
        var command = new Object[arguments.length + 1];
        command[0] = HOME.resolve("bin/ftr");
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return run(Map.of("LC_ALL", "C"), command);
    }
}
