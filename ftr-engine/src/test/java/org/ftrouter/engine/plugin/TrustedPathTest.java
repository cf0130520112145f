// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedPathTest {
    @TempDir
    Path temp;

    private Path folder;
    private Path file;

    @BeforeEach
    void aFileInAFolder() throws IOException {
        folder = Files.createDirectories(temp.resolve("a/b"));
        file = Files.createFile(folder.resolve("x.jar"));
    }

    @Test
    void whatOnlyItsOwnerCanWriteIsTrusted() {
        assertThat(TrustedPath.ofThisProcess().objection(file)).isEmpty();
    }

    @Test
    void aWritableFileIsNot() throws IOException {
        mode(file, "rw-r--rw-");

        assertThat(objection(file)).startsWith(file + " is writable by others (mode 646)");
    }

    @Test
    void aWritableFolderAboveItIsNamed() throws IOException {
        mode(temp.resolve("a"), "rwxrwxr-x");

        assertThat(objection(file)).startsWith(temp.resolve("a") + " is writable by others (mode 775)");
    }

    @Test
    void aLinkIntoAWritableFolderIsNot() throws IOException {
        Path open = Files.createDirectory(temp.resolve("open"));
        Path hidden = Files.createFile(open.resolve("y.jar"));
        Path link = Files.createSymbolicLink(folder.resolve("link.jar"), hidden);
        mode(open, "rwxrwxrwx");

        assertThat(objection(link)).startsWith(open + " is writable by others");
    }

    @Test
    void aLinkThroughAWritableFolderToATrustedFileIsNot() throws IOException {
        Path open = Files.createDirectory(temp.resolve("open"));
        Path hop = Files.createSymbolicLink(open.resolve("hop.jar"), file);
        Path link = Files.createSymbolicLink(folder.resolve("link.jar"), hop);
        mode(open, "rwxrwxrwx");

        assertThat(objection(link)).startsWith(open + " is writable by others");
    }

    @Test
    void aLinkToATrustedFileIsTrusted() throws IOException {
        Path link = Files.createSymbolicLink(temp.resolve("link.jar"), Path.of("a/b/x.jar"));

        assertThat(TrustedPath.ofThisProcess().objection(link)).isEmpty();
    }

    @Test
    void aRingOfLinksIsNot() throws IOException {
        Path one = Files.createSymbolicLink(temp.resolve("one"), Path.of("two"));
        Files.createSymbolicLink(temp.resolve("two"), Path.of("one"));

        assertThat(objection(one)).contains("one symbolic link too many");
    }

    @Test
    void aForeignOwnersFileIsNot() throws IOException {
        Files.setAttribute(file, "unix:uid", 12345);

        assertThat(objection(file)).isEqualTo(file + " belongs to user 12345, not to root; run: chown root " + file);
        assertThat(new TrustedPath(12345).objection(file)).isEmpty();
    }

    @Test
    void aMissingFileIsNot() {
        assertThat(objection(folder.resolve("none.jar"))).startsWith("cannot be examined: ");
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static String objection(Path path) {
        return TrustedPath.ofThisProcess().objection(path).orElseThrow();
    }
}
