// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where labs keep their files, {@code /run/ftr-lab/NAME} each: the description of the lab and its owner, the daemon's
 * configuration, socket, state and log. It exists from before the first namespace until after the last.
 */
final class LabFolder {
    private static final Path BASE = Path.of("/run/ftr-lab");
    private static final String DESCRIPTION = "lab";

    private LabFolder() {}

    static Path of(String name) {
        return BASE.resolve(name);
    }

    /** Makes the folder with its description in one step, so that nobody sees a lab without an owner. */
    static Path create(LabSpec spec) throws LabException {
        Path folder = of(spec.name());
        try {
            Files.createDirectories(BASE);
            Path fresh = Files.createTempDirectory(BASE, ".new");
            Files.write(fresh.resolve(DESCRIPTION), LabFile.lines(spec));
            try {
                Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                delete(fresh);
                if (Files.exists(folder)) {
                    throw new LabException(
                            "a lab called " + spec.name() + " exists: remove it with: ftr lab down --name "
                                    + spec.name(),
                            e);
                }
                throw e;
            }
            return folder;
        } catch (LabException e) {
            throw e;
        } catch (IOException e) {
            throw new LabException("cannot make " + folder + ": " + e, e);
        }
    }

    /** The description of a lab that exists. */
    static LabSpec read(String name) throws LabException {
        Path file = of(name).resolve(DESCRIPTION);
        try {
            return LabFile.spec(name, Files.readAllLines(file));
        } catch (IOException e) {
            throw new LabException("there is no lab called " + name + ": build one with: ftr lab up", e);
        }
    }

    /** Names of all labs, also of those whose owner is dead. */
    static List<String> names() throws LabException {
        if (!Files.isDirectory(BASE)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(BASE)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new LabException("cannot list " + BASE + ": " + e.getMessage(), e);
        }
    }

    /** Whether the process that built a lab has ended without removing it. */
    static boolean isOrphan(String name) throws LabException {
        try {
            return LabFile.isOrphan(Files.readAllLines(of(name).resolve(DESCRIPTION)));
        } catch (IOException e) {
            return false; // somebody removes it at this moment
        }
    }

    /** Deletes a folder with all in it; one that is not there is no error. The last lab takes the base folder along. */
    static void delete(Path folder) throws LabException {
        try {
            if (Files.exists(folder)) {
                for (Path path : deepestFirst(folder)) {
                    Files.deleteIfExists(path);
                }
            }
            if (names().isEmpty()) {
                Files.deleteIfExists(BASE);
            }
        } catch (DirectoryNotEmptyException e) {
            // another lab has just come into being
        } catch (IOException e) {
            throw new LabException("cannot delete " + folder + ": " + e, e);
        }
    }

    private static List<Path> deepestFirst(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            var all = new ArrayList<>(paths.toList());
            all.sort(Comparator.reverseOrder());
            return all;
        }
    }
}
