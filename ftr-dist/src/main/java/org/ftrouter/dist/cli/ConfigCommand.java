// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ftrouter.engine.config.ConfigImport;
import org.ftrouter.engine.config.ConfigImport.Imported;
import org.ftrouter.engine.config.Problem;
import org.ftrouter.engine.config.ProblemPrinter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ftr config import FILE}: the Ruby program's configuration as ours, on standard output. */
@Command(name = "config", synopsisSubcommandLabel = "COMMAND")
final class ConfigCommand extends Subcommand {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return Exit.USAGE;
    }

    @Command(name = "import")
    int importFile(
            @Parameters(index = "0", paramLabel = "FILE") Path file,
            @Option(names = "--secrets", paramLabel = "FOLDER") Optional<Path> secrets)
            throws IOException {
        Imported imported = ConfigImport.toHocon(file);
        List<Problem> problems = imported.problems().list();
        if (!problems.isEmpty()) {
            terminal().err().print(new ProblemPrinter(Path.of("")).print(problems));
        }
        if (imported.hocon().isEmpty()) {
            return Exit.BAD_CONFIG;
        }
        try {
            for (Map.Entry<String, String> secret : imported.secrets().entrySet()) {
                keep(secret.getKey(), secret.getValue(), secrets);
            }
        } catch (FileAlreadyExistsException e) {
            return terminal().fail(Exit.FAILED, "original.exists", "file", e.getFile());
        }
        terminal().out().print(imported.hocon().get());
        return Exit.OK;
    }

    /** Writes a secret where only its owner can read it, or says that it was left out. */
    private void keep(String name, String secret, Optional<Path> folder) throws IOException {
        if (folder.isEmpty()) {
            terminal().err().println(terminal().texts().get("import.secret", "name", name));
            return;
        }
        Path file = Files.createDirectories(folder.get()).resolve(name);
        var forItsOwner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var out = Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), forItsOwner)) {
            out.write(StandardCharsets.UTF_8.encode(secret));
        }
        terminal().err().println(terminal().texts().get("import.kept", "file", file));
    }
}
